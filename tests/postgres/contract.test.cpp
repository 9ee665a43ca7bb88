#include <doctest/doctest.h>

#include <waybill/testing/store_contract.hpp>

#include "postgres/postgres_world.hpp"
#include "support/cached_world.hpp"

using namespace waybill_test;

TEST_CASE("the PostgreSQL store keeps every promise, and those of a feed where it keeps one") {
  for (const bool keeps_feed : {false, true}) {
    CAPTURE(keeps_feed);
    postgres_place place;
    if (keeps_feed) place.store.keep_feed();
    const auto report = waybill::testing::check_store_contract(postgres_worlds(place));
    for (const auto& [promise, what] : report.violations) FAIL_CHECK(promise << ": " << what);
    CHECK(report.not_checked ==
          (keeps_feed ? std::vector<waybill::testing::part>{} : the_feed_alone));
  }
}

TEST_CASE("behind a cache the PostgreSQL store keeps the promises about races") {
  postgres_place place;
  check_races_behind_cache(postgres_worlds(place));
}
