#include <doctest/doctest.h>

#include "cli/program.hpp"
#include "postgres/cluster.hpp"
#include "postgres/observer.hpp"
#include "support/webhooks.hpp"

using waybill_test::run_waybill;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The harness on one database.
struct harness {
  std::string store = " --store " + waybill_test::cluster::shared().new_database();

  [[nodiscard]] waybill_test::run_result operator()(const std::string& arguments,
                                                    const std::string& input = {}) const {
    return run_waybill(arguments + store, input);
  }
  [[nodiscard]] waybill_test::run_result report(const std::string& id,
                                                waybill::receipt what) const {
    return (*this)("handle -", webhook(waybill_test::shape::v2, "shop-1", id, what));
  }
};

}  // namespace

TEST_CASE("a campaign can be run with the harness alone") {
  const harness waybill;
  CHECK(contains(waybill("init").out, "brought up to date"));
  CHECK(contains(waybill("init").out, "is up to date"));
  CHECK(waybill("campaign add spring").exit_code == 0);
  CHECK(waybill("instance add shop-1").exit_code == 0);
  CHECK(waybill("campaign list").out == "spring\n");
  CHECK(waybill("instance list").out == "shop-1\n");

  CHECK(waybill.report("3EB0B", waybill::receipt::read).json_lines().at(0)["reply"]["status"] ==
        "not_campaign_message");
  for (const std::string n : {"A", "B", "C"}) {
    CHECK(
        waybill("sent row-" + n + " 3EB0" + n + " --campaign spring --instance shop-1").exit_code ==
        0);
  }
  const auto handled = waybill.report("3EB0A", waybill::receipt::delivered).json_lines().at(0);
  CHECK(handled["reply"]["status"] == "updated");
  CHECK(handled["reply"]["new_status"] == "delivered");

  const auto stats = waybill("stats spring").out;
  CHECK(contains(stats, "Campaign \"spring\""));
  CHECK(contains(stats, "66.7 %"));  // two of three are delivered
  CHECK(contains(stats, "Instance \"shop-1\""));

  const auto page = waybill("log spring --limit 2");
  CHECK(contains(page.out, "message_delivered"));
  CHECK(contains(page.out, "--before "));
  const auto stalled = waybill("stalled --hours 0").out;
  CHECK(contains(stalled, "3EB0C"));
  CHECK_FALSE(contains(stalled, "3EB0A"));
  CHECK(contains(waybill("stalled --hours 0 --fail").out, "1 messages failed"));

  CHECK(waybill("verify spring").exit_code == 0);
  CHECK(contains(waybill("recount spring").out, "nothing to correct"));
  CHECK(waybill("sweep").json_lines().at(0)["waiting"] == 0);
}

TEST_CASE("drift is told, corrected, and gone") {
  const harness waybill;
  CHECK(waybill("init").exit_code == 0);
  CHECK(waybill("campaign add spring").exit_code == 0);
  CHECK(waybill("sent row-1 3EB0A --campaign spring").exit_code == 0);
  waybill_test::observer{waybill.store.substr(9)}.run("UPDATE waybill.campaign SET sent_count = 7");
  CHECK(waybill("verify spring").exit_code == 1);
  CHECK(contains(waybill("recount spring").out, "were corrected"));
  CHECK(waybill("verify spring").exit_code == 0);
}

TEST_CASE("a store without tables is told what to do, and a report to it is not acknowledged") {
  const harness waybill;
  CHECK(waybill("schema check").exit_code == 1);
  CHECK(contains(waybill("schema check").out, "waybill init"));
  const auto stats = waybill("stats");
  CHECK(stats.exit_code == 1);
  CHECK(contains(stats.err, "migrate the schema"));
  CHECK(waybill.report("3EB0A", waybill::receipt::read).exit_code == 1);
}

TEST_CASE("the schema can be made by the DDL that is printed, twice") {
  const harness waybill;
  const auto ddl = run_waybill("schema sql").out;
  waybill_test::observer look{waybill.store.substr(9)};
  look.script(ddl);
  look.script(ddl);
  CHECK(waybill("schema check").exit_code == 0);
  CHECK(contains(waybill("init").out, "is up to date"));
}

TEST_CASE("the demo ends the same on PostgreSQL as in memory") {
  const harness waybill;
  CHECK(waybill("demo --messages 300").out == run_waybill("demo --messages 300").out);
}

TEST_CASE("an unknown campaign is told") {
  const harness waybill;
  CHECK(waybill("init").exit_code == 0);
  const auto verify = waybill("verify winter");
  CHECK(verify.exit_code == 1);
  CHECK(contains(verify.err, "there is no campaign \"winter\""));
}
