// However a body is damaged at one position, parsing ends, throws nothing, and answers every item.

#include <cstddef>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/baileys.hpp>
#include <waybill/dialects/evolution.hpp>
#include <waybill/parse.hpp>

#include "support/mutations.hpp"
#include "support/report_check.hpp"
#include "support/samples.hpp"

namespace {

using namespace waybill_test;

/// Parses the body with both dialects, because a body may reach the wrong one.
void check_body(std::string_view body) {
  static const auto dialects = {waybill::evolution(), waybill::baileys()};
  for (const auto& dialect : dialects) {
    std::string wrong;
    CHECK_NOTHROW(wrong = wrong_with(parse(dialect, body)));
    if (wrong.empty()) continue;
    CAPTURE(body);
    FAIL_CHECK(wrong);
  }
}

std::size_t break_samples(const std::string& dialect) {
  std::size_t cases = 0;
  for (const auto& path : samples_of(dialect)) {
    for_each_mutation(read_file(path), [&](std::string_view mutated) {
      check_body(mutated);
      ++cases;
    });
  }
  return cases;
}

}  // namespace

TEST_CASE("a body that is broken in one place still gets one answer an item") {
  for (const std::string dialect : {"evolution", "baileys"}) {
    const auto cases = break_samples(dialect);
    CHECK(cases > 10'000);
    MESSAGE(dialect, ": ", cases, " broken bodies tried");
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
