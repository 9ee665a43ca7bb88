// The laws through the ingestor, in a file.

#include <doctest/doctest.h>

#include "sqlite/sqlite_world.hpp"
#include "support/crowd.hpp"

using namespace waybill_test;

TEST_CASE("in a file, 64 threads with copies of the same day end as one thread does") {
  sqlite_place place;
  add_campaign_to(place.store);
  check_crowd_ends_as_one(place.store, 12, patient());
}

TEST_CASE("in a file, 64 threads count what the rows show, and each transition is told once") {
  sqlite_place place;
  add_campaign_to(place.store);
  check_crowd_counts_rows(place.store, 12, {});
}
