// Sends that are recorded in a transaction of the caller's.

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include <waybill/soci/own_transaction.hpp>

#include "postgres/existing/world.hpp"
#include "postgres/own_shop.hpp"
#include "soci/soci.hpp"
#include "support/eventually.hpp"
#include "support/marked_calls.hpp"
#include "support/process.hpp"

using namespace waybill_test;
using waybill::message_status;
using waybill::own_transaction;
using waybill::receipt;
using waybill::send_outcome;

namespace {

/// A transaction that holds the lock of the campaign until it goes.
class campaign_lock {
 public:
  explicit campaign_lock(const std::string& url) : holder_(url) {
    holder_.script("BEGIN; SELECT FROM waybill.campaign FOR UPDATE");
  }

 private:
  observer holder_;
};

/// A child process that holds an order, or has committed it, and is then killed.
void kill_a_process_that(const std::string& url, bool commits) {
  int reached[2];
  if (::pipe(reached) != 0) throw std::runtime_error{"no pipe"};
  const process child{[&] {
    waybill::postgres_store store{url};
    const waybill::tracker tracker{store};
    observer caller{url + "?application_name=doomed"};
    caller.script(begin_order);
    own_transaction sends{tracker, store, caller.connection()};
    if (!sends.record_sent(send_of("row-1", "M-1")).ok()) return 1;
    if (commits) caller.script("COMMIT");
    if (::write(reached[1], "!", 1) != 1) return 1;
    return ::pause();
  }};
  ::close(reached[1]);
  char byte = 0;
  CHECK(::read(reached[0], &byte, 1) == 1);
  child.kill();
  CHECK(child.wait() == -1);
  ::close(reached[0]);
  observer look{url};
  CHECK(eventually([&] {
    return look.value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'doomed'") ==
           "0";
  }));
}

}  // namespace

TEST_CASE("a campaign, its row and its send are committed with what else the caller writes") {
  own_shop shop;
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  caller.script(begin_order);
  sends.add_campaign({tenant, "autumn"});
  sends.add_instance({tenant, "inst_2"});
  sends.add_contact({tenant, "contact_9"}, "Ana");
  auto sent = send_of("row-1", "M-1");
  sent.campaign = "autumn";
  sent.instance = "inst_2";
  const auto result = sends.record_sent(sent);
  CHECK(result.ok());
  CHECK_FALSE(result.unknown_instance);
  CHECK(result.transitions.size() == 1);
  CHECK(shop.orders() == "0");
  CHECK(shop.rows() == "0");
  caller.script("COMMIT");
  CHECK(shop.orders() == "1");
  CHECK(shop.place.store.reports()->read_campaign({tenant, "autumn"})->counters ==
        waybill::campaign_delta{.sent = 1});
  CHECK(shop.place.store.reports()->audit({tenant, "autumn"})->holds());
  CHECK(shop.place.store.reports()->read_instance({tenant, "inst_2"})->sent_today == 1);
}

TEST_CASE("on a session of SOCI's a send is committed and rolled back with its transaction") {
  own_shop shop;
  soci::session sql{soci::postgresql, shop.place.url() + "?application_name=shop"};
  {
    soci::transaction order{sql};
    sql << "INSERT INTO shop_order VALUES ('1')";
    own_transaction sends{shop.tracker, shop.place.store, sql};
    CHECK(sends.record_sent(send_of("row-1", "M-1")).ok());
    order.rollback();
  }
  CHECK(shop.orders() == "0");
  CHECK(shop.rows() == "0");
  CHECK(shop.counters() == waybill::campaign_delta{});
  soci::transaction order{sql};
  sql << "INSERT INTO shop_order VALUES ('1')";
  own_transaction sends{shop.tracker, shop.place.store, sql};
  CHECK(sends.record_sent(send_of("row-1", "M-1")).ok());
  CHECK(sends.record_sent(send_of("row-1", "M-1")).outcome == send_outcome::already_recorded);
  order.commit();
  CHECK(shop.orders() == "1");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1});
}

