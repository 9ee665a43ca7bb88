#include <cstdlib>

#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

#include "postgres/postgres_world.hpp"

using namespace waybill_test;

TEST_CASE("on a cluster the PostgreSQL store keeps every promise") {
  const std::string url = std::getenv("WAYBILL_CITUS_URL");
  observer{url}.script("DROP SCHEMA IF EXISTS waybill CASCADE");
  waybill::postgres_options options;
  options.one_tenant_statements = true;
  postgres_place place{options, url};
  for (const auto* const sql :
       {"SELECT create_distributed_table('waybill.campaign', 'tenant_id')",
        "SELECT create_distributed_table('waybill.instance', 'tenant_id', colocate_with => 'waybill.campaign')",
        "SELECT create_distributed_table('waybill.contact', 'tenant_id', colocate_with => 'waybill.campaign')",
        "SELECT create_distributed_table('waybill.campaign_contact', 'tenant_id', colocate_with => 'waybill.campaign')",
        "SELECT create_distributed_table('waybill.campaign_log', 'tenant_id', colocate_with => 'waybill.campaign')",
        "SELECT create_distributed_table('waybill.parked_update', 'tenant_id', colocate_with => 'waybill.campaign')"}) {
    place.look.run(sql);
  }
  const auto report = waybill::testing::check_store_contract(postgres_worlds(place));
  for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
  CHECK(report.not_checked.empty());
}
