// A campaign as a file for spreadsheets.

#include <string>

#include <doctest/doctest.h>

#include <waybill/soci/sqlite_store.hpp>

#include "harness/program.hpp"
#include "sqlite/file_observer.hpp"
#include "support/contains.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

/// A campaign whose rows are made by SQL.
struct filled_file {
  explicit filled_file(const std::string& rows) {
    waybill::sqlite_store{file}.migrate();
    file_observer look{file};
    look.script("INSERT INTO campaign (tenant_id, id) VALUES ('', 'spring');" + rows);
  }
  [[nodiscard]] run_result operator()(const std::string& command) const {
    return run_waybill(command + " --store sqlite:" + file);
  }

  scratch_folder folder;
  std::string file = folder.path("waybill.db");
};

constexpr auto header =
    "row,contact,contact_name,message_id,instance,status,sent_at,delivered_at,read_at,failed_at,"
    "failure_kind,error_code,error_message\r\n";

}  // namespace

TEST_CASE("an export quotes what CSV would split, and makes texts of what begins as a formula") {
  const filled_file waybill{
      "INSERT INTO contact (tenant_id, id, name) VALUES ('', 'k', 'Ana \"Zé\", Lda');"
      "INSERT INTO campaign_contact (tenant_id, id, campaign_id, contact_id, status, sent_at,"
      " whatsapp_message_id, failed_at, error_code, error_message, failure_kind)"
      " VALUES ('', 'a', 'spring', 'k', 'failed', 1000000, '-M1', 61000000, '131026',"
      " '=cmd()' || char(10) || 'x', 'media');"};
  CHECK(waybill("export spring").out ==
        std::string{header} +
            "a,k,\"Ana \"\"Zé\"\", Lda\",'-M1,,failed,1970-01-01T00:00:01.000Z,,,"
            "1970-01-01T00:01:01.000Z,media,131026,\"'=cmd()\nx\"\r\n");
  CHECK(contains(waybill("export spring --json").out, R"("message_id":"-M1")"));
}

TEST_CASE("an export of many pages has each row once, in order") {
  const filled_file waybill{
      "WITH RECURSIVE r(n) AS (SELECT 10000 UNION ALL SELECT n + 1 FROM r WHERE n < 12499)"
      " INSERT INTO campaign_contact (tenant_id, id, campaign_id, status)"
      " SELECT '', CAST(n AS TEXT), 'spring', CASE WHEN n % 1200 = 7 THEN 'read' ELSE 'pending' END"
      " FROM r;"};
  const auto lines = waybill("export spring").lines();
  REQUIRE(lines.size() == 2501);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    CHECK(lines[i].starts_with(std::to_string(9999 + i) + ','));
  }
  // Few among many are found in as many steps as that takes.
  CHECK(waybill("export spring --status read").lines().size() == 3);
  CHECK(waybill("recipients spring --status read --limit 1 --json").lines().size() == 1);
}

TEST_CASE("an export of a campaign that is not there writes no file") {
  const filled_file waybill{""};
  const auto run = waybill("export no_such");
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  CHECK(waybill("export spring").out == header);
}
