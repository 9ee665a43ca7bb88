// How many bodies a second `waybill::parse` reads, beside nlohmann's plain DOM of the same bytes,
// and beside its event parser (SAX) with no handler. `parse/v2` against `nlohmann_dom/v2` is the
// ratio to look at; against `nlohmann_sax/v2` it shows what our own reader spares.

#include <cstddef>
#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include <waybill/dialects/baileys.hpp>
#include <waybill/dialects/evolution.hpp>
#include <waybill/parse.hpp>

#include "bodies.hpp"

namespace {

void count(benchmark::State& state, std::size_t body_size) {
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body_size));
}

void parse_body(benchmark::State& state, const waybill::dialect& dialect, const std::string& body) {
  for (auto _ : state) benchmark::DoNotOptimize(waybill::parse(dialect, body));
  count(state, body.size());
}

void build_dom(benchmark::State& state, const std::string& body) {
  for (auto _ : state) benchmark::DoNotOptimize(nlohmann::json::parse(body, nullptr, false));
  count(state, body.size());
}

void pass_events(benchmark::State& state, const std::string& body) {
  for (auto _ : state) benchmark::DoNotOptimize(nlohmann::json::accept(body));
  count(state, body.size());
}

void add_shape(const std::string& name, const waybill::dialect& dialect, const std::string& body) {
  benchmark::RegisterBenchmark(("parse/" + name).c_str(),
                               [dialect, body](auto& state) { parse_body(state, dialect, body); });
  benchmark::RegisterBenchmark(("nlohmann_dom/" + name).c_str(),
                               [body](auto& state) { build_dom(state, body); });
  benchmark::RegisterBenchmark(("nlohmann_sax/" + name).c_str(),
                               [body](auto& state) { pass_events(state, body); });
}

/// Twice the items shall cost twice the time, not four times.
void parse_list(benchmark::State& state) {
  const auto items = static_cast<std::size_t>(state.range(0));
  const auto body = waybill_bench::envelope("messages.update", waybill_bench::nested_list(items));
  const auto dialect = waybill::evolution();
  for (auto _ : state) benchmark::DoNotOptimize(waybill::parse(dialect, body));
  state.SetComplexityN(state.range(0));
}

BENCHMARK(parse_list)->RangeMultiplier(10)->Range(10, 10'000)->Complexity(benchmark::oN);

bool add_shapes() {
  namespace bench = waybill_bench;
  const auto evolution = waybill::evolution();
  add_shape("reference", evolution, bench::reference());
  add_shape("v1", evolution, bench::v1());
  add_shape("v2", evolution, bench::v2());
  add_shape("cloud_in_front", evolution, bench::cloud_in_front());
  add_shape("list_of_100", evolution, bench::envelope("messages.update", bench::nested_list(100)));
  add_shape("baileys_raw", waybill::baileys(), bench::nested_list(3));
  add_shape("upsert_1mb", evolution, bench::upsert());
  return true;
}

[[maybe_unused]] const bool added = add_shapes();

}  // namespace
