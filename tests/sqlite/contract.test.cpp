#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

#include "sqlite/sqlite_world.hpp"
#include "support/cached_world.hpp"

using namespace waybill_test;

TEST_CASE("the SQLite store keeps every promise") {
  sqlite_place place;
  const auto report = waybill::testing::check_store_contract(sqlite_worlds(place));
  for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
  CHECK(report.not_checked.empty());
}

TEST_CASE("behind a cache the SQLite store keeps the promises about races") {
  sqlite_place place;
  check_races_behind_cache(sqlite_worlds(place));
}
