#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/samples.hpp>

#include "postgres/placing_store.hpp"
#include "postgres/postgres_world.hpp"
#include "support/cached_world.hpp"
#include "support/every_promise.hpp"

using namespace waybill_test;

TEST_CASE("the PostgreSQL store keeps every promise") {
  postgres_place place;
  check_every_promise(postgres_worlds(place), the_feed_alone);
}

TEST_CASE("with a feed, and of rows whose places are told, it keeps every promise too") {
  postgres_place place;
  place.store.keep_feed();
  check_every_promise(placed(postgres_worlds(place)));
}

TEST_CASE("a row that was moved meanwhile is lost to a change that tells its old place") {
  postgres_place place;
  const auto world = postgres_worlds(place)();
  world->add_campaign("t", "c");
  world->add_message({.key = {"t", "1"},
                      .message_id = "M",
                      .campaign = "c",
                      .status = waybill::message_status::sent});
  const waybill::row_key key{"t", "1"};
  const auto load = [&] { return *place.store.sends()->load_rows({&key, 1}).front(); };
  const auto old = load();
  place.look.script("UPDATE waybill.campaign_contact SET error_code = 'moved'");
  const std::vector late{waybill::testing::contract::delivered(old)};
  CHECK(place.store.apply(late) == std::vector<std::size_t>{0});
  const auto now = load();
  CHECK(now.place != old.place);
  const std::vector again{waybill::testing::contract::delivered(now)};
  CHECK(place.store.apply(again).empty());
}

TEST_CASE("behind a cache the PostgreSQL store keeps the promises about races") {
  postgres_place place;
  check_races_behind_cache(postgres_worlds(place));
}
