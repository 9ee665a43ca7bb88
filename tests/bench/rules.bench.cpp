// What the rules cost without a database: one decision, a planned batch, and a webhook through the
// tracker into the store in memory.

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <waybill/memory_store.hpp>
#include <waybill/plan.hpp>
#include <waybill/tracker.hpp>
#include <waybill/transition.hpp>

#include "bodies.hpp"

namespace {

constexpr auto now = waybill::time_point{std::chrono::hours{480'000}};

[[nodiscard]] std::string message_id(std::size_t number) {
  return fmt::format("3EB0{:016}", number);
}

/// Every state a message can honestly be in meets every receipt.
void decide(benchmark::State& state) {
  constexpr std::array states{
      waybill::message_state{waybill::message_status::pending, {}},
      waybill::message_state{waybill::message_status::sent, {waybill::milestone::sent}},
      waybill::message_state{waybill::message_status::delivered,
                             {waybill::milestone::sent, waybill::milestone::delivered}},
      waybill::message_state{waybill::message_status::failed,
                             {waybill::milestone::sent, waybill::milestone::failed}}};
  constexpr std::array receipts{waybill::receipt::sent, waybill::receipt::delivered,
                                waybill::receipt::read, waybill::receipt::failed};
  std::size_t i = 0;
  for (auto _ : state) {
    auto from = states[i % states.size()];
    auto what = receipts[i / states.size() % receipts.size()];
    benchmark::DoNotOptimize(from);
    benchmark::DoNotOptimize(what);
    benchmark::DoNotOptimize(waybill::decide(from, what, {}));
    ++i;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decide);

/// A batch of deliveries, each of a message of its own.
void plan(benchmark::State& state) {
  std::vector<std::vector<waybill::tracked_message>> known;
  std::vector<waybill::incoming_update> updates;
  for (std::size_t i = 0; i < static_cast<std::size_t>(state.range(0)); ++i) {
    known.push_back({{.key = {"shop", fmt::format("row-{}", i)},
                      .message_id = message_id(i),
                      .instance = "campanha-01",
                      .campaign = "spring",
                      .status = waybill::message_status::sent,
                      .times = {.sent_at = now}}});
    updates.push_back({{"shop", {}},
                       {.instance = "campanha-01",
                        .message_id = message_id(i),
                        .receipt = waybill::receipt::delivered},
                       now});
  }
  for (auto _ : state) benchmark::DoNotOptimize(waybill::plan(known, updates, {}, now));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(plan)->RangeMultiplier(4)->Range(1, 1024);

/// Webhooks of a campaign of 10,000, first all delivered, then all read.
void memory_store_handle(benchmark::State& state) {
  constexpr std::size_t messages = 10'000;
  std::vector<std::string> bodies;
  for (const auto* const word : {"DELIVERY_ACK", "READ"}) {
    for (std::size_t i = 0; i < messages; ++i) {
      bodies.push_back(waybill_bench::v2(message_id(i), word));
    }
  }
  for (auto _ : state) {
    state.PauseTiming();
    waybill::memory_store store;
    store.catalog()->add_campaign({"shop", "spring"});
    store.catalog()->add_instance({"shop", "campanha-01"});
    const waybill::tracker tracker{store};
    for (std::size_t i = 0; i < messages; ++i) {
      static_cast<void>(
          tracker.record_sent({.origin = {"shop", {}},
                               .row = fmt::format("row-{}", i),
                               .instance = "campanha-01",
                               .response = R"({"key":{"id":")" + message_id(i) + R"("}})",
                               .campaign = "spring"}));
    }
    state.ResumeTiming();
    for (const auto& body : bodies) benchmark::DoNotOptimize(tracker.handle(body, {"shop", {}}));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bodies.size()));
}
BENCHMARK(memory_store_handle)->Unit(benchmark::kMillisecond);

}  // namespace
