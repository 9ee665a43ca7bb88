// What the ingestor adds to the tracker where commits cost nothing: the store in memory takes no
// time, so that queue, batches and waking are all there is to see.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <waybill/ingestor.hpp>
#include <waybill/memory_store.hpp>
#include <waybill/testing/contract/together.hpp>
#include <waybill/tracker.hpp>

#include "bodies.hpp"

namespace {

constexpr std::size_t messages = 10'000;

/// A campaign whose messages are all sent.
void fill(waybill::memory_store& store) {
  store.catalog()->add_campaign({"shop", "spring"});
  store.catalog()->add_instance({"shop", "campanha-01"});
  std::vector<waybill::sent_message> sends;
  for (std::size_t i = 0; i < messages; ++i) {
    sends.push_back({.origin = {"shop", {}},
                     .row = fmt::format("row-{}", i),
                     .instance = "campanha-01",
                     .response = fmt::format(R"({{"key":{{"id":"3EB0{:016}"}}}})", i),
                     .campaign = "spring"});
  }
  static_cast<void>(waybill::tracker{store}.record_sent(sends));
}

/// Webhooks of the campaign, first all delivered, then all read.
[[nodiscard]] const std::vector<std::string>& bodies() {
  static const auto result = [] {
    std::vector<std::string> made;
    for (const auto* const word : {"DELIVERY_ACK", "READ"}) {
      for (std::size_t i = 0; i < messages; ++i) {
        made.push_back(waybill_bench::v2(fmt::format("3EB0{:016}", i), word));
      }
    }
    return made;
  }();
  return result;
}

/// Callers in a closed loop, as many as the benchmark's argument says.
template <typename Handler>
void run(benchmark::State& state) {
  const auto callers = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    waybill::memory_store store;
    fill(store);
    const waybill::tracker tracker{store};
    Handler handler{tracker};
    std::atomic<std::size_t> next = 0;
    const std::function<void()> call = [&] {
      for (auto mine = next++; mine < bodies().size(); mine = next++) {
        benchmark::DoNotOptimize(handler.handle(bodies()[mine], {"shop", {}}));
      }
    };
    state.ResumeTiming();
    waybill::testing::contract::run_together(std::vector(callers, call));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bodies().size()));
}

void tracker_callers(benchmark::State& state) { run<waybill::tracker>(state); }
BENCHMARK(tracker_callers)->Arg(1)->Arg(16)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime();

void ingest_callers(benchmark::State& state) { run<waybill::ingestor>(state); }
BENCHMARK(ingest_callers)->Arg(1)->Arg(16)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One thread that never waits, as an event loop.
void ingest_submit(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    waybill::memory_store store;
    fill(store);
    std::atomic<std::size_t> acknowledged = 0;
    waybill::ingestor_options options;
    options.max_queued_updates = 4 * bodies().size();
    const waybill::tracker tracker{store};
    waybill::ingestor ingestor{tracker, options};
    state.ResumeTiming();
    for (const auto& body : bodies()) {
      ingestor.submit(body, {"shop", {}}, [&](const waybill::reply& answer) {
        if (answer.http_status == 200) ++acknowledged;
      });
    }
    ingestor.stop(options.stop_deadline);
    if (acknowledged != bodies().size()) state.SkipWithError("not all were acknowledged");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bodies().size()));
}
BENCHMARK(ingest_submit)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
