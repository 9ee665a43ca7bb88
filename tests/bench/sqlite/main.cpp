// How fast messages move in a SQLite file, each figure beside another from the same run. Every
// commit waits (synchronous = FULL) for the disk that the folder for temporary files is on.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <time.h>

#include "../postgres/stopwatch.hpp"
#include "by_hand.hpp"
#include "file_yard.hpp"

namespace {

using waybill_bench::arrival;
using waybill_bench::by_hand;
using waybill_bench::file_yard;
using waybill_bench::stopwatch;

struct settings {
  std::size_t rounds = 9;
  bool check = false;
  bool by_hand = false;
};

/// One side of a comparison. It works in turns with the other, so that what else the machine does
/// falls on both alike.
struct side {
  std::string name;
  file_yard* where;
  std::size_t batch;            ///< changes that are applied at once
  std::size_t batches;          ///< in one turn
  by_hand* instead = nullptr;   ///< applies them where waybill's store does not
  std::vector<double> rates{};  ///< updates a second, a figure for each turn
  std::vector<double> cpu{};    ///< microseconds of a processor for each update
};

/// Of this thread, which does all that a store does.
[[nodiscard]] double cpu_seconds() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

void write(const side& mine, const std::vector<waybill::change>& changes) {
  if (mine.instead != nullptr) return mine.instead->apply(changes);
  if (!mine.where->store.apply(changes).empty()) throw std::logic_error{"apply lost a race"};
}

void take_turn(side& mine, bool counts) {
  double seconds = 0;
  double cpu = 0;
  for (std::size_t i = 0; i < mine.batches; ++i) {
    const auto changes = mine.where->next(mine.batch);
    const auto before = cpu_seconds();
    const stopwatch watch;
    write(mine, changes);
    seconds += watch.seconds();
    cpu += cpu_seconds() - before;
  }
  if (!counts) return;
  const auto updates = static_cast<double>(mine.batches * mine.batch);
  mine.rates.push_back(updates / seconds);
  mine.cpu.push_back(cpu * 1e6 / updates);
}

[[nodiscard]] double median(std::vector<double> figures) {
  std::sort(figures.begin(), figures.end());
  return figures.at(figures.size() / 2);
}

/// Lets both take their turns, tells how fast each was, and whether `fast` was as many times as
/// fast as `slow` as it should be.
[[nodiscard]] bool race(side fast, side slow, double at_least, std::size_t rounds) {
  take_turn(fast, false);  // statements are prepared and caches get warm
  take_turn(slow, false);
  std::vector<double> ratios;
  for (std::size_t i = 0; i < rounds; ++i) {
    take_turn(i % 2 == 0 ? fast : slow, true);
    take_turn(i % 2 == 0 ? slow : fast, true);
    ratios.push_back(fast.rates.back() / slow.rates.back());
  }
  for (const auto* const each : {&slow, &fast}) {
    const auto [least, most] = std::minmax_element(each->rates.begin(), each->rates.end());
    fmt::print("  {:<32} {:>8.0f}/s  ({:.0f} to {:.0f}), {:.1f} us of CPU for each\n", each->name,
               median(each->rates), *least, *most, median(each->cpu));
  }
  for (auto* const each : {fast.where, slow.where}) each->check();
  const auto ratio = median(ratios);
  fmt::print("  {:<32} {:>8.2f}  at least {}: {}\n\n", "ratio", ratio, at_least,
             ratio >= at_least ? "yes" : "NO");
  std::fflush(stdout);
  return ratio >= at_least;
}

constexpr std::size_t batch = 256;

[[nodiscard]] bool measure_by_hand(const settings& chosen) {
  fmt::print("100,000 messages in one campaign, reported about as they were sent\n");
  file_yard ours{100'000, 1, arrival::as_sent};
  file_yard other{100'000, 1, arrival::as_sent};
  by_hand hand{other.file()};
  return race({"batches of 256", &ours, batch, 10},
              {"the same by hand in sqlite3", &other, batch, 10, &hand}, 0.9, chosen.rounds);
}

[[nodiscard]] bool measure_batches(const settings& chosen) {
  file_yard together{100'000, 1, arrival::as_sent};
  file_yard alone{100'000, 1, arrival::as_sent};
  return race({"batches of 256", &together, batch, 20}, {"one at a time", &alone, 1, 200}, 10,
              chosen.rounds);
}

[[nodiscard]] bool measure_scattered(const settings& chosen) {
  fmt::print("The same, reported in an order that touches a page of the file for each message\n");
  file_yard together{100'000, 1, arrival::scattered};
  file_yard alone{100'000, 1, arrival::scattered};
  return race({"batches of 256", &together, batch, 20}, {"one at a time", &alone, 1, 200}, 5,
              chosen.rounds);
}

[[nodiscard]] bool measure_sizes(const settings& chosen) {
  fmt::print("Batches of 256, 100 campaigns, touching a page for each message\n");
  file_yard large{1'000'000, 100, arrival::scattered};
  file_yard small{100'000, 100, arrival::scattered};
  return race({"1,000,000 messages", &large, batch, 20}, {"100,000 messages", &small, batch, 20},
              0.7, chosen.rounds);
}

}  // namespace

int main(int count, char** arguments) {
  settings chosen;
  CLI::App app{"Measures waybill's SQLite store beside itself at other work."};
  app.add_option("--rounds", chosen.rounds, "Turns that each side takes")
      ->capture_default_str()
      ->check(CLI::Range(1, 12));
  app.add_flag("--check", chosen.check, "Fail where a ratio is not what waybill promises");
  app.add_flag("--by-hand", chosen.by_hand, "Only beside the same writes by hand");
  CLI11_PARSE(app, count, arguments);
  try {
    bool holds = measure_by_hand(chosen);
    if (chosen.by_hand) return chosen.check && !holds ? 1 : 0;
    holds = measure_batches(chosen) && holds;
    holds = measure_scattered(chosen) && holds;
    holds = measure_sizes(chosen) && holds;
    return chosen.check && !holds ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "waybill_sqlite_bench: {}\n", error.what());
    return 2;
  }
}
