// What JSON is, asked of two readers that share nothing: ours and nlohmann's. They take and refuse
// the same bodies and read the same text out of the same escapes.

#include <cstddef>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/json_reader.hpp>

#include "support/mutations.hpp"
#include "support/samples.hpp"

namespace {

using namespace waybill_test;

/// Whether both readers say the same of a body; both answers are counted.
struct comparison {
  std::size_t taken = 0;
  std::size_t refused = 0;

  void operator()(std::string_view body) {
    const bool ours = !waybill::read_json(body, {}).problem;
    ++(ours ? taken : refused);
    if (ours == nlohmann::json::accept(body)) return;
    CAPTURE(body);
    FAIL_CHECK("only one of the two readers takes it");
  }
};

/// The string that a JSON text is, or a mark for one that is refused.
std::string string_of(const std::string& text) {
  const auto result = waybill::read_json(text, {});
  return result.problem ? "refused" : std::string{waybill::json_view{result.document}.string()};
}
std::string string_of_the_other(const std::string& text) {
  const auto result = nlohmann::json::parse(text, nullptr, false);
  return result.is_string() ? result.get<std::string>() : "refused";
}

std::string unicode_escape(unsigned unit) {
  constexpr std::string_view digits = "0123456789abCDEF";
  std::string text{"\\u"};
  for (const unsigned shift : {12U, 8U, 4U, 0U}) text += digits[(unit >> shift) & 0xFU];
  return text;
}

}  // namespace

TEST_CASE("a sample that is broken in one place is JSON for both readers or for none") {
  comparison compare;
  for (const std::string dialect : {"evolution", "baileys"}) {
    for (const auto& path : samples_of(dialect)) for_each_mutation(read_file(path), compare);
  }
  CHECK(compare.taken > 10'000);
  CHECK(compare.refused > 10'000);
}

TEST_CASE("a sample with a few bytes changed is JSON for both readers or for none") {
  comparison compare;
  std::mt19937 random{2026};
  const std::string_view bytes =
      "\"\\{}[],:0123456789+-.eEtfnu/ \t\n\x01\x7f\x80\xbf\xc3\xe2\xed\xf4";
  for (const auto& path : samples_of("evolution")) {
    const auto body = read_file(path);
    for (int round = 0; round < 300 && !body.empty(); ++round) {
      auto changed = body;
      for (auto left = random() % 3; left-- != 0;) changed.erase(random() % changed.size(), 1);
      if (changed.empty()) continue;
      for (auto left = random() % 3; left-- != 0;) {
        changed[random() % changed.size()] = bytes[random() % bytes.size()];
      }
      compare(changed);
    }
  }
  CHECK(compare.taken > 1'000);
  CHECK(compare.refused > 1'000);
}

TEST_CASE("a number is one for both readers or for none") {
  comparison compare;
  const auto parts = {"", "-", "0", "00", "7", "10", ".", ".5", "e", "E+", "e-3", "e999", "+"};
  for (const std::string a : parts) {
    for (const std::string b : parts) {
      for (const std::string c : parts) {
        for (const std::string d : parts) compare(a + b + c + d);
      }
    }
  }
  CHECK(compare.taken > 500);
}

TEST_CASE("a unicode escape is the same character for both readers") {
  for (unsigned unit = 0; unit <= 0xFFFFU; ++unit) {
    const auto text = '"' + unicode_escape(unit) + '"';
    if (string_of(text) != string_of_the_other(text)) FAIL_CHECK(text);
  }
  for (const unsigned high : {0xD7FFU, 0xD800U, 0xD83DU, 0xDBFFU, 0xDC00U}) {
    for (const unsigned low : {0xDBFFU, 0xDC00U, 0xDE00U, 0xDFFFU, 0xE000U}) {
      const auto text = "\"a" + unicode_escape(high) + unicode_escape(low) + "b\"";
      CHECK(string_of(text) == string_of_the_other(text));
    }
  }
}

TEST_CASE("bytes beyond ASCII are a character for both readers or for none") {
  for (int lead = 0x7F; lead <= 0xFF; ++lead) {
    for (int second = 0x01; second <= 0xFF; ++second) {
      for (const std::string tail : {"", "\x80", "\xBF\x80"}) {
        const auto text =
            '"' + std::string{static_cast<char>(lead), static_cast<char>(second)} + tail + '"';
        if (string_of(text) != string_of_the_other(text)) FAIL_CHECK(text);
      }
    }
  }
}
