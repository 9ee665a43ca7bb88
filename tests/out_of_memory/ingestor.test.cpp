#include <atomic>
#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include <waybill/ingestor.hpp>

#include "out_of_memory/scarce_shop.hpp"

using namespace waybill_test;

namespace {

[[nodiscard]] service_options options_of(scarce_shop& here, std::atomic<int>& told) {
  auto options = patient();
  options.tracker = here.options();
  options.tracker.observers = {[&told](const waybill::status_transition&) { ++told; }};
  return options;
}

/// Nothing waits, and whatever was accepted is answered.
void check_settled(const waybill::ingestor_stats& stats) {
  CHECK(stats.queued_updates == 0);
  CHECK(stats.queued_bytes == 0);
  CHECK(stats.waiting_callers == 0);
  CHECK(stats.accepted == stats.applied + stats.duplicates + stats.unknown + stats.not_ours +
                              stats.ambiguous + stats.rejected + stats.failed);
  CHECK(stats.breaker == waybill::breaker_state::closed);
}

/// Whether an ingestor with so much memory ran short on this body; checks its answer, what it
/// counts, and that a tracker finds nothing amiss. `ask` brings the body and returns the answer.
template <typename Ask>
bool ingests_short(const std::string& body, Ask ask, std::size_t served, shortage how) {
  scarce_shop here;
  std::atomic<int> told = 0;
  const auto options = options_of(here, told);
  const waybill::tracker tracker{here.store, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  waybill::reply reply;
  bool ran_short = false;
  {
    const waybill::origin from{tenant, {}};
    const scarce_memory memory{served, how};
    reply = ask(ingestor, body, from);
    ingestor.stop(patience);
    ran_short = memory.was_short();
  }
  check_settled(ingestor.stats());
  const auto before = static_cast<std::size_t>(here.counters().read);
  CHECK(static_cast<std::size_t>(told) <= before);
  CHECK(reply.transitions.size() <= before);
  const auto second = waybill::tracker{here.store}.handle(body, {tenant, {}});
  CHECK((reply.http_status == 503 || reply.http_status == second.http_status));
  CHECK(json(reply.body).is_object());
  CHECK(second.http_status != 503);
  CHECK(here.counts_hold());
  return ran_short;
}

template <typename Ask>
void check_each_shortage(Ask ask) {
  for (const auto& body : posted_bodies()) {
    CAPTURE(body);
    const auto shortages = for_each_shortage([&](std::size_t served, shortage how) {
      CAPTURE(served);
      return ingests_short(body, ask, served, how);
    });
    CHECK(shortages > 10);
  }
}

[[nodiscard]] waybill::reply wait_for_answer(waybill::ingestor& at, const std::string& body,
                                             const waybill::origin& from) {
  return at.handle(body, from);
}

/// The answer to a submitted body, which is called back once and no more.
[[nodiscard]] waybill::reply take_call_back(waybill::ingestor& at, const std::string& body,
                                            const waybill::origin& from) {
  waybill::reply result;
  int calls = 0;
  at.submit(body, from, [&](waybill::reply answer) {
    ++calls;
    result = std::move(answer);
  });
  at.stop(patience);
  const ample_memory for_checks;
  CHECK(calls == 1);
  return result;
}

}  // namespace

TEST_CASE("an ingestor that runs out of memory answers 503 and goes on") {
  check_each_shortage(wait_for_answer);
}

TEST_CASE("a submitted body is called back once, however short of memory its ingestor is") {
  check_each_shortage(take_call_back);
}

TEST_CASE("an ingestor that has run out of memory takes the next body") {
  for_each_shortage([](std::size_t served, shortage how) {
    CAPTURE(served);
    scarce_shop here;
    std::atomic<int> told = 0;
    const auto options = options_of(here, told);
    const waybill::tracker tracker{here.store, options.tracker};
    waybill::ingestor ingestor{tracker, options};
    const waybill::origin from{tenant, {}};
    const auto body = read_of(0, 3);
    bool ran_short = false;
    {
      const scarce_memory memory{served, how};
      static_cast<void>(ingestor.handle(body, from));
      ran_short = memory.was_short();
    }
    CHECK(ingestor.handle(body, from).http_status == 200);
    CHECK(here.counters() == waybill::campaign_delta{4, 3, 3, 0});
    return ran_short;
  });
}

TEST_CASE("an ingestor that finds no memory for itself is not made, and leaves no thread behind") {
  const auto shortages = for_each_shortage([](std::size_t served, shortage how) {
    scarce_shop here;
    std::atomic<int> told = 0;
    const auto options = options_of(here, told);
    const waybill::tracker tracker{here.store, options.tracker};
    const scarce_memory memory{served, how};
    try {
      const waybill::ingestor ingestor{tracker, options};
    } catch (const std::bad_alloc&) {
      CHECK(memory.was_short());
    }
    return memory.was_short();
  });
  CHECK(shortages > 10);
}
