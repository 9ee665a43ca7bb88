#include <cstddef>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/detail/plain_text.hpp>

#include "support/mutations.hpp"
#include "support/samples.hpp"

using waybill::detail::cut_long_strings;

TEST_CASE("a long string is cut and a short one is not") {
  CHECK(cut_long_strings(R"({"a":"12345","b":"123456"})", 5) == R"({"a":"12345","b":"12345"})");
}

TEST_CASE("nothing outside a string is cut") {
  const std::string text = "[11111111111111111111,true,        null]";
  CHECK(cut_long_strings(text, 5) == text);
}

TEST_CASE("an escape starts a new row and is not cut") {
  CHECK(cut_long_strings(R"("12345678\n12345678\"12345678\\")", 5) == R"("12345\n12345\"12345\\")");
  CHECK(cut_long_strings(R"("\u0041bcdefgh")", 5) == R"("\u0041b")");
}

TEST_CASE("letters beyond ASCII are never cut") {
  const std::string text = "\"ççççççççç\"";
  CHECK(cut_long_strings(text, 5) == text);
}

TEST_CASE("cutting keeps JSON what it was and what is no JSON as wrong as it was") {
  std::size_t shorter = 0;
  for (const std::string dialect : {"evolution", "baileys"}) {
    for (const auto& path : waybill_test::samples_of(dialect)) {
      waybill_test::for_each_mutation(waybill_test::read_file(path), [&](std::string_view body) {
        const auto cut = cut_long_strings(body, 8);
        if (cut.size() != body.size()) ++shorter;
        if (nlohmann::json::accept(cut) != nlohmann::json::accept(body)) {
          CAPTURE(body);
          FAIL_CHECK("cut to " << cut);
        }
      });
    }
  }
  CHECK(shorter > 10'000);
}
