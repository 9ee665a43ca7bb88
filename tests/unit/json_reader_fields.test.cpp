// What `read_json` keeps of a body, and how it treats strings of megabytes.

#include <array>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/json_reader.hpp>

namespace {

using namespace waybill;

constexpr std::array<json_field, 4> kept_names{{{"a"}, {"b"}, {"list"}, {"opaque", true}}};

json_document kept_of(std::string_view text) {
  auto result = read_json(text, kept_names);
  REQUIRE_FALSE(result.problem.has_value());
  return std::move(result.document);
}

}  // namespace

TEST_CASE("only the fields asked for are kept") {
  const auto document = kept_of(R"({"x":{"a":1},"a":{"y":[1,2],"b":true},"z":[{"a":1}]})");
  CHECK(document.nodes.size() == 3);
  CHECK(json_view{document}["a"]["b"].text() == "true");
  CHECK_FALSE(json_view{document}["x"].exists());
}

TEST_CASE("the elements of a kept list are all kept") {
  const auto document = kept_of(R"({"list":[1,"two",null,[4],{"a":5,"x":6}]})");
  auto item = json_view{document}["list"].first();
  CHECK(item.integer() == 1);
  CHECK((item = item.next()).string() == "two");
  CHECK((item = item.next()).is(json_kind::null));
  CHECK((item = item.next()).first().integer() == 4);
  CHECK((item = item.next())["a"].integer() == 5);
  CHECK_FALSE(item.next().exists());
}

TEST_CASE("an opaque field tells that it is there and nothing of what is inside") {
  const auto document = kept_of(R"({"opaque":{"a":1,"list":[1,2,3]},"a":2})");
  const json_view root{document};
  CHECK(root["opaque"].is(json_kind::object));
  CHECK_FALSE(root["opaque"].first().exists());
  CHECK(root["a"].integer() == 2);
}

TEST_CASE("an opaque scalar is kept as it is") {
  CHECK(json_view{kept_of(R"({"opaque":null})")}["opaque"].is_missing());
}

TEST_CASE("names within strings do not match") {
  const auto document = kept_of(R"({"x":"\"a\":1","b":"{\"a\":2}"})");
  CHECK_FALSE(json_view{document}["a"].exists());
  CHECK(json_view{document}["b"].string() == R"({"a":2})");
}

TEST_CASE("names are compared whole and with regard to case") {
  const auto document = kept_of(R"({"A":1,"aa":2,"":3,"a ":4})");
  CHECK(document.nodes.size() == 1);
}

TEST_CASE("scalars keep their text as it was received") {
  const auto document = kept_of(R"([2.50,1E2,-7,18446744073709551615,true,null,"x"])");
  std::string texts;
  for (auto item = json_view{document}.first(); item.exists(); item = item.next()) {
    texts += to_json_text(item) + " ";
  }
  CHECK(texts == R"(2.50 1E2 -7 18446744073709551615 true null "x" )");
}

TEST_CASE("an absent value is null as JSON text") { CHECK(to_json_text(json_view{}) == "null"); }

TEST_CASE("the fields around a string of megabytes are kept") {
  const std::string picture(3'000'000, 'A');
  const auto document = kept_of(R"({"a":"\\","x":")" + picture + R"(\"","b":"after"})");
  CHECK(json_view{document}["a"].string() == "\\");
  CHECK(json_view{document}["b"].string() == "after");
}

TEST_CASE("an error behind a string of megabytes is told with its true place") {
  const std::string body = "[\"" + std::string(100'000, 'A') + "\",?]";
  const auto result = read_json(body, kept_names);
  REQUIRE(result.problem.has_value());
  CHECK(result.problem->message == "not JSON at byte 100005");
}

TEST_CASE("a string of megabytes that does not end is not JSON") {
  for (const auto* const end : {"", "\\", "\\\"", "\t\"", "\xff\""}) {
    const auto result = read_json("\"" + std::string(100'000, 'A') + end, kept_names);
    REQUIRE(result.problem.has_value());
    CHECK(result.problem->code == issue_code::invalid_json);
  }
}
