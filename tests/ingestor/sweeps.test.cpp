// Parked updates are settled and expired in the background.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/together.hpp>

#include "support/faulty_ingest.hpp"
#include "support/minimal_store.hpp"

using namespace waybill_test;
using namespace std::chrono_literals;
using waybill::receipt;
using kind = waybill::store_failure;
using operation = waybill::testing::operation;

namespace {

/// A row whose sender told nobody but the store, so that only a sweep can settle what is parked.
void add_quietly(campaign_store& where, const std::string& id) {
  where.memory.add_message(
      {.key = {tenant, "row_" + id}, .message_id = id, .instance = instance, .campaign = campaign});
}

/// Options that sweep all the time.
[[nodiscard]] service_options restless() {
  auto options = patient();
  options.sweep_interval = 1ms;
  return options;
}

/// Options that tell of the first transition.
[[nodiscard]] waybill::tracker_options observed_by(std::promise<std::string>& moved) {
  auto options = patient().tracker;
  options.observers = {
      [&](const waybill::status_transition& what) { moved.set_value(what.message_id); }};
  return options;
}

}  // namespace

TEST_CASE("what is parked is settled in the background once its message is known") {
  sent_campaign inner{0};
  std::promise<std::string> moved;
  const waybill::tracker tracker{inner.memory, observed_by(moved)};
  waybill::ingestor ingestor{tracker, restless()};
  CHECK(ingestor.handle(report_of("EARLY", receipt::read), {tenant, {}}).http_status == 200);
  add_quietly(inner, "EARLY");
  CHECK(moved.get_future().get() == "EARLY");
  ingestor.stop(patience);
  CHECK(inner.parked().empty());
  CHECK(ingestor.stats().settled == 1);
  CHECK(inner.counters() == waybill::campaign_delta{1, 1, 1, 0});
}

TEST_CASE("a sweep that fails is left to the next one") {
  faulty_ingest here{0};
  std::promise<std::string> moved;
  here.store.fail(operation::parked_after, kind::permanent, {.times = 3});
  const waybill::tracker tracker{here.store, observed_by(moved)};
  waybill::ingestor ingestor{tracker, restless()};
  CHECK(ingestor.handle(report_of("EARLY", receipt::read), {tenant, {}}).http_status == 200);
  add_quietly(here, "EARLY");
  CHECK(moved.get_future().get() == "EARLY");
  CHECK(here.store.calls(operation::parked_after) >= 4);
}

TEST_CASE("what waited too long is forgotten and counted") {
  faulty_ingest here{0};
  CHECK(here.handle(report_of("STRANGER", receipt::read)).http_status == 200);
  CHECK(here.ingestor.sweep().waiting == 1);
  here.clock.advance(25h);
  CHECK(here.ingestor.sweep().expired == 1);
  CHECK(here.parked().empty());
  CHECK(here.ingestor.stats().expired == 1);
}

TEST_CASE("ingestors that sweep the same parking at once settle each update once") {
  constexpr std::size_t early = 300;
  sent_campaign inner{0};
  const waybill::tracker tracker{inner.memory, patient().tracker};
  std::vector<std::unique_ptr<waybill::ingestor>> ingestors;
  for (int i = 0; i < 4; ++i) {
    ingestors.push_back(std::make_unique<waybill::ingestor>(tracker));
  }
  for (std::size_t i = 0; i < early; ++i) {
    static_cast<void>(ingestors[0]->handle(read_of(i), {tenant, {}}));
    add_quietly(inner, message(i));
  }
  std::vector<std::function<void()>> sweeps;
  for (const auto& each : ingestors) sweeps.emplace_back([&] { each->sweep(); });
  waybill::testing::contract::run_together(sweeps);
  std::uint64_t told = 0;
  for (const auto& each : ingestors) told += each->stats().transitions;
  CHECK(told == early);
  CHECK(inner.parked().empty());
  CHECK(inner.counters() == waybill::campaign_delta{early, early, early, 0});
}

TEST_CASE("a sweep in a stopped ingestor does nothing") {
  ingest_shop here{0};
  static_cast<void>(here.ingestor.handle(report_of("EARLY", receipt::read), {tenant, {}}));
  here.ingestor.stop(patience);
  CHECK(here.ingestor.sweep().waiting == 0);
  CHECK(here.parked().size() == 1);
}

TEST_CASE("a store without parking is never swept, and is enough for webhooks") {
  minimal_store store{{sent_row("t", "1", "M1")}};
  const waybill::tracker tracker{store, patient().tracker};
  waybill::ingestor ingestor{tracker, restless()};
  const auto body = webhook(shape::v2, "", "M1", receipt::read);
  CHECK(json(ingestor.handle(body, {"t", {}}).body)["status"] == "updated");
  CHECK(ingestor.handle(webhook(shape::v2, "", "M2", receipt::read), {"t", {}}).http_status == 200);
  CHECK(ingestor.sweep().waiting == 0);
  CHECK(ingestor.stats().unknown == 1);
  CHECK(ingestor.stats().parked == 0);
}
