// A feed that misses nothing, whoever writes, waits or is killed meanwhile.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/samples.hpp>

#include "postgres/lock_waits.hpp"
#include "postgres/postgres_world.hpp"
#include "support/eventually.hpp"
#include "support/feed_run.hpp"

using namespace waybill_test;
using namespace std::chrono_literals;
using waybill::testing::contract::delivered;

namespace {

/// Sent rows, each in a campaign of its own.
[[nodiscard]] std::vector<waybill::tracked_message> sent_rows(postgres_place& place,
                                                              std::size_t count) {
  postgres_world world{place};
  std::vector<waybill::tracked_message> rows;
  for (std::size_t n = 1; n <= count; ++n) {
    const auto id = std::to_string(n);
    world.add_campaign("t", id);
    rows.push_back({.key = {"t", id}, .message_id = "M" + id, .campaign = id});
    rows.back().status = waybill::message_status::sent;
    rows.back().times.sent_at = waybill::testing::contract::at(0);
  }
  world.add_messages(rows);
  return rows;
}

void land(waybill::store& store, const waybill::tracked_message& row) {
  const auto what = delivered(row);
  CHECK(store.apply({&what, 1}).empty());
}

[[nodiscard]] std::vector<std::string> rows_after(waybill::store& store, waybill::log_id place) {
  std::vector<std::string> rows;
  for (const auto& each : store.feed()->read_feed("t", place, 100).entries) {
    rows.push_back(each.logged.row);
  }
  return rows;
}

/// What holds a transaction that logs row 1 open, as it commits.
constexpr auto held_at_its_commit = R"sql(
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER held AFTER INSERT ON waybill.campaign_log
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.campaign_contact_id = '1') EXECUTE FUNCTION hold();
SELECT pg_advisory_lock(1))sql";

}  // namespace

TEST_CASE("while a transaction is held open, a listener sees nothing that it would have to pass") {
  waybill::postgres_options patient;
  patient.lock_timeout = 30s;
  postgres_place place{patient};
  place.store.keep_feed();
  const auto rows = sent_rows(place, 3);
  place.look.script(held_at_its_commit);
  std::thread held{[&] { land(place.store, rows[0]); }};
  REQUIRE(come_to_wait_for_locks(place.look, 1));
  std::thread second{[&] { land(place.store, rows[1]); }};
  std::thread third{[&] { land(place.store, rows[2]); }};
  REQUIRE(come_to_wait_for_locks(place.look, 3));
  CHECK(rows_after(place.store, 0).empty());
  place.look.script("SELECT pg_advisory_unlock(1)");
  held.join();
  second.join();
  third.join();
  const auto told = rows_after(place.store, 0);
  REQUIRE(told.size() == 3);
  CHECK(told.front() == "1");
}

TEST_CASE("a transaction that is rolled back leaves no gap, and one of another tenant holds none") {
  postgres_place place;
  place.store.keep_feed();
  const auto rows = sent_rows(place, 2);
  observer other{place.url()};
  const std::string take =
      "INSERT INTO waybill.feed_head AS h (tenant_id, last_place) VALUES ('%', 7) ON CONFLICT"
      " (tenant_id) DO UPDATE SET last_place = h.last_place + EXCLUDED.last_place";
  const auto take_for = [&](const std::string& tenant) {
    auto sql = take;
    return sql.replace(sql.find('%'), 1, tenant);
  };
  land(place.store, rows[0]);
  other.script("BEGIN; " + take_for("t") + "; ROLLBACK; BEGIN; " + take_for("another"));
  land(place.store, rows[1]);
  const auto page = place.store.feed()->read_feed("t", 0, 10);
  CHECK(page.last == 2);
  CHECK(page.entries.size() == 2);
}

TEST_CASE("writers whose sessions are killed and listeners lose and double nothing") {
  waybill::postgres_options options;
  options.sessions = 8;
  options.feed_notices = true;
  postgres_place place{options};
  place.store.keep_feed();
  for (const auto seed : feed_seeds(4)) {
    CAPTURE(seed);
    feed_run run{place.store, place.store, seed, {.rows = 24 + 12 * (seed % 9)}};
    const auto logged = [&] {
      return std::stoi(place.look.value(
          "SELECT coalesce(max(last_place), 0) FROM waybill.feed_head WHERE tenant_id = $1",
          {run.tenant()}));
    };
    int killed_at = 0;
    const auto wrong = run.run([&] {
      // Some work gets done between two of them.
      if (logged() < killed_at + 12) return;
      killed_at = logged();
      place.look.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          " WHERE datname = current_database() AND pid <> pg_backend_pid()"
          " AND state = 'active' AND query LIKE '%waybill%' ORDER BY random() LIMIT 1");
    });
    CHECK(wrong == std::vector<std::string>{});
  }
}

TEST_CASE("a listener is woken by the batch that it waits for, and by no other tenant's") {
  waybill::postgres_options options;
  options.feed_notices = true;
  postgres_place place{options};
  place.store.keep_feed();
  const auto rows = sent_rows(place, 1);
  observer ear{place.url()};
  ear.script("LISTEN waybill_feed");
  bool is_there = false;
  std::thread listener{[&] { is_there = place.store.feed()->wait_feed("t", 0, 10min); }};
  REQUIRE(eventually([&] {
    return place.look.value(
               "SELECT count(*) FROM pg_stat_activity"
               " WHERE query LIKE 'LISTEN%' AND state = 'idle'") == "2";
  }));
  CHECK_FALSE(place.store.feed()->wait_feed("another", 0, 1ms));
  land(place.store, rows[0]);
  listener.join();
  CHECK(is_there);
  CHECK(ear.notices() ==
        std::vector<std::string>{place.look.value("SELECT hashtextextended('t', 0)::text")});
}

