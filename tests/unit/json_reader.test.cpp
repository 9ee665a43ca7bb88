#include <array>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/json_reader.hpp>

namespace {

using namespace waybill;

constexpr std::array<json_field, 4> fields{{{"a"}, {"b"}, {"list"}, {"opaque", true}}};

json_result read(std::string_view text, const json_limits& limits = {}) {
  return read_json(text, fields, limits);
}

/// The name of the text's fault; empty if it has none.
std::string problem_of(std::string_view text, const json_limits& limits = {}) {
  const auto result = read(text, limits);
  return result.problem ? std::string{to_string(result.problem->code)} : "";
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("a body may be as large as the limit and no byte larger") {
  const std::string body = R"({"a":1})";
  CHECK(problem_of(body, {.bytes = body.size()}) == "");
  CHECK(problem_of(body, {.bytes = body.size() - 1}) == "too-large");
  CHECK(problem_of(std::string(8 * 1024 * 1024, ' ') + "1") == "too-large");
  CHECK(problem_of(std::string(8 * 1024 * 1024 - 1, ' ') + "1") == "");
}

TEST_CASE("a body may nest as deep as the limit and no level deeper") {
  CHECK(problem_of(nested(3), {.depth = 3}) == "");
  CHECK(problem_of(nested(4), {.depth = 3}) == "too-deep");
  CHECK(problem_of(nested(128)) == "");
  CHECK(problem_of(nested(129)) == "too-deep");
}

TEST_CASE("fields that nobody asked for count as depth too") {
  CHECK(problem_of(R"({"other":[[1]]})", {.depth = 3}) == "");
  CHECK(problem_of(R"({"other":[[1]]})", {.depth = 2}) == "too-deep");
  CHECK(problem_of(R"({"opaque":[[1]]})", {.depth = 2}) == "too-deep");
}

TEST_CASE("closing brackets give their depth back") {
  CHECK(problem_of("[[],[],[[]],{}]", {.depth = 3}) == "");
}

TEST_CASE("a megabyte of opening brackets is refused without a deep stack") {
  const std::string open(1024 * 1024, '[');
  CHECK(problem_of(open) == "too-deep");
  CHECK(problem_of("{\"other\":" + open, {.depth = 2 * open.size()}) == "invalid-json");
}

TEST_CASE("as many values are kept as the limit says and no more") {
  CHECK(problem_of("[1,2,3]", {.values = 4}) == "");
  CHECK(problem_of("[1,2,3]", {.values = 3}) == "too-many-values");
  CHECK(problem_of(R"({"other":[1,2,3],"a":1})", {.values = 2}) == "");
}

TEST_CASE("a wanted field that is there twice is refused and pointed at") {
  const auto result = read(R"({"a":{"list":[0,{"b":1,"x":1,"b":1}]}})");
  REQUIRE(result.problem.has_value());
  CHECK(result.problem->code == issue_code::duplicate_field);
  CHECK(result.problem->pointer == "/a/list/1/b");
}

TEST_CASE("a field is the same however its name is escaped") {
  CHECK(problem_of(R"({"a":1,"\u0061":2})") == "duplicate-field");
}

TEST_CASE("fields that nobody asked for may be there twice") {
  CHECK(problem_of(R"({"x":1,"x":2,"y":{"a":1,"a":2},"opaque":{"a":1,"a":2}})") == "");
}

TEST_CASE("one name in two objects is no duplicate") {
  CHECK(problem_of(R"({"list":[{"a":1},{"a":2}],"a":{"a":3}})") == "");
}

TEST_CASE("a byte order mark is skipped") {
  const auto result = read("\xEF\xBB\xBF{\"a\":7}");
  REQUIRE_FALSE(result.problem.has_value());
  CHECK(json_view{result.document}["a"].integer() == 7);
  CHECK(problem_of("\xEF\xBB{\"a\":7}") == "invalid-json");
}

TEST_CASE("what is not JSON is refused") {
  using namespace std::string_literals;
  for (const auto& text :
       {""s,        " "s,     "NaN"s,      "Infinity"s, "-Infinity"s, "[1,]"s,
        "{'a':1}"s, "{a:1}"s, "// x\n1"s,  "01"s,       "+1"s,        "1."s,
        ".5"s,      "[1]]"s,  "1 2"s,      "\"\t\""s,   "\"\\x41\""s, "True"s,
        "\"a"s,     "[1]\0"s, "[1]\0[2]"s, "\0"s,       "\"\0\""s,    "{\"a\":1}x"s}) {
    CAPTURE(text);
    CHECK(problem_of(text) == "invalid-json");
  }
}

TEST_CASE("text that is not UTF-8 is refused wherever it stands") {
  for (const std::string bytes :
       {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    CAPTURE(bytes);
    CHECK(problem_of("\"" + bytes + "\"") == "invalid-json");
    CHECK(problem_of("{\"other\":\"" + bytes + "\"}") == "invalid-json");
    CHECK(problem_of("{\"" + bytes + "\":1}") == "invalid-json");
  }
}

TEST_CASE("UTF-16 is refused") {
  using namespace std::string_literals;
  CHECK(problem_of("\xFF\xFE{\0}\0"s) == "invalid-json");
  CHECK(problem_of("{\0}\0"s) == "invalid-json");
  CHECK(problem_of("\0{\0}"s) == "invalid-json");
}

TEST_CASE("surrogates are taken in pairs only") {
  const auto result = read(R"({"a":"\ud83d\ude00"})");
  REQUIRE_FALSE(result.problem.has_value());
  CHECK(json_view{result.document}["a"].string() == "\xF0\x9F\x98\x80");
  for (const auto* const text :
       {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ude00\ud83d")"}) {
    CAPTURE(text);
    CHECK(problem_of(text) == "invalid-json");
  }
}

TEST_CASE("a number beyond every double is told from what is not JSON") {
  CHECK(problem_of("1e999") == "number-out-of-range");
  CHECK(problem_of(R"({"other":-1e999})") == "number-out-of-range");
  CHECK(problem_of("1e-999") == "");
  CHECK(problem_of(std::string(300, '9')) == "");
}

TEST_CASE("the place of an error is the byte in the body") {
  const auto result = read("[1,?]");
  REQUIRE(result.problem.has_value());
  CHECK(result.problem->message == "not JSON at byte 4");
}
