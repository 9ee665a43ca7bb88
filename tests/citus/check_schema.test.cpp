// What a store says of tables that a cluster keeps otherwise than it needs.

#include <string>

#include <doctest/doctest.h>

#include <waybill/soci/schema.hpp>

#include "citus/citus_place.hpp"
#include "support/contains.hpp"
#include "support/marked_calls.hpp"

using namespace waybill_test;
using waybill::store_error;

namespace {

/// What the check throws; empty if nothing.
[[nodiscard]] std::string problems(waybill::postgres_store& store) {
  try {
    static_cast<void>(store.check_schema());
  } catch (const store_error& error) {
    return error.what();
  }
  return {};
}

/// The tables of the first migration, on all servers.
[[nodiscard]] std::string first_tables() {
  std::string result =
      "CREATE TABLE waybill.schema_migration (number integer PRIMARY KEY, name text NOT NULL,"
      " applied_at timestamptz NOT NULL DEFAULT now());"
      "INSERT INTO waybill.schema_migration (number, name) VALUES (1, 'tables');";
  result += waybill::postgres_migrations().front().sql;
  result += "SELECT create_reference_table('waybill.schema_migration')";
  for (const std::string table :
       {"campaign", "instance", "contact", "campaign_contact", "campaign_log"}) {
    result += "; SELECT create_distributed_table('waybill." + table + "', 'tenant_id')";
  }
  return result;
}

constexpr auto lies_with_campaigns = R"(colocate_with := '"waybill"."campaign"')";

}  // namespace

TEST_CASE("tables that are distributed as they should be are right, and writes are tried on them") {
  citus_place place;
  CHECK(problems(place.store).empty());
}

TEST_CASE("distributed tables ask for statements of one tenant each") {
  const citus_place place;
  waybill::postgres_store store{place.url()};
  CHECK(contains(problems(store), "choose one_tenant_statements"));
}

TEST_CASE("tables that are not distributed beside others are told, and the statement mends it") {
  citus_place place;
  place.look.run("SELECT undistribute_table('waybill.contact')");
  const std::string mend = R"(SELECT create_distributed_table('"waybill"."contact"', 'tenant_id', )"
                           R"(colocate_with => '"waybill"."campaign"'))";
  const auto told = problems(place.store);
  CAPTURE(told);
  CHECK(contains(told, R"("waybill"."contact" is not distributed, and others are: )" + mend));
  place.look.run(mend);
  CHECK(problems(place.store).empty());
}

TEST_CASE("tables of another column or another place are told, and the statement mends them") {
  citus_place place;
  place.look.run("SELECT undistribute_table('waybill.contact')");
  place.look.run(
      "SELECT create_distributed_table('waybill.contact', 'id', colocate_with => 'none')");
  place.look.run("SELECT undistribute_table('waybill.instance')");
  place.look.run(
      "SELECT create_distributed_table('waybill.instance', 'tenant_id', colocate_with => 'none')");
  const std::string by_tenant =
      std::string{R"(SELECT alter_distributed_table('"waybill"."contact"', )"} +
      "distribution_column := 'tenant_id', " + lies_with_campaigns + ")";
  const std::string together =
      std::string{R"(SELECT alter_distributed_table('"waybill"."instance"', )"} +
      lies_with_campaigns + ")";
  const auto told = problems(place.store);
  CAPTURE(told);
  CHECK(contains(told, "is distributed by \"id\" and not by its tenant: " + by_tenant));
  CHECK(contains(told, "is distributed apart from \"waybill\".\"campaign\": " + together));
  place.look.run(by_tenant);
  place.look.run(together);
  CHECK(problems(place.store).empty());
}

TEST_CASE("migrations bring distributed tables up to date, on the coordinator alone") {
  const auto url = cleared_coordinator();
  observer look{url};
  look.script(first_tables());
  waybill::postgres_store store{url, one_tenant()};
  waybill::postgres_store worker{through_worker(look, url), one_tenant()};
  const auto refused = error_of([&] { worker.migrate(); });
  CHECK(contains(refused.what(), "not the coordinator; migrate through"));
  CHECK(store.migrate() == waybill::postgres_migrations().size() - 1);
  CHECK(look.value("SELECT count(*) FROM pg_dist_partition WHERE partmethod = 'h'"
                   " AND logicalrelid IN (SELECT oid FROM pg_class"
                   " WHERE relnamespace = 'waybill'::regnamespace)") == "9");
  CHECK(problems(store).empty());
}

TEST_CASE("a server that is not the coordinator is told with the one that is") {
  citus_place place;
  waybill::postgres_store worker{place.through_worker(), one_tenant()};
  bool is_told = false;
  for (const auto& warning : worker.check_schema()) {
    is_told = is_told || contains(warning, "not the coordinator: migrate through");
  }
  CHECK(is_told);
}
