// Runs every file under payloads/ and compares with the `.expected` beside it: a line an item.
//
//   <message id>:<receipt>[:<code>:<kind of failure>]  an update
//   ignored:<reason>                                  understood, and no receipt
//   error:<issue code>                                an issue

#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/dialects/known.hpp>
#include <waybill/parse.hpp>

#include "support/report_check.hpp"
#include "support/samples.hpp"

namespace {

using namespace waybill_test;

std::string line_of(const waybill::status_update& update) {
  const auto line = update.message_id + ":" + std::string{to_string(update.receipt)};
  const auto& [code, text, kind] = update.reason;
  return code.empty() ? line : line + ":" + code + ":" + std::string{to_string(kind)};
}
std::string line_of(const waybill::ignored_item& item) {
  return "ignored:" + std::string{to_string(item.reason)};
}
std::string line_of(const waybill::issue& problem) {
  return "error:" + std::string{to_string(problem.code)};
}

/// The report as the lines of an `.expected` file.
std::string describe(const waybill::parse_report& report) {
  std::vector<std::string> lines(report.items);
  for (const auto& update : report.updates) lines.at(update.item) = line_of(update);
  for (const auto& item : report.ignored) lines.at(item.item) = line_of(item);
  for (const auto& problem : report.issues) lines.at(problem.item) = line_of(problem);
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

void check_sample(const waybill::dialect& dialect, const std::filesystem::path& path) {
  CAPTURE(path.filename());
  auto expected = path;
  expected.replace_extension(".expected");
  REQUIRE_MESSAGE(std::filesystem::exists(expected), "a payload without .expected");
  const auto report = parse(dialect, read_file(path));
  CHECK(wrong_with(report) == "");
  CHECK(describe(report) == read_file(expected));
}

void check_samples(const waybill::dialect& dialect) {
  const auto samples = samples_of(std::string{dialect.name});
  REQUIRE(samples.size() > 10);
  for (const auto& path : samples) check_sample(dialect, path);
  MESSAGE(std::string{dialect.name}, ": ", samples.size(), " payloads ran");
}

}  // namespace

TEST_CASE("every sample of every dialect yields what its expected file says") {
  for (const auto& each : waybill::known_dialects) {
    CAPTURE(each.name);
    const auto dialect = each.make({});
    CHECK(dialect.name == each.name);
    check_samples(dialect);
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

TEST_CASE("no expected file has lost its payload, and no folder its dialect") {
  std::size_t folders = 0;
  for (const auto& each : waybill::known_dialects) {
    const auto samples = samples_of(std::string{each.name});
    const auto folder = samples.front().parent_path();
    const auto all = std::distance(std::filesystem::directory_iterator{folder}, {});
    CHECK(static_cast<std::size_t>(all) == 2 * samples.size());
    ++folders;
  }
  const auto all = std::filesystem::path{WAYBILL_TEST_DATA} / "spec" / "payloads";
  CHECK(static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{all}, {})) ==
        folders);
}
