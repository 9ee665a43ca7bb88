// Compares two independent readers of JSON: ours and nlohmann's. They accept and refuse the same
// bodies, report the same events in the same order, up to any error, and read the same numbers,
// names and texts.

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/impl/parse/json/number.hpp>
#include <waybill/impl/parse/json/scanner.hpp>
#include <waybill/json_reader.hpp>

#include "support/mutations.hpp"
#include "support/samples.hpp"

namespace {

using namespace waybill_test;

/// The events of a reader, one per line.
class event_text {
 public:
  bool mark(std::string_view event) {
    text_.append(event).append(1, '\n');
    return true;
  }
  bool text(char what, std::string_view text) {
    text_ += what;
    return mark(text);
  }
  bool number(double value) {
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    return text('#', {digits, end});
  }
  [[nodiscard]] const std::string& told() const noexcept { return text_; }

 private:
  std::string text_;
};

/// The events of `json_scanner`.
struct our_events : event_text {
  bool enter(waybill::json_kind kind) {
    return mark(kind == waybill::json_kind::array ? "[" : "{");
  }
  bool leave() { return mark("."); }
  bool name(std::string_view name) { return text(':', name); }
  bool scalar(waybill::json_kind kind, std::string_view what) {
    if (kind == waybill::json_kind::string) return text('"', what);
    if (kind != waybill::json_kind::number) return mark(what);
    const auto value = waybill::detail::json_number(what);
    return value && number(*value);
  }
};

/// The events of nlohmann's parser, in the same form.
struct their_events : event_text {
  bool null() { return mark("null"); }
  bool boolean(bool value) { return mark(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return number(static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) { return number(static_cast<double>(value)); }
  bool number_float(double value, const std::string&) { return number(value); }
  bool string(const std::string& what) { return text('"', what); }
  bool key(const std::string& name) { return text(':', name); }
  bool start_object(std::size_t) { return mark("{"); }
  bool start_array(std::size_t) { return mark("["); }
  bool end_object() { return mark("."); }
  bool end_array() { return mark("."); }
  bool binary(const nlohmann::json::binary_t&) { return false; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    return false;
  }
};

/// Whether both readers agree on a body; counts both answers.
struct comparison {
  std::size_t taken = 0;
  std::size_t refused = 0;

  void operator()(std::string_view body) {
    our_events ours;
    their_events theirs;
    const bool is_ours = waybill::detail::json_scanner{body, ours}.scan();
    const bool is_theirs =
        nlohmann::json::sax_parse(body.data(), body.data() + body.size(), &theirs);
    ++(is_ours ? taken : refused);
    if (is_ours == is_theirs && ours.told() == theirs.told()) return;
    CAPTURE(body);
    CAPTURE(ours.told());
    CAPTURE(theirs.told());
    FAIL_CHECK("the two readers differ");
  }
};

/// The string in a JSON text, or a mark if it is refused.
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

TEST_CASE("a sample that is broken in one place reads the same to both readers") {
  comparison compare;
  for (const std::string dialect : {"evolution", "baileys"}) {
    for (const auto& path : samples_of(dialect)) for_each_mutation(read_file(path), compare);
  }
  CHECK(compare.taken > 10'000);
  CHECK(compare.refused > 10'000);
}

TEST_CASE("a sample with a few bytes changed reads the same to both readers") {
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

TEST_CASE("a number is the same one for both readers, or none") {
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