TEST_CASE(
    "updates that came before the commit are settled after it, and observers hear only then") {
  own_shop shop;
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  caller.script("BEGIN");
  CHECK(sends.record_sent(send_of("row-1", "M-1")).ok());
  shop.report("M-1", receipt::delivered);
  CHECK(shop.parked() == "1");
  caller.script("COMMIT");
  CHECK(shop.heard.empty());
  const auto moved = sends.settle();
  REQUIRE(moved.size() == 2);
  CHECK(moved[0].new_status == message_status::sent);
  CHECK(moved[1].new_status == message_status::delivered);
  CHECK(shop.heard.size() == 2);
  CHECK(shop.parked() == "0");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1, .delivered = 1});
  CHECK(sends.settle().empty());
  CHECK(shop.heard.size() == 2);
}

TEST_CASE("after a rollback the reports of a send stay parked, and nobody hears of it") {
  own_shop shop;
  shop.report("M-1", receipt::delivered);
  observer caller{shop.place.url()};
  {
    auto sends = shop.sends_on(caller);
    caller.script(begin_order);
    CHECK(sends.record_sent(send_of("row-1", "M-1")).ok());
    caller.script("ROLLBACK");
  }
  CHECK(shop.heard.empty());
  CHECK(shop.parked() == "1");
  CHECK(shop.rows() == "0");
  CHECK(shop.counters() == waybill::campaign_delta{});
}

TEST_CASE("a send that the database refuses is rejected alone, and the transaction goes on") {
  own_shop shop;
  shop.place.look.script(
      "CREATE UNIQUE INDEX ON waybill.campaign_contact (tenant_id, whatsapp_message_id)");
  CHECK(shop.tracker.record_sent(send_of("old", "M-old")).ok());
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  caller.script(begin_order);
  std::vector<waybill::sent_message> batch;
  for (int i = 0; i < 5; ++i) {
    batch.push_back(
        send_of("row-" + std::to_string(i), i == 3 ? "M-old" : "M-" + std::to_string(i)));
  }
  const auto results = sends.record_sent(batch);
  for (std::size_t i = 0; i < results.size(); ++i) {
    CAPTURE(i);
    CHECK((results[i].outcome == send_outcome::rejected) == (i == 3));
    CHECK(results[i].ok() == (i != 3));
  }
  caller.script("COMMIT");
  CHECK(shop.orders() == "1");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 5});
  CHECK(sends.settle().size() == 4);
}

TEST_CASE("a call that fails is not tried again, and leaves the transaction as it was before it") {
  own_shop shop;
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  caller.script(begin_order + "; SET LOCAL lock_timeout = '30ms'");
  {
    const campaign_lock held{shop.place.url()};
    const auto error = error_of([&] { sends.record_sent(send_of("row-1", "M-1")); });
    CHECK(error.sqlstate() == "55P03");
    CHECK(error.retry_safe());
    CHECK(shop.clock.pauses.empty());
  }
  CHECK(caller.value("SELECT count(*) FROM waybill.campaign_contact") == "0");
  CHECK(sends.record_sent(send_of("row-2", "M-2")).ok());
  CHECK(caller.value("SHOW lock_timeout") == "30ms");
  CHECK(caller.value("SELECT count(*) FROM pg_prepared_statements") == "0");
  caller.script("COMMIT");
  CHECK(shop.orders() == "1");
  CHECK(shop.rows() == "1");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1});
}

TEST_CASE("in the caller's transaction no deadline of waybill's holds, and no connection is cut") {
  own_shop shop;
  const waybill::tracker hurried{shop.place.store, {.deadline = std::chrono::milliseconds{1}}};
  observer caller{shop.place.url()};
  own_transaction sends{hurried, shop.place.store, caller.connection()};
  caller.script(begin_order);
  const auto pid = caller.value("SELECT pg_backend_pid()");
  auto held = std::make_unique<campaign_lock>(shop.place.url());
  std::thread release{[&] {
    CHECK(eventually([&] {
      return shop.place.look.value(
                 "SELECT count(*) FROM pg_stat_activity WHERE pid = $1::int AND wait_event_type = "
                 "'Lock' AND clock_timestamp() - query_start > interval '20 ms'",
                 {pid}) == "1";
    }));
    held.reset();
  }};
  CHECK(sends.record_sent(send_of("row-1", "M-1")).ok());
  release.join();
  caller.script("COMMIT");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1});
}

