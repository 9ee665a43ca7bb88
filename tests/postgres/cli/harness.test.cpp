#include <doctest/doctest.h>

#include "cli/stories.hpp"
#include "postgres/cluster.hpp"
#include "postgres/observer.hpp"

using waybill_test::contains;
using waybill_test::correct_drift;
using waybill_test::run_a_campaign;
using waybill_test::run_waybill;

namespace {

/// The harness on one database.
struct harness : waybill_test::store_harness {
  harness() : store_harness{waybill_test::cluster::shared().new_database()} {}
};

}  // namespace

TEST_CASE("a campaign can be run with the harness alone") {
  const harness waybill;
  run_a_campaign(waybill);
}

TEST_CASE("drift is told, corrected, and gone") {
  const harness waybill;
  correct_drift(waybill, [&] {
    waybill_test::observer{waybill.store}.run("UPDATE waybill.campaign SET sent_count = 7");
  });
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
  const auto ddl = waybill("schema sql").out;
  waybill_test::observer look{waybill.store};
  look.script(ddl);
  look.script(ddl);
  CHECK(waybill("schema check").exit_code == 0);
  CHECK(contains(waybill("init").out, "is up to date"));
}

TEST_CASE("the demo ends the same on PostgreSQL as in memory") {
  const harness waybill;
  const auto in_memory = run_waybill("demo --store memory: --messages 300").out;
  CHECK(waybill("demo --messages 300").out.starts_with(in_memory));
}

TEST_CASE("an unknown campaign is told") {
  const harness waybill;
  CHECK(waybill("init").exit_code == 0);
  const auto verify = waybill("verify winter");
  CHECK(verify.exit_code == 1);
  CHECK(contains(verify.err, "there is no campaign \"winter\""));
}
