#include <array>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/json_document.hpp>
#include <waybill/json_reader.hpp>

namespace {

using namespace waybill;

constexpr std::array<json_field, 3> names{{{"a"}, {"b"}, {"list"}}};

json_document document_of(std::string_view text) { return read_json(text, names).document; }

std::optional<std::int64_t> integer_of(std::string_view text) {
  return json_view{document_of(text)}.integer();
}

}  // namespace

TEST_CASE("a pointer tells where a value stands") {
  const auto document = document_of(R"({"a":{"list":[0,[1],{"b":2}]}})");
  const auto list = json_view{document}["a"]["list"];
  CHECK(json_view{document}.pointer() == "");
  CHECK(list.pointer() == "/a/list");
  CHECK(list.first().next().first().pointer() == "/a/list/1/0");
  CHECK(list.first().next().next()["b"].pointer() == "/a/list/2/b");
  CHECK(json_view{}.pointer() == "");
}

TEST_CASE("a pointer escapes what a name may hold") {
  constexpr std::array<json_field, 2> odd{{{"a/b"}, {"~1"}}};
  const auto document = read_json(R"({"a/b":{"~1":[7]}})", odd).document;
  CHECK(json_view{document}["a/b"]["~1"].first().pointer() == "/a~1b/~01/0");
  const auto twice = read_json(R"({"a/b":{"~1":1,"~1":2}})", odd).problem;
  REQUIRE(twice.has_value());
  CHECK(twice->pointer == "/a~1b/~01");
  const auto absent = dialects::check_message_id(json_view{document}["a/b"], "i/d");
  REQUIRE(absent.has_value());
  CHECK(absent->pointer == "/a~1b/i~1d");
}

TEST_CASE("whole numbers are integers however they are written") {
  CHECK(integer_of("2") == 2);
  CHECK(integer_of("2.0") == 2);
  CHECK(integer_of("20e-1") == 2);
  CHECK(integer_of("\"2\"") == 2);
  CHECK(integer_of("\"-2\"") == -2);
  CHECK(integer_of("-0.0") == 0);
  CHECK(integer_of("9007199254740992") == 9007199254740992);
}

TEST_CASE("nothing else is an integer") {
  for (const auto* const text :
       {"2.5", "1e300", "9007199254740994", "18446744073709551616", "-1e18", "\"2.0\"", "\" 2\"",
        "\"2 \"", "\"+2\"", "\"0x2\"", "\"\"", "\"two\"", "\"99999999999999999999\"",
        "\"2\\u0000\"", "true", "false", "null", "[2]", "{\"a\":2}"}) {
    CAPTURE(text);
    CHECK_FALSE(integer_of(text).has_value());
  }
}

TEST_CASE("an absent view may be asked anything") {
  const json_view absent;
  CHECK_FALSE(absent["a"]["b"].first().next().exists());
  CHECK(absent.is_missing());
  CHECK_FALSE(absent.is(json_kind::null));
  CHECK(absent.text() == "");
  CHECK_FALSE(absent.integer().has_value());
}

TEST_CASE("null is missing though it is there") {
  const auto document = document_of(R"({"a":null,"b":""})");
  const json_view root{document};
  CHECK(root["a"].exists());
  CHECK(root["a"].is_missing());
  CHECK_FALSE(root["b"].is_missing());
}

TEST_CASE("only objects have members") {
  const auto document = document_of(R"([{"a":1}])");
  CHECK_FALSE(json_view{document}["a"].exists());
  CHECK_FALSE(json_view{document}[""].exists());
}

TEST_CASE("string tells the bytes of strings alone and text those of any scalar") {
  const auto document = document_of(R"({"a":1.50,"b":"x\u0000y"})");
  const json_view root{document};
  CHECK(root["a"].string() == "");
  CHECK(root["a"].text() == "1.50");
  CHECK(root["b"].string() == std::string_view{"x\0y", 3});
}

TEST_CASE("containers are told apart from scalars") {
  for (const auto* const text : {"[]", "{}"}) CHECK(json_view{document_of(text)}.is_container());
  for (const auto* const text : {"1", "null", "\"\"", "true"}) {
    CHECK_FALSE(json_view{document_of(text)}.is_container());
  }
}
