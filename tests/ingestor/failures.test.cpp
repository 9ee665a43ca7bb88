// A store that fails: what passes is retried, what may have been committed is applied again, and
// a store that is down is left alone until it answers.

#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/faulty_ingest.hpp"
#include "support/meddling_store.hpp"

using namespace waybill_test;
using namespace std::chrono_literals;
using waybill::breaker_state;
using waybill::message_status;
using waybill::receipt;
using kind = waybill::store_failure;
using operation = waybill::testing::operation;

namespace {

/// Options whose breaker never opens.
[[nodiscard]] service_options unbreakable() {
  auto options = patient();
  options.breaker_failures = faulty_ingest::always;
  return options;
}

/// A shop whose store is down and whose breaker has noticed.
struct broken_shop : faulty_ingest {
  broken_shop() : faulty_ingest(5) {
    store.fail(operation::apply, kind::retry_safe, {.times = always});
    CHECK(handle(read_of(0)).http_status == 503);
    REQUIRE(ingestor.stats().breaker == breaker_state::open);
  }
  void repair() { store.fail(operation::apply, kind::retry_safe, {.times = 0}); }
  [[nodiscard]] std::size_t applies() const { return store.calls(operation::apply); }
};

}  // namespace

TEST_CASE("a failure that passes is retried and answered as if it had not been") {
  for (const auto call : {operation::load, operation::apply, operation::park}) {
    CAPTURE(waybill::testing::to_string(call));
    faulty_ingest here{2};
    here.store.fail(call, kind::retry_safe, {.times = 3});
    CHECK(json(here.handle(read_of(1)).body)["status"] == "updated");
    CHECK(here.handle(report_of("STRANGER", receipt::read)).http_status == 200);
    const auto stats = here.ingestor.stats();
    CHECK(stats.store_failures == 3);
    CHECK(stats.breaker == breaker_state::closed);
    CHECK(here.counters() == waybill::campaign_delta{2, 1, 1, 0});
  }
}

TEST_CASE("a commit whose answer is lost is applied again and adds nothing twice") {
  faulty_ingest here{9};
  auto first = here.hold_writer();
  std::vector<std::future<waybill::reply>> answers;
  for (std::size_t i = 1; i < 9; ++i) answers.push_back(here.submit(read_of(i)));
  here.store.fail(operation::apply, kind::outcome_unknown, {.after = true, .times = 2, .skip = 1});
  here.gate.open();
  CHECK(first.get().transitions.size() == 1);
  for (auto& each : answers) {
    const auto reply = each.get();
    CHECK(json(reply.body)["status"] == "already_processed");
    CHECK(reply.transitions.empty());
  }
  CHECK(here.counters() == waybill::campaign_delta{9, 9, 9, 0});
  here.ingestor.stop(patience);
  CHECK(here.ingestor.stats().transitions == 1);
}

TEST_CASE(
    "a store that goes on failing is retried until the deadline of its callers and no longer") {
  faulty_ingest here{1, unbreakable()};
  here.store.fail(operation::apply, kind::retry_safe, {.times = faulty_ingest::always});
  CHECK(here.ingestor.handle(read_of(0), {tenant, {}}, 30s).http_status == 503);
  CHECK(here.clock.paused() < 30s);
  CHECK(here.clock.paused() > 28s);
  CHECK(here.status("row_0") == message_status::sent);
  here.ingestor.stop(patience);
  CHECK(here.ingestor.stats().failed == 1);
}

TEST_CASE("a batch is retried as long as one of its callers has time") {
  faulty_ingest here{3, unbreakable()};
  auto first = here.hold_writer();
  auto hasty = here.ingestor.submit(read_of(1), {tenant, {}}, 20s);
  auto steady = here.ingestor.submit(read_of(2), {tenant, {}}, 40s);
  here.store.fail(operation::apply, kind::retry_safe, {.times = faulty_ingest::always, .skip = 1});
  here.gate.open();
  CHECK(first.get().http_status == 200);
  CHECK(hasty.get().http_status == 503);
  CHECK(steady.get().http_status == 503);
  CHECK(here.clock.paused() < 40s);
  CHECK(here.clock.paused() > 38s);
}

TEST_CASE(
    "a store that fails so often in a row opens the breaker, and callers are answered at once") {
  broken_shop here;
  CHECK(here.applies() == 8);
  const auto loads = here.store.calls(operation::load);
  for (std::size_t i = 0; i < 5; ++i) CHECK(here.handle(read_of(i)).http_status == 503);
  CHECK(here.submit(read_of(1)).get().http_status == 503);
  CHECK(here.applies() == 8);
  CHECK(here.store.calls(operation::load) == loads);
  CHECK(here.ingestor.stats().refused == 6);
  CHECK(here.ingestor.stats().breaker_openings == 1);
}

