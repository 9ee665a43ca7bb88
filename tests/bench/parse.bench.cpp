// How many bodies a second `waybill::parse` reads, beside nlohmann's plain DOM of the same bytes,
// and beside its event parser (SAX) with no handler. `parse/v2` against `nlohmann_dom/v2` is the
// ratio to look at; against `nlohmann_sax/v2` it shows what our own reader spares. `NAME_samples`
// are all samples of a dialect that hold a receipt, in turn; a form stands beside the DOM of the
// same fields as JSON.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include <waybill/dialects/forms.hpp>
#include <waybill/dialects/known.hpp>
#include <waybill/parse.hpp>

#include "bodies.hpp"
#include "support/samples.hpp"

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

/// A form's fields as JSON.
std::string as_json(std::string_view form) {
  nlohmann::json fields = nlohmann::json::object();
  while (!form.empty()) {
    const auto pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
    const auto value = waybill::dialects::decode_form_text(pair.substr(pair.find('=') + 1));
    fields[std::string{pair.substr(0, pair.find('='))}] = value.value();
  }
  return fields.dump();
}

std::vector<std::string> receipts_among_samples(const waybill::dialect& dialect) {
  std::vector<std::string> bodies;
  for (const auto& path : waybill_test::samples_of(std::string{dialect.name})) {
    auto body = waybill_test::read_file(path);
    if (!parse(dialect, body).updates.empty()) bodies.push_back(std::move(body));
  }
  return bodies;
}

std::size_t size_of(const std::vector<std::string>& bodies) {
  std::size_t size = 0;
  for (const auto& body : bodies) size += body.size();
  return size;
}

void parse_samples(benchmark::State& state, const waybill::dialect& dialect,
                   const std::vector<std::string>& bodies) {
  for (auto _ : state) {
    for (const auto& body : bodies) benchmark::DoNotOptimize(waybill::parse(dialect, body));
  }
  count(state, size_of(bodies));
}

void build_doms(benchmark::State& state, const std::vector<std::string>& bodies) {
  for (auto _ : state) {
    for (const auto& body : bodies) {
      benchmark::DoNotOptimize(nlohmann::json::parse(body, nullptr, false));
    }
  }
  count(state, size_of(bodies));
}

bool add_samples() {
  for (const auto& each : waybill::known_dialects) {
    const auto dialect = each.make({});
    const auto bodies = receipts_among_samples(dialect);
    auto as_objects = bodies;
    for (auto& body : as_objects) {
      if (!nlohmann::json::accept(body)) body = as_json(body);
    }
    const auto name = std::string{each.name} + "_samples";
    benchmark::RegisterBenchmark(("parse/" + name).c_str(), [dialect, bodies](auto& state) {
      parse_samples(state, dialect, bodies);
    });
    benchmark::RegisterBenchmark(("nlohmann_dom/" + name).c_str(),
                                 [as_objects](auto& state) { build_doms(state, as_objects); });
  }
  return true;
}

[[maybe_unused]] const bool added = add_shapes() && add_samples();

}  // namespace
