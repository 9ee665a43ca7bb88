// A store on connections that the program lends it.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/soci/lender.hpp>

#include "postgres/postgres_world.hpp"
#include "postgres/traffic.hpp"
#include "soci/soci.hpp"
#include "support/campaign.hpp"
#include "support/contains.hpp"
#include "support/every_promise.hpp"
#include "support/marked_calls.hpp"

using namespace waybill_test;

namespace {

/// A pool of libpq's connections, as a program may have one.
class lent_pool {
 public:
  explicit lent_pool(std::string url) : url_(std::move(url)) {}

  [[nodiscard]] waybill::lender lender() {
    return waybill::lender{[this] { return lend(); }};
  }
  [[nodiscard]] std::shared_ptr<PGconn> lend() {
    ++lent_;
    return {take(), [this](PGconn* connection) { take_back(connection); }};
  }
  [[nodiscard]] std::size_t lent() const noexcept { return lent_; }
  /// Connections that came back lost.
  [[nodiscard]] std::size_t lost() const noexcept { return lost_; }

 private:
  [[nodiscard]] PGconn* take() {
    {
      const std::scoped_lock lock{mutex_};
      if (!idle_.empty()) {
        auto* const last = idle_.back().release();
        idle_.pop_back();
        return last;
      }
    }
    return PQconnectdb(url_.c_str());
  }
  void take_back(PGconn* connection) {
    const std::scoped_lock lock{mutex_};
    --lent_;
    idle_.emplace_back(connection, &PQfinish);
    if (PQstatus(connection) == CONNECTION_OK) return;
    ++lost_;
    idle_.pop_back();
  }

  std::string url_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<PGconn, decltype(&PQfinish)>> idle_;
  std::atomic<std::size_t> lent_ = 0;
  std::atomic<std::size_t> lost_ = 0;
};

}  // namespace

TEST_CASE("on lent connections the store keeps every promise, and gives each of them back") {
  const auto url = cluster::shared().new_database();
  lent_pool pool{url};
  postgres_place place{pool.lender(), url};
  CHECK(place.store.check_schema().empty());
  check_every_promise(postgres_worlds(place), the_feed_alone);
  CHECK(pool.lent() == 0);
  CHECK(pool.lost() == 0);
}

TEST_CASE("a lent connection goes back as it came") {
  const auto url = cluster::shared().new_database();
  lent_pool pool{url + "?options=-c%20lock_timeout%3D7s"};
  {
    const auto one = pool.lend();
    PQclear(PQexec(one.get(), "SET statement_timeout = '9s'"));
  }
  postgres_place place{pool.lender(), url};
  const waybill::tracker tracker{place.store};
  place.store.catalog()->add_campaign({tenant, campaign});
  CHECK(tracker.record_sent(send_of("row-1", "M-1")).ok());
  place.look.script("ALTER TABLE waybill.instance RENAME TO elsewhere");
  const auto failed = error_of([&] { place.store.catalog()->add_instance({tenant, instance}); });
  CHECK(failed.sqlstate() == "42P01");
  const auto one = pool.lend();
  const auto answer = [&](const char* sql) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(one.get(), sql), &PQclear};
    return std::string{PQgetvalue(result.get(), 0, 0)};
  };
  CHECK(PQtransactionStatus(one.get()) == PQTRANS_IDLE);
  CHECK(answer("SHOW statement_timeout") == "9s");
  CHECK(answer("SHOW lock_timeout") == "7s");
  CHECK(answer("SELECT count(*) FROM pg_prepared_statements") == "0");
}

TEST_CASE("sessions of SOCI's own pool serve the store, also after the server ended them") {
  const auto url = cluster::shared().new_database();
  soci::connection_pool pool{2};
  for (std::size_t i = 0; i < 2; ++i)
    pool.at(i).open(soci::postgresql, url + "?application_name=shop");
  postgres_place place{waybill::lender{[&pool] {
                         auto session = std::make_shared<soci::session>(pool);
                         if (!session->is_connected()) session->reconnect();
                         return session;
                       }},
                       url};
  const waybill::tracker tracker{place.store};
  place.store.catalog()->add_campaign({tenant, campaign});
  place.look.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
      " WHERE datname = current_database() AND pid <> pg_backend_pid()");
  CHECK(tracker.record_sent(send_of("row-1", "M-1")).ok());
  CHECK(place.store.reports()->audit({tenant, campaign})->holds());
}

TEST_CASE("backends that are killed while many callers use lent connections cost nothing") {
  const auto url = cluster::shared().new_database();
  lent_pool pool{url + "?application_name=lent"};
  traffic flow{url, 150, {}};
  waybill::postgres_store store{pool.lender()};
  const waybill::tracker tracker{store};
  flow.handle = [&](const auto& body) {
    return tracker.handle(body, {traffic::tenant, {}}, traffic::deadline);
  };
  observer look{url};
  flow.start(4);
  for (int i = 1; i <= 5; ++i) {
    flow.wait_for(i / 8.0);
    look.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lent'");
  }
  flow.finish();
  CHECK(flow.wrong() == "");
  CHECK(pool.lent() == 0);
}

TEST_CASE("a lent connection whose server is silent is cut at the deadline, and comes back lost") {
  cluster server;
  lent_pool pool{server.new_database()};
  waybill::postgres_store store{pool.lender()};
  store.migrate();
  const waybill::tracker tracker{store, {.deadline = std::chrono::milliseconds{300}}};
  const auto body = webhook(shape::v2, instance, "M-1", waybill::receipt::read);
  server.pause();
  CHECK(tracker.handle(body, {tenant, {}}).http_status == 503);
  CHECK(pool.lost() >= 1);
  CHECK(pool.lent() == 0);
  server.resume();
  CHECK(tracker.handle(body, {tenant, {}}, std::chrono::seconds{60}).http_status == 200);
}

TEST_CASE("a lender that gives nothing sound is a failing store, and gets back what it gave") {
  const auto url = cluster::shared().new_database();
  const auto error_with = [](waybill::lender::connections lend) {
    waybill::postgres_store store{waybill::lender{std::move(lend)}};
    const auto error = error_of([&] { static_cast<void>(store.pending_migrations()); });
    CHECK(error.retry_safe());
    return std::string{error.what()};
  };
  CHECK(contains(error_with([] { return nullptr; }), "lent no connection"));
  CHECK(contains(error_with([]() -> std::shared_ptr<PGconn> {
                   throw std::runtime_error{"the pool is closed"};
                 }),
                 "the pool is closed"));
  lent_pool wrong{"host=127.0.0.1 port=1"};
  CHECK(contains(error_with([&] { return wrong.lend(); }), "lost"));
  CHECK(wrong.lent() == 0);
  lent_pool latin{url + "?client_encoding=LATIN1"};
  CHECK(contains(error_with([&] { return latin.lend(); }), "set it to UTF8"));

  lent_pool pool{url};
  const auto busy = pool.lend();
  PQclear(PQexec(busy.get(), "BEGIN"));
  CHECK(contains(error_with([&] { return busy; }), "within a transaction"));
  CHECK(PQtransactionStatus(busy.get()) == PQTRANS_INTRANS);
}
