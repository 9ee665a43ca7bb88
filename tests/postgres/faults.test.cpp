// What a database does to those who use it. Callers that send again on 503 end up whole, nothing
// hangs past its deadline, and afterwards every session works.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/samples.hpp>
#include <waybill/testing/contract/together.hpp>

#include "postgres/cluster.hpp"
#include "postgres/crashes.hpp"
#include "postgres/lock_waits.hpp"
#include "postgres/observer.hpp"
#include "postgres/traffic.hpp"
#include "support/eventually.hpp"
#include "support/marked_calls.hpp"
#include "support/webhooks.hpp"

using namespace waybill_test;
using waybill::postgres_options;
using waybill::postgres_store;
using waybill::receipt;
using waybill::store_error;

namespace {

const std::string read_of_first = webhook(shape::v2, "shop-1", "3EB0000000", receipt::read);

/// Uses all sessions of a store at once; each must do its work at the first attempt.
void expect_sound(traffic& after, std::size_t sessions) {
  const waybill::message_key key{traffic::tenant, "3EB0000000"};
  const std::function<void()> use = [&] {
    for (int i = 0; i < 5; ++i) {
      if (after.store.load({&key, 1}).front().size() != 1) throw std::runtime_error{"no row"};
    }
  };
  CHECK_NOTHROW(waybill::testing::contract::run_together(std::vector(sessions, use)));
}

void expect_whole(traffic& after, std::size_t sessions) {
  CHECK(after.wrong() == "");
  CHECK(after.slowest() <= traffic::deadline + traffic::margin);
  expect_sound(after, sessions);
}

/// Holds the lock of one message's row until it goes.
class row_lock {
 public:
  explicit row_lock(const std::string& url) : look_(url) {
    look_.script("BEGIN; SELECT FROM waybill.campaign_contact WHERE id = 'row-0' FOR UPDATE");
  }

 private:
  observer look_;
};

/// A change that needs the lock of the first row.
[[nodiscard]] waybill::change touch_first(postgres_store& store) {
  const waybill::message_key key{traffic::tenant, "3EB0000000"};
  return waybill::testing::contract::touch(store.load({&key, 1}).front().at(0));
}

}  // namespace

TEST_CASE(
    "a server that crashes in mid-load, three times, loses nothing and counts nothing twice") {
  cluster server;
  traffic flow{server.new_database(), 400, {}};
  start_and_crash_three_times(server, flow, 4);
  flow.finish();
  expect_whole(flow, 4);
}

TEST_CASE("backends that are killed in mid-load lose nothing and count nothing twice") {
  cluster server;
  const auto url = server.new_database();
  traffic flow{url, 300, {}};
  observer look{url};
  flow.start(4);
  std::size_t killed = 0;
  for (int i = 1; i <= 15; ++i) {
    flow.wait_for(i / 20.0);
    killed += look.run(
                      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      " WHERE application_name = 'waybill'")
                  .size();
  }
  flow.finish();
  CHECK(killed >= 15);
  expect_whole(flow, 4);
}

TEST_CASE("a server that is down is told at once, and used as soon as it is there") {
  cluster server;
  traffic flow{server.new_database(), 1, {}};
  server.crash();
  const auto error = error_of([&] { static_cast<void>(touch_first(flow.store)); });
  CHECK(error.retry_safe());
  const auto began = std::chrono::steady_clock::now();
  CHECK(flow.tracker.handle(read_of_first, {traffic::tenant, {}}, traffic::deadline).http_status ==
        503);
  CHECK(std::chrono::steady_clock::now() - began <= traffic::deadline + traffic::margin);
  server.restart();
  flow.start(2);
  flow.finish();
  expect_whole(flow, 4);
}

TEST_CASE("a call that finds all sessions in use is refused by its deadline and harms nobody") {
  const auto url = cluster::shared().new_database();
  traffic flow{url, 1, {.sessions = 1, .lock_timeout = std::chrono::seconds{20}}};
  auto lock = std::make_unique<row_lock>(url);
  observer look{url};
  int blocked = 0;
  std::thread first{[&] {
    const auto body = webhook(shape::v2, "shop-1", "3EB0000000", receipt::delivered);
    blocked =
        flow.tracker.handle(body, {traffic::tenant, {}}, std::chrono::seconds{20}).http_status;
  }};
  CHECK(come_to_wait_for_locks(look, 1));
  const auto began = std::chrono::steady_clock::now();
  CHECK(flow.tracker.handle(read_of_first, {traffic::tenant, {}}, traffic::deadline).http_status ==
        503);
  CHECK(std::chrono::steady_clock::now() - began <= traffic::deadline + traffic::margin);
  lock.reset();
  first.join();
  CHECK(blocked == 200);
  flow.start(1);
  flow.finish();
  expect_sound(flow, 1);
  CHECK(flow.wrong() == "");
}

