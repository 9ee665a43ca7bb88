#include <doctest/doctest.h>

#include "sqlite/sqlite_world.hpp"
#include "support/cached_world.hpp"
#include "support/every_promise.hpp"

using namespace waybill_test;

TEST_CASE("the SQLite store keeps every promise") {
  sqlite_place place;
  check_every_promise(sqlite_worlds(place));
}

TEST_CASE("behind a cache the SQLite store keeps the promises about races") {
  sqlite_place place;
  check_races_behind_cache(sqlite_worlds(place));
}