TEST_CASE("who makes a row and sends it waits for its instance before it holds the campaign") {
  own_shop shop;
  observer other{shop.place.url()};
  other.script("BEGIN; SELECT FROM waybill.instance FOR UPDATE");
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  caller.script(begin_order);
  const auto pid = caller.value("SELECT pg_backend_pid()");
  std::thread sender{[&] { CHECK(sends.record_sent(send_of("row-1", "M-1")).ok()); }};
  CHECK(eventually([&] {
    return shop.place.look.value(
               "SELECT count(*) FROM pg_stat_activity WHERE pid = $1::int AND "
               "wait_event_type = 'Lock'",
               {pid}) == "1";
  }));
  // With the campaign held, both would wait for each other.
  CHECK_NOTHROW(other.script("SELECT FROM waybill.campaign FOR UPDATE NOWAIT"));
  other.script("COMMIT");
  sender.join();
  caller.script("COMMIT");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1});
}

TEST_CASE("a serialization failure is the caller's, who runs the whole transaction again") {
  own_shop shop;
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  caller.script("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM waybill.campaign");
  CHECK(shop.tracker.record_sent(send_of("row-2", "M-2")).ok());
  const auto error = error_of([&] { sends.record_sent(send_of("row-1", "M-1")); });
  CHECK(error.sqlstate() == "40001");
  CHECK(error.retry_safe());
  CHECK(shop.clock.pauses.empty());
  caller.script("ROLLBACK; BEGIN ISOLATION LEVEL SERIALIZABLE");
  CHECK(sends.record_sent(send_of("row-1", "M-1")).ok());
  caller.script("COMMIT");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 2});
}

TEST_CASE("without a sound transaction nothing is written, and it is said why") {
  own_shop shop;
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  const auto send = [&] { sends.record_sent(send_of("row-1", "M-1")); };
  CHECK_THROWS_AS(send(), std::logic_error);
  caller.script("BEGIN");
  CHECK_THROWS(caller.script("SELECT 1 / 0"));
  CHECK(error_of(send).sqlstate() == "25P02");
  caller.script("ROLLBACK; SET client_encoding = 'LATIN1'; BEGIN");
  CHECK(error_of(send).misconfigured());
  CHECK(contains(error_of(send).what(), "set it to UTF8"));
  caller.script("COMMIT");
  CHECK(shop.rows() == "0");
  soci::session other{soci::sqlite3, ":memory:"};
  CHECK_THROWS_AS(own_transaction(shop.tracker, shop.place.store, other), std::invalid_argument);
}

TEST_CASE(
    "a backend that is killed before the commit takes the send and the caller's writes along") {
  own_shop shop;
  {
    observer caller{shop.place.url()};
    auto sends = shop.sends_on(caller);
    caller.script(begin_order);
    CHECK(sends.record_sent(send_of("row-1", "M-1")).ok());
    const auto pid = caller.value("SELECT pg_backend_pid()");
    shop.place.look.run("SELECT pg_terminate_backend($1::int)", {pid});
    CHECK(eventually([&] {
      return shop.place.look.value("SELECT count(*) FROM pg_stat_activity WHERE pid = $1::int",
                                   {pid}) == "0";
    }));
    for (int i = 0; i < 2; ++i) {
      const auto error = error_of([&] { sends.record_sent(send_of("row-2", "M-2")); });
      CHECK(error.retry_safe());
    }
    CHECK(shop.clock.pauses.empty());
    CHECK_THROWS(caller.script("COMMIT"));
  }
  CHECK(shop.orders() == "0");
  CHECK(shop.rows() == "0");
  CHECK(shop.counters() == waybill::campaign_delta{});
}

TEST_CASE("a process that is killed before its commit leaves nothing") {
  own_shop shop;
  shop.report("M-1", receipt::delivered);
  kill_a_process_that(shop.place.url(), false);
  CHECK(shop.orders() == "0");
  CHECK(shop.rows() == "0");
  CHECK(shop.tracker.sweep().settled == 0);
  CHECK(shop.parked() == "1");
}