TEST_CASE("a statement that takes too long is ended by the server and may be run again") {
  const auto url = cluster::shared().new_database();
  const postgres_options impatient{.statement_timeout = std::chrono::milliseconds{150},
                                   .lock_timeout = std::chrono::milliseconds{0}};
  traffic flow{url, 1, impatient};
  const auto change = touch_first(flow.store);
  {
    const row_lock lock{url};
    const auto error = error_of([&] { static_cast<void>(flow.store.apply({&change, 1})); });
    CHECK(error.sqlstate() == "57014");
    CHECK(error.retry_safe());
  }
  CHECK(flow.store.apply({&change, 1}).empty());
}

TEST_CASE("a lock that is not to be had in time is told, and the session is good for more") {
  const auto url = cluster::shared().new_database();
  traffic flow{url, 1, {.sessions = 1, .lock_timeout = std::chrono::milliseconds{100}}};
  const auto change = touch_first(flow.store);
  {
    const row_lock lock{url};
    const auto error = error_of([&] { static_cast<void>(flow.store.apply({&change, 1})); });
    CHECK(error.sqlstate() == "55P03");
    CHECK(error.retry_safe());
  }
  CHECK(flow.store.apply({&change, 1}).empty());
}

TEST_CASE("a read-only standby acknowledges nothing and says where to connect") {
  cluster primary;
  const auto url = primary.new_database();
  traffic flow{url, 1, {}};
  const cluster standby{cluster::standby_of{primary}};
  const auto database = url.substr(url.rfind('/') + 1);
  observer replica{standby.url(database)};
  CHECK(eventually([&] {
    return replica.value("SELECT to_regclass('waybill.campaign_contact') IS NOT NULL") == "t" &&
           replica.value("SELECT count(*) FROM waybill.campaign_contact WHERE status = 'sent'") ==
               "1";
  }));
  postgres_store store{standby.url(database)};
  const auto change = touch_first(store);
  const auto error = error_of([&] { static_cast<void>(store.apply({&change, 1})); });
  CHECK(error.sqlstate() == "25006");
  CHECK(error.retry_safe());
  CHECK(std::string{error.what()}.find("target_session_attrs=read-write") != std::string::npos);
  CHECK(waybill::tracker{store}
            .handle(read_of_first, {traffic::tenant, {}}, std::chrono::milliseconds{300})
            .http_status == 503);

  // A connection that names both hosts and wants one that writes finds the primary.
  const auto ports = std::to_string(standby.port()) + "," + std::to_string(primary.port());
  postgres_store both{"host=127.0.0.1,127.0.0.1 port=" + ports +
                      " user=waybill dbname=" + database + " target_session_attrs=read-write"};
  CHECK(both.apply({&change, 1}).empty());
}

TEST_CASE("a server that is paused holds no call beyond its deadline, and goes on where it was") {
  cluster server;
  traffic flow{server.new_database(), 300, {}};
  flow.start(4);
  flow.wait_for(0.3);
  server.pause();
  const auto refused_before = flow.refused();
  CHECK(eventually([&] { return flow.refused() >= refused_before + 4; }));
  server.resume();
  flow.finish();
  expect_whole(flow, 4);
}

TEST_CASE("an idle connection that the server closed is noticed before it is used") {
  const auto url = cluster::shared().new_database();
  traffic flow{url, 1, {}};
  observer look{url};
  CHECK(look.run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                 " WHERE application_name = 'waybill' AND datname = current_database()")
            .size() >= 1);
  CHECK_NOTHROW(static_cast<void>(touch_first(flow.store)));
}

TEST_CASE("a server without a free connection is told, and used once there is one") {
  const cluster server{
      "max_connections = 5\nsuperuser_reserved_connections = 0\n"
      "max_wal_senders = 0"};
  postgres_store store{server.url()};
  {
    std::vector<std::unique_ptr<observer>> crowd;
    for (int i = 0; i < 5; ++i) crowd.push_back(std::make_unique<observer>(server.url()));
    CHECK(error_of([&] { store.migrate(); }).retry_safe());
  }
  CHECK(eventually([&] {
    try {
      store.migrate();
      return true;
    } catch (const store_error&) {
      return false;
    }
  }));
}
