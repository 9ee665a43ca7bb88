// Runs every file under payloads/ and compares with the `.expected` beside it;
// testing/dialect_samples.hpp says what that holds.

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include <waybill/dialects/known.hpp>
#include <waybill/parse.hpp>
#include <waybill/testing/dialect_samples.hpp>

#include "support/report_check.hpp"
#include "support/samples.hpp"

namespace {

using namespace waybill_test;

void check_dialect(const waybill::dialect& dialect) {
  const std::string name{dialect.name};
  const auto report = waybill::testing::check_samples(dialect, samples_folder(name));
  CHECK(report.samples > 10);
  CHECK_MESSAGE(report.holds(), report.text());
  for (const auto& path : samples_of(name)) {
    CAPTURE(path.filename());
    CHECK(wrong_with(parse(dialect, read_file(path))) == "");
  }
  MESSAGE(name, ": ", report.samples, " payloads ran");
}

}  // namespace

TEST_CASE("every sample of every dialect yields what its expected file says") {
  for (const auto& each : waybill::known_dialects) {
    CAPTURE(each.name);
    const auto dialect = each.make({});
    CHECK(dialect.name == each.name);
    check_dialect(dialect);
  }
}

TEST_CASE("a body that a dialect reads looks like one of its own") {
  for (const auto& each : waybill::known_dialects) {
    // Numbers alone do not tell a relay of Baileys from Evolution's forks.
    if (each.name == "evolution" || each.name == "baileys") continue;
    const auto dialect = each.make({});
    for (const auto& path : samples_of(std::string{each.name})) {
      CAPTURE(each.name);
      CAPTURE(path.filename());
      const auto body = read_file(path);
      if (parse(dialect, body).updates.empty()) continue;
      CHECK(waybill::recognise(body).dialect == each.name);
    }
  }
}

TEST_CASE("no folder of payloads has lost its dialect") {
  const auto all = samples_folder("");
  const auto folders = std::distance(std::filesystem::directory_iterator{all}, {});
  CHECK(static_cast<std::size_t>(folders) == waybill::known_dialects.size());
}
