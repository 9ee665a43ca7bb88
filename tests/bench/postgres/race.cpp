#include "race.hpp"

#include <algorithm>

namespace waybill_bench {

namespace {

[[nodiscard]] double turn(side& mine) {
  double seconds = 0;
  for (std::size_t i = 0; i < mine.batches; ++i) {
    seconds += mine.who->take(mine.where->next(mine.batch));
  }
  return static_cast<double>(mine.batches * mine.batch * mine.webhooks) / seconds;
}

}  // namespace

void race(std::vector<side*> sides, std::size_t rounds) {
  for (auto* each : sides) static_cast<void>(turn(*each));  // connections and caches get warm
  for (std::size_t i = 0; i < rounds; ++i) {
    for (auto* each : sides) each->rates.push_back(turn(*each));
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
