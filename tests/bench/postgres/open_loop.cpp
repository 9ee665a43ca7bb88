#include "open_loop.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

#include "stopwatch.hpp"
#include "usage.hpp"

namespace waybill_bench {

namespace {

/// Seconds from the start at which each is due.
[[nodiscard]] std::vector<double> arrivals(double rate, std::size_t count) {
  std::mt19937_64 random{1};
  std::exponential_distribution<double> pause{rate};
  std::vector<double> due(count);
  double at = 0;
  for (auto& each : due) each = at += pause(random);
  return due;
}

/// Sleeps until something is due, and at least for a moment: at 40,000 a second more than one is
/// due by then, and the processor is left to others.
void sleep_until(const stopwatch& watch, double due) {
  constexpr double moment = 100e-6;
  const auto left = due - watch.seconds();
  if (left > 0) std::this_thread::sleep_for(std::chrono::duration<double>{std::max(left, moment)});
}

[[nodiscard]] double quantile(const std::vector<double>& sorted, double part) {
  return sorted.at(static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * part));
}

}  // namespace

account come_at_a_rate(const waybill_test::cluster& server, yard& where, taker& to, double rate,
                       std::size_t reports) {
  const auto due = arrivals(rate, to.prepare(where.next_under_way(reports)));
  constexpr double unanswered = -1;
  std::vector<double> waits(due.size(), unanswered);
  watch_memory();
  const auto before = usage_of(server);
  const stopwatch watch;
  to.on_answer([&](std::size_t number, bool durable) {
    if (durable) waits[number] = watch.seconds() - due[number];
  });
  for (std::size_t i = 0; i < due.size(); ++i) {
    sleep_until(watch, due[i]);
    to.take(i);
  }
  to.finish(std::chrono::seconds{1});
  const auto seconds = watch.seconds();
  const auto after = usage_of(server);
  const auto refused = static_cast<std::size_t>(std::count(waits.begin(), waits.end(), unanswered));
  for (std::size_t i = 0; i < due.size(); ++i) {
    if (waits[i] == unanswered) waits[i] = seconds - due[i];
  }
  std::sort(waits.begin(), waits.end());
  const auto answered = static_cast<double>(due.size() - refused);
  return {static_cast<double>(due.size()) / due.back(),
          answered / seconds,
          quantile(waits, 0.5),
          quantile(waits, 0.99),
          refused,
          (after.own_cpu - before.own_cpu) / answered,
          (after.server_cpu - before.server_cpu) / answered,
          after.most_memory - before.own_memory,
          to.mean_batch()};
}

}  // namespace waybill_bench