TEST_CASE("what needs no store is answered while the breaker is open") {
  broken_shop here;
  CHECK(here.handle("no JSON").http_status == 400);
  CHECK(here.handle(R"({"event":"messages.upsert","data":{}})").http_status == 200);
}

TEST_CASE("those who wait in the queue when the breaker opens are answered without another call") {
  faulty_ingest here{6};
  auto first = here.hold_writer();
  std::vector<std::future<waybill::reply>> waiting;
  for (std::size_t i = 1; i < 6; ++i) waiting.push_back(here.submit(read_of(i)));
  here.store.fail(operation::apply, kind::retry_safe, {.times = faulty_ingest::always});
  here.gate.open();
  CHECK(first.get().http_status == 503);
  for (auto& each : waiting) CHECK(each.get().http_status == 503);
  CHECK(here.store.calls(operation::apply) == 8);
  CHECK(here.ingestor.stats().failed == 6);
}

TEST_CASE("after a pause one body tries the store and closes the breaker if it answers") {
  broken_shop here;
  here.repair();
  here.clock.advance(999ms);
  CHECK(here.handle(read_of(1)).http_status == 503);
  here.clock.advance(1ms);
  CHECK(here.handle(read_of(1)).http_status == 200);
  CHECK(here.ingestor.stats().breaker == breaker_state::closed);
  CHECK(here.handle(read_of(2)).http_status == 200);
}

TEST_CASE(
    "a body that tries the store in vain is answered after one call, and the pause begins anew") {
  broken_shop here;
  here.clock.advance(1s);
  CHECK(here.handle(read_of(1)).http_status == 503);
  CHECK(here.applies() == 9);
  CHECK(here.ingestor.stats().breaker == breaker_state::open);
  here.repair();
  CHECK(here.handle(read_of(1)).http_status == 503);
  here.clock.advance(1s);
  CHECK(here.handle(read_of(1)).http_status == 200);
}

TEST_CASE("while one body tries the store all others are answered at once") {
  broken_shop here;
  here.repair();
  here.clock.advance(1s);
  here.gate.close();
  auto probe = here.submit(read_of(1));
  here.gate.wait_for_somebody();
  CHECK(here.ingestor.stats().breaker == breaker_state::half_open);
  CHECK(here.handle(read_of(2)).http_status == 503);
  here.gate.open();
  CHECK(probe.get().http_status == 200);
}

TEST_CASE("a batch that loses its races is answered 503, and is no failure of the store") {
  sent_campaign inner{2};
  meddling_store store{inner.memory};
  store.loses = true;
  auto options = patient();
  options.breaker_failures = 2;
  const waybill::tracker tracker{store, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  for (int i = 0; i < 5; ++i) CHECK(ingestor.handle(read_of(0), {tenant, {}}).http_status == 503);
  store.loses = false;
  CHECK(ingestor.handle(read_of(0), {tenant, {}}).http_status == 200);
  CHECK(ingestor.stats().store_failures == 0);
  CHECK(ingestor.stats().breaker_openings == 0);
}

TEST_CASE("a body that tries the store and loses its races has found that it answers") {
  faulty_ingest inner{1};
  meddling_store store{inner.store};
  store.loses = true;
  auto options = patient();
  options.tracker.clock = &inner.clock;
  const waybill::tracker tracker{store, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  inner.store.fail(operation::load, kind::retry_safe, {.times = options.breaker_failures});
  CHECK(ingestor.handle(read_of(0), {tenant, {}}).http_status == 503);
  REQUIRE(ingestor.stats().breaker == breaker_state::open);
  inner.clock.advance(options.breaker_pause);
  CHECK(ingestor.handle(read_of(0), {tenant, {}}).http_status == 503);
  CHECK(ingestor.stats().breaker == breaker_state::closed);
}

TEST_CASE(
    "a store that throws what no store may is answered 503 and opens the breaker in the end") {
  for (const bool is_exception : {true, false}) {
    CAPTURE(is_exception);
    sent_campaign inner{2};
    meddling_store store{inner.memory};
    store.before = [&](operation what) {
      if (what != operation::apply) return;
      if (is_exception) throw std::runtime_error{"not on purpose"};
      throw 42;
    };
    auto options = patient();
    options.breaker_failures = 3;
    const waybill::tracker tracker{store, options.tracker};
    waybill::ingestor ingestor{tracker, options};
    for (int i = 0; i < 3; ++i) {
      CHECK(ingestor.stats().breaker == breaker_state::closed);
      const auto reply = ingestor.handle(read_of(0), {tenant, {}});
      CHECK(reply.http_status == 503);
      CHECK(json(reply.body) == json(R"({"error":"Processing failed"})"));
    }
    CHECK(ingestor.stats().breaker == breaker_state::open);
  }
}
