#include <doctest/doctest.h>

#include "citus/citus_place.hpp"
#include "support/every_promise.hpp"

using namespace waybill_test;

TEST_CASE("on a cluster the PostgreSQL store keeps every promise") {
  citus_place place;
  check_every_promise(postgres_worlds(place), the_feed_alone);
}

TEST_CASE("on a cluster the PostgreSQL store keeps every promise without prepared statements") {
  citus_place place{one_tenant({.pooler_mode = true})};
  check_every_promise(postgres_worlds(place), the_feed_alone);
}

TEST_CASE("on a cluster the PostgreSQL store keeps every promise with a feed") {
  citus_place place;
  CHECK(place.store.keep_feed());
  check_every_promise(postgres_worlds(place));
}

TEST_CASE("through a server that keeps shards the PostgreSQL store keeps every promise") {
  citus_place place;
  postgres_place worker{one_tenant(), place.through_worker()};
  check_every_promise(postgres_worlds(worker), the_feed_alone);
}
