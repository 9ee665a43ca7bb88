#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

#include "citus/citus_place.hpp"

using namespace waybill_test;

namespace {

void check_promises(postgres_place& place,
                    const std::vector<waybill::testing::part>& not_checked = the_feed_alone) {
  const auto report = waybill::testing::check_store_contract(postgres_worlds(place));
  for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
  CHECK(report.not_checked == not_checked);
}

}  // namespace

TEST_CASE("on a cluster the PostgreSQL store keeps every promise") {
  citus_place place;
  check_promises(place);
}

TEST_CASE("on a cluster the PostgreSQL store keeps every promise without prepared statements") {
  citus_place place{one_tenant({.pooler_mode = true})};
  check_promises(place);
}

TEST_CASE("on a cluster the PostgreSQL store keeps every promise with a feed") {
  citus_place place;
  CHECK(place.store.keep_feed());
  check_promises(place, {});
}

TEST_CASE("through a server that keeps shards the PostgreSQL store keeps every promise") {
  citus_place place;
  postgres_place worker{one_tenant(), place.through_worker()};
  check_promises(worker);
}
