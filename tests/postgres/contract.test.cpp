#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

#include "postgres/postgres_world.hpp"
#include "support/cached_world.hpp"

using namespace waybill_test;

TEST_CASE("the PostgreSQL store keeps every promise") {
  postgres_place place;
  const auto report = waybill::testing::check_store_contract(postgres_worlds(place));
  for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
  CHECK(report.not_checked.empty());
}

TEST_CASE("behind a cache the PostgreSQL store keeps the promises about races") {
  postgres_place place;
  check_races_behind_cache(postgres_worlds(place));
}