TEST_CASE("what a process that is killed after its commit did not settle, the next sweep does") {
  own_shop shop;
  shop.report("M-1", receipt::delivered);
  kill_a_process_that(shop.place.url(), true);
  CHECK(shop.orders() == "1");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1});
  CHECK(shop.tracker.sweep().settled == 1);
  CHECK(shop.parked() == "0");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1, .delivered = 1});
}

TEST_CASE("the caller's own settings do not change what is recorded") {
  own_shop shop;
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  caller.script(
      "SET DateStyle = 'German, DMY'; SET TimeZone = 'America/Sao_Paulo'; SET search_path = '';"
      "SET standard_conforming_strings = off; SET IntervalStyle = 'sql_standard'; BEGIN");
  auto sent = send_of("row-1", "M-1");
  sent.at = waybill::time_point{std::chrono::days{19'999} + std::chrono::microseconds{123'456}};
  CHECK(sends.record_sent(sent).ok());
  caller.script("COMMIT");
  const std::vector<waybill::row_key> keys{{tenant, "row-1"}};
  CHECK(shop.place.store.sends()->load_rows(keys).front()->times.sent_at == sent.at);
}

TEST_CASE("where each statement is of one tenant, the sends of two are of one transaction") {
  waybill::postgres_options options;
  options.one_tenant_statements = true;
  own_shop shop{options};
  observer caller{shop.place.url()};
  auto sends = shop.sends_on(caller);
  std::vector batch{send_of("row-1", "M-1"), send_of("row-1", "M-1")};
  batch[1].origin.tenant = "tenant_xyz";
  for (const auto* const end : {"ROLLBACK", "COMMIT"}) {
    caller.script(begin_order);
    sends.add_campaign({"tenant_xyz", campaign});
    for (const auto& each : sends.record_sent(batch)) CHECK(each.ok());
    caller.script(end);
  }
  CHECK(shop.orders() == "1");
  CHECK(shop.rows() == "2");
  CHECK(shop.count("waybill.campaign_log") == "2");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1});
}

TEST_CASE("a reason that the database has no characters for costs neither its send nor the rest") {
  observer{cluster::shared().url()}.script(
      "CREATE DATABASE own_latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
  const auto url = cluster::shared().url("own_latin");
  own_shop shop{{}, url};
  observer caller{url + "?client_encoding=UTF8"};
  auto sends = shop.sends_on(caller);
  caller.script(begin_order);
  waybill::send_response refused;
  refused.reason = {"", "n\u00e3o \U0001F4F5"};
  CHECK(sends.record_sent(send_of("row-1", ""), refused).outcome == send_outcome::refused);
  CHECK(sends.record_sent(send_of("row-2", "M-2")).ok());
  CHECK(caller.value("SELECT error_message FROM waybill.campaign_contact WHERE id = 'row-1'") ==
        "n\u00e3o ?");
  caller.script("COMMIT");
  CHECK(shop.orders() == "1");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 1, .failed = 1});
}

TEST_CASE("on existing tables the caller's connection is all that recording a send needs") {
  existing_place place{reference_tables("uuid")};
  existing_world world{place};
  world.add_campaign("", world.id(1));
  waybill::tracked_message row;
  row.key = {"", world.id(2)};
  row.campaign = world.id(1);
  row.status = message_status::pending;
  world.add_message(row);
  waybill::postgres_store nowhere{"host=/nowhere", existing_place::options(place.tables)};
  const waybill::tracker tracker{nowhere};
  observer caller{place.url};
  own_transaction sends{tracker, nowhere, caller.connection()};
  caller.script("BEGIN");
  waybill::sent_message sent;
  sent.row = row.key.row;
  sent.response = gateway_answer("M-1");
  CHECK(sends.record_sent(sent).ok());
  CHECK_THROWS_AS(sends.add_campaign({"", world.id(3)}), std::logic_error);
  CHECK(world.counters("", world.id(1)) == waybill::campaign_delta{});
  caller.script("COMMIT");
  CHECK(world.counters("", world.id(1)) == waybill::campaign_delta{.sent = 1});
}
