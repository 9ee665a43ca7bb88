// What waybill::testing tells of a folder of samples, beside a dialect that reads them otherwise.

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include <waybill/dialects/zapi.hpp>
#include <waybill/testing/dialect_samples.hpp>

#include "support/scratch_folder.hpp"

namespace {

using namespace waybill_test;

std::string told(const std::string& folder) {
  return waybill::testing::check_samples(waybill::zapi(), folder).text();
}

constexpr auto two_ids =
    R"({"type": "MessageStatusCallback", "status": "READ", "ids": ["A", "B"]})";

}  // namespace

TEST_CASE("samples that are read as expected hold") {
  const scratch_folder folder;
  static_cast<void>(folder.write("two.json", two_ids));
  static_cast<void>(folder.write("two.expected", "A:read\nB:read\n"));
  const auto report = waybill::testing::check_samples(waybill::zapi(), folder.path(""));
  CHECK(report.holds());
  CHECK(report.text() == "1 sample, 0 differences\n");
}

TEST_CASE("a line that differs, one too many and one too few are each told with file and line") {
  const scratch_folder folder;
  static_cast<void>(folder.write("few.json", two_ids));
  static_cast<void>(folder.write("few.expected", "A:read\n"));
  static_cast<void>(folder.write("many.json", two_ids));
  static_cast<void>(folder.write("many.expected", "A:read\nB:read\nC:read\n"));
  static_cast<void>(folder.write("other.json", two_ids));
  static_cast<void>(folder.write("other.expected", "A:read\nB:delivered\n"));
  CHECK(told(folder.path("")) ==
        "few.json:2: expected nothing, found B:read\n"
        "many.json:3: expected C:read, found nothing\n"
        "other.json:2: expected B:delivered, found B:read\n"
        "3 samples, 3 differences\n");
}

TEST_CASE("a sample without an expected file, and the other way round, is told") {
  const scratch_folder folder;
  static_cast<void>(folder.write("alone.json", two_ids));
  static_cast<void>(folder.write("lost.expected", "A:read\n"));
  CHECK(told(folder.path("")) ==
        "alone.json: expected alone.expected beside it, found nothing\n"
        "lost.expected: expected a sample beside it, found nothing\n"
        "1 sample, 2 differences\n");
}

TEST_CASE("a folder without samples does not hold, and one that is not there throws") {
  const scratch_folder folder;
  CHECK_FALSE(waybill::testing::check_samples(waybill::zapi(), folder.path("")).holds());
  CHECK_THROWS_AS(told(folder.path("elsewhere")), std::filesystem::filesystem_error);
}
