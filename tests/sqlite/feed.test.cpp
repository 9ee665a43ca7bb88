// The feed in a file: one connection writes at a time, in any number of processes.

#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/samples.hpp>

#include "sqlite/sqlite_world.hpp"
#include "support/feed_run.hpp"

using namespace waybill_test;

TEST_CASE("a file that two stores write has a feed that loses and doubles nothing") {
  sqlite_place place{{.durability = waybill::sqlite_durability::normal}};
  waybill::sqlite_store other{place.file()};
  for (const auto seed : feed_seeds(8)) {
    CAPTURE(seed);
    feed_run run{place.store, other, seed, {.rows = 40}};
    feed_run too{other, place.store, 1'000'000 + seed, {.rows = 40}};
    std::vector<std::string> wrong;
    std::thread beside{[&] { wrong = too.run(); }};
    CHECK(run.run() == std::vector<std::string>{});
    beside.join();
    CHECK(wrong == std::vector<std::string>{});
  }
}

TEST_CASE("what a step of a file wrote and did not commit takes no place in the feed") {
  sqlite_place place;
  sqlite_world world{place};
  world.add_campaign("t", "1");
  waybill::tracked_message row{.key = {"t", "1"}, .message_id = "M1", .campaign = "1"};
  row.status = waybill::message_status::sent;
  row.times.sent_at = waybill::testing::contract::at(0);
  world.add_message(row);
  const std::string insert =
      "INSERT INTO campaign_log (tenant_id, campaign_id, log_type, severity, campaign_contact_id,"
      " whatsapp_message_id, old_status, new_status, implied, error_code, error_message,"
      " created_at) VALUES ('t', '1', 'message_sent', 'info', '1', 'M1', 'sending', 'sent', 0, '',"
      " '', 1);";
  place.look.script("BEGIN IMMEDIATE;" + insert + "ROLLBACK");
  place.look.script("BEGIN IMMEDIATE;" + insert);
  CHECK(place.store.feed()->read_feed("t", 0, 10).entries.empty());
  place.look.script("COMMIT");
  const auto what = waybill::testing::contract::delivered(row);
  CHECK(place.store.apply({&what, 1}).empty());
  const auto page = place.store.feed()->read_feed("t", 0, 10);
  REQUIRE(page.entries.size() == 2);
  CHECK(page.entries[1].logged.id == page.entries[0].logged.id + 1);
}
