// However a body is damaged at one position, parsing ends, throws nothing, and answers every item.

#include <cstddef>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/known.hpp>
#include <waybill/parse.hpp>

#include "support/mutations.hpp"
#include "support/report_check.hpp"
#include "support/samples.hpp"

namespace {

using namespace waybill_test;

void check_body(const waybill::dialect& dialect, std::string_view body) {
  std::string wrong;
  CHECK_NOTHROW(wrong = wrong_with(parse(dialect, body)));
  if (wrong.empty()) return;
  CAPTURE(body);
  FAIL_CHECK(wrong);
}

/// Breaks each sample of a dialect.
std::size_t break_samples(const waybill::dialect& of) {
  std::size_t cases = 0;
  for (const auto& path : samples_of(std::string{of.name})) {
    for_each_mutation(read_file(path), [&](std::string_view mutated) {
      check_body(of, mutated);
      ++cases;
    });
  }
  return cases;
}

}  // namespace

TEST_CASE("a body that is broken in one place still gets one answer an item") {
  for (const auto& each : waybill::known_dialects) {
    const auto cases = break_samples(each.make({}));
    CHECK(cases > 2'000);
    MESSAGE(std::string{each.name}, ": ", cases, " broken bodies tried");
  }
}

TEST_CASE("a body of any provider gets one answer an item from every dialect") {
  for (const auto& reader : waybill::known_dialects) {
    const auto dialect = reader.make({});
    for (const auto& writer : waybill::known_dialects) {
      for (const auto& path : samples_of(std::string{writer.name})) {
        CAPTURE(dialect.name);
        CAPTURE(path.filename());
        CHECK(wrong_with(parse(dialect, read_file(path))) == "");
      }
    }
  }
}

TEST_CASE("a truncated body is never taken for a whole one") {
  const std::string body =
      R"({"event":"messages.update","data":{"key":{"id":"A"},"update":{"status":2}}})";
  for_each_truncation(body, [](std::string_view truncated) {
    const auto report = parse(waybill::evolution(), truncated);
    REQUIRE(report.issues.size() == 1);
    CHECK(report.issues.front().code == waybill::issue_code::invalid_json);
    CHECK(report.updates.empty());
  });
}
