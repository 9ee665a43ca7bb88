// Stopping: every accepted body is answered, and nothing is accepted later.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/together.hpp>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using namespace std::chrono_literals;
using waybill::message_status;

namespace {

/// Options whose queue is never full, so that only a stop refuses a body.
[[nodiscard]] service_options roomy() {
  auto options = patient();
  options.max_queued_updates = 1'000'000'000;
  options.max_queued_bytes = 1'000'000'000'000;
  return options;
}

}  // namespace

TEST_CASE("what was accepted is finished, and what comes later is answered 503") {
  ingest_shop here{4, roomy()};
  auto first = here.hold_writer();
  auto second = here.submit(read_of(1));
  auto stopping = std::async(std::launch::async, [&] { here.ingestor.stop(patience); });
  // Until it is refused, a body is accepted and will be finished.
  std::vector<std::future<waybill::reply>> later;
  do {
    later.push_back(here.submit(read_of(2)));
  } while (!is_ready(later.back()));
  CHECK(later.back().get().http_status == 503);
  later.pop_back();
  here.gate.open();
  stopping.get();
  CHECK(first.get().http_status == 200);
  CHECK(second.get().http_status == 200);
  for (auto& each : later) CHECK(each.get().http_status == 200);
  CHECK(here.ingestor.handle(read_of(3), {tenant, {}}).http_status == 503);
  CHECK(here.status("row_3") == message_status::sent);
}

TEST_CASE("what is not written by the deadline of stop is answered 503") {
  ingest_shop here{5, roomy()};
  auto first = here.hold_writer();
  auto second = here.submit(read_of(1));
  auto stopping = std::async(std::launch::async, [&] { here.ingestor.stop(0ms); });
  auto last = here.submit(read_of(2));
  while (!is_ready(last)) last = here.submit(read_of(2));
  here.gate.open();
  stopping.get();
  CHECK(first.get().http_status == 200);
  CHECK(second.get().http_status == 503);
  CHECK(here.status("row_1") == message_status::sent);
}

TEST_CASE("callers that wait for room when it stops are answered 503") {
  auto options = patient();
  options.max_queued_updates = 2;
  ingest_shop here{3, options};
  auto first = here.hold_writer();
  auto second = here.submit(read_of(1));
  auto waiting = std::async(std::launch::async, [&] {
    return here.ingestor.handle(read_of(2), {tenant, {}});
  });
  while (here.ingestor.stats().waiting_callers != 1) std::this_thread::yield();
  auto stopping = std::async(std::launch::async, [&] { here.ingestor.stop(patience); });
  CHECK(waiting.get().http_status == 503);
  here.gate.open();
  stopping.get();
  CHECK(second.get().http_status == 200);
}

TEST_CASE("under load every accepted body is answered and nothing is accepted after the stop") {
  constexpr std::size_t callers = 16;
  constexpr std::size_t messages = 20'000;
  sent_campaign inner{messages};
  auto options = patient();
  options.max_batch = 8;
  const waybill::tracker tracker{inner.memory, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> accepted = 0;
  std::vector<std::function<void()>> work;
  for (std::size_t i = 0; i < callers; ++i) {
    work.emplace_back([&] {
      for (auto mine = next++; mine < messages; mine = next++) {
        const auto answer = ingestor.handle(read_of(mine), {tenant, {}});
        const auto stored = inner.status("row_" + std::to_string(mine));
        if (answer.http_status == 200 && stored == message_status::read) ++accepted;
        const bool refused = answer.http_status == 503 && stored == message_status::sent;
        if (answer.http_status != 200 && !refused) throw std::runtime_error{"half done"};
      }
    });
  }
  work.emplace_back([&] {
    while (accepted < 200) std::this_thread::yield();
    ingestor.stop(patience);
  });
  CHECK_NOTHROW(waybill::testing::contract::run_together(work));
  const auto stats = ingestor.stats();
  CHECK(stats.accepted == accepted);
  CHECK(stats.applied == accepted);
  CHECK(stats.refused == messages - accepted);
  CHECK(inner.counters().read == static_cast<std::int64_t>(accepted.load()));
  CHECK(inner.counts_hold());
}

TEST_CASE("stopping again and from several threads is harmless") {
  ingest_shop here{1};
  const std::function<void()> stop = [&] { here.ingestor.stop(patience); };
  CHECK_NOTHROW(waybill::testing::contract::run_together(std::vector(4, stop)));
  CHECK_NOTHROW(stop());
}

TEST_CASE("the destructor finishes what was accepted and waits for callers inside") {
  sent_campaign inner{2};
  gated_store gate{inner.memory};
  const waybill::tracker tracker{gate, patient().tracker};
  std::optional<waybill::ingestor> ingestor;
  ingestor.emplace(tracker);
  gate.close();
  auto first = ingestor->submit(read_of(0), {tenant, {}});
  auto inside = std::async(std::launch::async, [&] {
    return ingestor->handle(read_of(1), {tenant, {}});
  });
  gate.wait_for_somebody();
  while (ingestor->stats().accepted < 2) std::this_thread::yield();
  auto destroyed = std::async(std::launch::async, [&] { ingestor.reset(); });
  gate.open();
  destroyed.get();
  CHECK(first.get().http_status == 200);
  CHECK(inside.get().http_status == 200);
}

TEST_CASE("an ingestor that never had any work stops at once") {
  sent_campaign inner{0};
  const waybill::tracker tracker{inner.memory, patient().tracker};
  const waybill::ingestor ingestor{tracker};
  CHECK(ingestor.stats().accepted == 0);
}
