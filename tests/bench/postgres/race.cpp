#include "race.hpp"

#include <algorithm>

#include "usage.hpp"

namespace waybill_bench {

namespace {

void take_turn(side& mine) {
  double seconds = 0;
  const auto before = usage_of(mine.where->server());
  for (std::size_t i = 0; i < mine.batches; ++i) {
    seconds += mine.who->take(mine.where->next(mine.batch));
  }
  const auto reports = static_cast<double>(mine.batches * mine.batch);
  const auto after = usage_of(mine.where->server());
  mine.own_cpu.push_back((after.own_cpu - before.own_cpu) / reports);
  mine.server_cpu.push_back((after.server_cpu - before.server_cpu) / reports);
  mine.rates.push_back(reports * static_cast<double>(mine.webhooks) / seconds);
}

}  // namespace

void forget(side& mine) {
  mine.rates.clear();
  mine.own_cpu.clear();
  mine.server_cpu.clear();
}

void race(std::vector<side*> sides, std::size_t rounds) {
  // So connections and caches get warm.
  for (auto* each : sides) {
    take_turn(*each);
    forget(*each);
  }
  for (std::size_t i = 0; i < rounds; ++i) {
    for (auto* each : sides) take_turn(*each);
    std::rotate(sides.begin(), sides.begin() + 1, sides.end());
  }
}

spread spread_of(std::vector<double> figures) {
  std::sort(figures.begin(), figures.end());
  return {figures.front(), figures.at(figures.size() / 2), figures.back()};
}

double p99(std::vector<double> figures) {
  std::sort(figures.begin(), figures.end());
  return figures.at(figures.size() * 99 / 100);
}

spread ratio(const side& fast, const side& slow) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < fast.rates.size(); ++i) {
    ratios.push_back(fast.rates[i] / slow.rates.at(i));
  }
  return spread_of(std::move(ratios));
}

}  // namespace waybill_bench
