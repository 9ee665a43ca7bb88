#include <cstddef>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/impl/parse/json/utf8.hpp>
#include <waybill/json_reader.hpp>

using namespace waybill;
using namespace std::string_literals;

TEST_CASE("a string as JSON text reads back as itself") {
  for (const auto& text :
       {""s, "plain"s, "\"quoted\"\\"s, "a\0b"s, "\n\t\x01\x1f\x7f"s, "ação ✓ 😀"s, "</script>"s}) {
    CAPTURE(text);
    CHECK(nlohmann::json::parse(to_json_text(text)).get<std::string>() == text);
  }
}

TEST_CASE("every character is written as the JSON library writes it") {
  std::size_t differ = 0;
  for (char32_t point = 0; point <= 0x10FFFF; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;  // surrogates are no characters
    std::string text{"a"};
    detail::append_utf8(text, point);
    text += 'b';
    if (to_json_text(text) != nlohmann::json(text).dump()) ++differ;
  }
  CHECK(differ == 0);
}

TEST_CASE("letters beyond ASCII are written as they are") {
  CHECK(to_json_text("Olá") == "\"Olá\"");
}

TEST_CASE("bytes that are not UTF-8 are replaced and never thrown at") {
  for (const auto& text : {"\xff"s, "a\xc3"s, "\xed\xa0\x80"s}) {
    CAPTURE(text);
    const auto written = to_json_text(text);
    CHECK(nlohmann::json::accept(written));
    CHECK(written.find("\xEF\xBF\xBD") != std::string::npos);
  }
}

TEST_CASE("an object holds its members in the order given and its values as they are") {
  CHECK(json_object({{"b", "1"}, {"a", "[true]"}, {"c", to_json_text("x")}}) ==
        R"({"b":1,"a":[true],"c":"x"})");
  CHECK(json_object({}) == "{}");
}

TEST_CASE("the names of members are escaped") {
  CHECK(json_object({{"a\"b", "null"}}) == R"({"a\"b":null})");
}