TEST_CASE("a listener outlives a restart of the server") {
  auto server = cluster{};
  waybill::postgres_options options;
  options.feed_notices = true;
  postgres_place place{options, server.new_database()};
  place.store.keep_feed();
  const auto rows = sent_rows(place, 2);
  land(place.store, rows[0]);
  CHECK(place.store.feed()->wait_feed("t", 0, 1ms));
  CHECK_FALSE(place.store.feed()->wait_feed("t", 1, 1ms));
  server.crash();
  CHECK_THROWS_AS(static_cast<void>(place.store.feed()->wait_feed("t", 1, 10min)),
                  waybill::store_error);
  server.restart();
  const auto apply = delivered(rows[1]);
  CHECK(waybill::testing::contract::apply_patiently(place.store, {&apply, 1}) == 1);
  CHECK(place.store.feed()->wait_feed("t", 1, 10min));
}

TEST_CASE("what is removed by hand is passed over, and told once the log is shortened next") {
  postgres_place place;
  place.store.keep_feed();
  for (const auto& row : sent_rows(place, 3)) land(place.store, row);
  auto& feed = *place.store.feed();
  place.look.script("DELETE FROM waybill.campaign_log WHERE campaign_contact_id < '3'");
  const auto passed = feed.read_feed("t", 0, 2);
  CHECK(passed.entries.empty());
  CHECK(passed.next == 2);
  CHECK(passed.removed_through == 0);
  CHECK(place.store.reports()->remove_log("t", waybill::time_point{}, 10) == 2);
  CHECK(place.store.reports()->remove_log("t", waybill::time_point{}, 10) == 0);
  const auto told = feed.read_feed("t", 1, 10);
  CHECK(told.removed_through == 2);
  CHECK(told.entries.size() == 1);
}

TEST_CASE("two who shorten a feed at once leave nothing behind, and take nothing twice") {
  postgres_place place;
  place.store.keep_feed();
  auto rows = sent_rows(place, 40);
  std::vector<waybill::change> batch;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    batch.push_back(delivered(rows[at]));
    if (at % 4 == 3) CHECK(place.store.apply(std::exchange(batch, {})).empty());
  }
  std::atomic<std::size_t> removed = 0;
  const auto shorten = [&] {
    const auto old = waybill::testing::contract::at(9999);
    while (const auto some = place.store.reports()->remove_log("t", old, 3)) removed += some;
  };
  std::thread other{shorten};
  shorten();
  other.join();
  shorten();
  CHECK(removed == 40);
  CHECK(place.store.feed()->read_feed("t", 0, 10).removed_through == 40);
  CHECK(place.look.value("SELECT count(*) FROM waybill.campaign_log") == "0");
  CHECK(place.look.value("SELECT count(*) FROM waybill.feed_batch") == "0");
}

TEST_CASE("a batch of several campaigns is told in its order") {
  postgres_place place;
  place.store.keep_feed();
  std::vector<waybill::change> batch;
  std::vector<std::string> expected;
  for (const auto& row : sent_rows(place, 5)) {
    batch.insert(batch.begin(), delivered(row));
    expected.insert(expected.begin(), row.campaign);
  }
  CHECK(place.store.apply(batch).empty());
  std::vector<std::string> told;
  for (const auto& each : place.store.feed()->read_feed("t", 0, 10).entries) {
    told.push_back(each.campaign);
  }
  CHECK(told == expected);
}

TEST_CASE("reading and shortening a feed reads its keys, and no more of them than asked for") {
  postgres_place place;
  place.store.keep_feed();
  static_cast<void>(sent_rows(place, 1));
  place.look.script(
      "INSERT INTO waybill.campaign_log (tenant_id, campaign_id, log_type, severity,"
      " campaign_contact_id, whatsapp_message_id, old_status, new_status, implied, error_code,"
      " error_message, created_at, in_feed) SELECT 't', n % 7, 'message_sent', 'info', n, 'M' || n,"
      " 'pending', 'sent', false, '', '', '2026-01-01', true FROM generate_series(1, 20000) n;"
      "INSERT INTO waybill.feed_batch SELECT 't', max(id), array_agg(campaign_id ORDER BY id),"
      " array_agg(id ORDER BY id) FROM waybill.campaign_log GROUP BY (id - 1) / 4;"
      "INSERT INTO waybill.feed_head VALUES ('t', 20000)");
  const auto read_rows = [&] {
    place.look.script("SELECT pg_stat_force_next_flush()");
    return std::stol(
        place.look.value("SELECT sum(idx_tup_fetch + seq_tup_read) FROM pg_stat_user_tables"
                         " WHERE relname IN ('campaign_log', 'feed_batch')"));
  };
  // As nobody has analysed the tables yet, and afterwards.
  for (const auto* const ready : {"SELECT", "VACUUM ANALYZE"}) {
    CAPTURE(ready);
    place.look.script(ready);
    const auto before = read_rows();
    {
      waybill::postgres_store reader{place.url()};
      CHECK(reader.feed()->read_feed("t", 10'000, 50).entries.size() == 50);
      CHECK(reader.reports()->remove_log("t", waybill::testing::contract::at(0), 100) == 100);
      CHECK(reader.reports()->remove_log("t", waybill::time_point{}, 100) == 0);
    }
    // A session tells what it read as it ends, and else seconds later.
    CHECK(eventually([&] { return read_rows() - before >= 150; }));
    CHECK(read_rows() - before < 1500);
  }
}
