// The reader of JSON text alone: its events, where it stops, what it copies, and its numbers and
// characters. spec/json_oracle tests that it accepts exactly JSON.

#include <cstddef>
#include <limits>
#include <locale>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/impl/parse/json/number.hpp>
#include <waybill/impl/parse/json/scanner.hpp>
#include <waybill/impl/parse/json/utf8.hpp>

namespace {

using namespace waybill;

/// Records the events of a scan, and stops it at the last one wanted.
class scan_record {
 public:
  explicit scan_record(std::size_t wanted = std::numeric_limits<std::size_t>::max())
      : wanted_(wanted) {}

  bool enter(json_kind kind) { return add(kind == json_kind::array ? "[" : "{"); }
  bool leave() { return add("."); }
  bool name(std::string_view text) { return add(std::string{text} + ':'); }
  bool scalar(json_kind kind, std::string_view text) {
    last_text = text;
    return add(kind == json_kind::string ? '<' + std::string{text} + '>' : std::string{text});
  }

  std::vector<std::string> events;
  std::string_view last_text;

 private:
  bool add(std::string event) {
    events.push_back(std::move(event));
    return events.size() < wanted_;
  }
  std::size_t wanted_;
};

bool scan_into(scan_record& record, std::string_view body) {
  return detail::json_scanner{body, record}.scan();
}

/// The byte at which a scan stops; 0 if it accepts the whole text.
std::size_t stop_of(std::string_view body) {
  scan_record record;
  detail::json_scanner scanner{body, record};
  return scanner.scan() ? 0 : scanner.position();
}

/// Writes numbers as "3,14", as many locales do.
struct comma_point : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

constexpr std::string_view scanned_body = R"( {"a":[1.50,true,null,"x"],"b":{}} )";
const std::vector<std::string> scanned_events{"{",   "a:", "[",  "1.50", "true", "null",
                                              "<x>", ".",  "b:", "{",    ".",    "."};

}  // namespace

TEST_CASE("a scan tells what a body holds, in the order of the body") {
  scan_record record;
  CHECK(scan_into(record, scanned_body));
  CHECK(record.events == scanned_events);
}

TEST_CASE("a scan ends with the event that is answered with a stop") {
  for (std::size_t wanted = 1; wanted <= scanned_events.size(); ++wanted) {
    scan_record record{wanted};
    CHECK_FALSE(scan_into(record, scanned_body));
    CHECK(record.events.size() == wanted);
  }
}

TEST_CASE("a scan hands out a text without escapes as a piece of the body") {
  for (const std::string_view body : {"\"caf\xC3\xA9\"", " 12.50 ", "{\"a\":\"\"}"}) {
    scan_record record;
    CHECK(scan_into(record, body));
    CHECK(record.last_text.data() >= body.data());
    CHECK(record.last_text.data() + record.last_text.size() <= body.data() + body.size());
  }
}

TEST_CASE("a scan hands out a string with its escapes read") {
  scan_record record;
  CHECK(scan_into(record, R"(["\"\\\/\b\f\n\r\t","a\u00e9\u20ACz\ud83d\ude00"])"));
  CHECK(record.events[1] == "<\"\\/\b\f\n\r\t>");
  CHECK(record.events[2] == "<a\xC3\xA9\xE2\x82\xACz\xF0\x9F\x98\x80>");
}

TEST_CASE("a scan goes a million arrays deep without recursion") {
  constexpr std::size_t depth = 1'000'000;
  scan_record record;
  CHECK(scan_into(record, std::string(depth, '[') + std::string(depth, ']')));
  CHECK(record.events.size() == 2 * depth);
}

TEST_CASE("a scan stops at the byte that no JSON has there") {
  const std::vector<std::pair<std::string, std::size_t>> cases{
      {"", 1},           {"[1,?]", 4},     {"[1", 3},           {"[1]]", 4},
      {R"({"a" 1})", 6}, {"01", 2},        {R"({"a":tru})", 6}, {"\"\xFF\"", 2},
      {R"("\x")", 3},    {R"("a\ud8)", 5}, {R"("\ud800")", 8},  {"\xEF\xBB\xBF?", 4}};
  for (const auto& [body, stop] : cases) {
    CAPTURE(body);
    CHECK(stop_of(body) == stop);
  }
  CHECK(stop_of("\xEF\xBB\xBF[1]") == 0);
}

TEST_CASE("a number is its nearest double, and none beyond all of them") {
  CHECK(detail::json_number("-7") == -7.0);
  CHECK(detail::json_number("2.50") == 2.5);
  CHECK(detail::json_number("1E2") == 100.0);
  CHECK(detail::json_number("18446744073709551615") == 18446744073709551615.0);
  CHECK(detail::json_number("1e-999") == 0.0);
  CHECK(detail::json_number("1e999") == std::nullopt);
  CHECK(detail::json_number("-1e999") == std::nullopt);
}

TEST_CASE("a number is the same under any locale of the process") {
  const auto before = std::locale::global(std::locale{std::locale::classic(), new comma_point});
  const auto number = detail::json_number("2.50");
  std::locale::global(before);
  CHECK(number == 2.5);
}

TEST_CASE("a code point is written as UTF-8 that reads as one character") {
  std::size_t wrong = 0;
  for (char32_t point = 0x80; point <= 0x10FFFF; ++point) {
    if (detail::is_high_surrogate(point) || detail::is_low_surrogate(point)) continue;
    std::string text;
    detail::append_utf8(text, point);
    if (detail::utf8_size(text) != text.size()) ++wrong;
  }
  CHECK(wrong == 0);
}
