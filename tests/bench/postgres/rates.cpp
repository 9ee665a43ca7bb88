// Webhooks that come at a rate, whether or not earlier ones are answered.

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "open_loop.hpp"
#include "streams.hpp"

namespace waybill_bench {

namespace {

using maker = std::function<std::unique_ptr<taker>(const yard&)>;

/// Somebody who is brought webhooks at one rate after the other, in a new yard where the last one
/// has no more messages.
class runner {
 public:
  runner(waybill_test::cluster& server, std::size_t messages, std::string name, maker make,
         mail what = mail::reports)
      : server_(server), messages_(messages), name_(std::move(name)), make_(std::move(make)),
        webhooks_(what == mail::traffic ? traffic_webhooks : 1) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  account run(double rate, double seconds) {
    const auto reports = static_cast<std::size_t>(rate * seconds) / webhooks_;
    if (reports == 0) throw std::runtime_error{name_ + " holds no rate"};
    if (!where_ || where_->left() < reports) {
      taker_.reset();
      where_.emplace(server_, std::max(messages_, reports), 1);
      taker_ = make_(*where_);
      refused_ = false;
    }
    const auto result = come_at_a_rate(server_, *where_, *taker_, rate, reports);
    refused_ = refused_ || result.refused != 0;
    if (!refused_) where_->check();
    return result;
  }

 private:
  waybill_test::cluster& server_;
  std::size_t messages_;
  std::string name_;
  maker make_;
  std::size_t webhooks_;
  std::optional<yard> where_;
  std::unique_ptr<taker> taker_;
  bool refused_ = false;
};

[[nodiscard]] runner submit(waybill_test::cluster& server, const settings& chosen,
                            const stream_settings& how) {
  const auto make = [how](const yard& where) { return submitting(where, how.what, how.options); };
  return {server, chosen.messages, "ingestor::submit", make, how.what};
}

[[nodiscard]] runner rows(waybill_test::cluster& server, const settings& chosen, statements how) {
  const auto make = [how](const yard& where) { return queueing(where, how); };
  return {server, chosen.messages,
          how == statements::prepared ? "row at a time, prepared" : "row at a time", make};
}

[[nodiscard]] double ms(double seconds) { return seconds * 1000; }

void tell(report_card& card, const account& of) {
  card.figure("held", fmt::format("{:.0f}/s of {:.0f}/s", of.held, of.rate));
  if (of.refused != 0) card.figure("  refused, or not yet taken", std::to_string(of.refused));
  card.figure("  p50 of the wait", fmt::format("{:.1f} ms", ms(of.p50)));
  card.figure("  p99 of the wait", fmt::format("{:.1f} ms", ms(of.p99)));
  card.figure("  CPU for each", fmt::format("{:.1f} us: {:.1f} here, {:.1f} in PostgreSQL",
                                            (of.own_cpu + of.server_cpu) * 1e6, of.own_cpu * 1e6,
                                            of.server_cpu * 1e6));
  card.figure("  memory beside the webhooks", fmt::format("{:.1f} MB", of.memory / 1e6));
  card.figure("  committed together", fmt::format("{:.0f}", of.mean_batch));
}

[[nodiscard]] bool is_held(const account& of) {
  constexpr double patience = 0.05;
  return of.refused == 0 && of.p99 < patience;
}

/// The highest rate that is held for a short while, to one part in twenty.
[[nodiscard]] double probe(runner& who, double first, double seconds) {
  const auto holds = [&](double rate) {
    const auto seen = who.run(rate, seconds);
    fmt::print(stderr, "  {} at {:.0f}/s: p99 {:.1f} ms\n", who.name(), rate, ms(seen.p99));
    return is_held(seen);
  };
  double low = first;
  while (!holds(low)) low /= 2;
  double high = low * 2;
  for (; holds(high); high *= 2) low = high;
  while (high > low * 1.05) {
    const auto middle = (low + high) / 2;
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

/// The highest rate that is held for the full time.
[[nodiscard]] account highest(runner& who, double first, const stream_settings& how) {
  constexpr double short_while = 3;
  for (auto rate = probe(who, first, std::min(short_while, how.seconds));; rate *= 0.95) {
    const auto seen = who.run(rate, how.seconds);
    if (is_held(seen)) return seen;
    fmt::print(stderr, "  {} at {:.0f}/s: p99 {:.1f} ms, not held\n", who.name(), rate,
               ms(seen.p99));
  }
}

}  // namespace

void hold_a_rate(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
                 double rate, report_card& card) {
  std::vector<runner> all;
  all.push_back(submit(server, chosen, how));
  if (!how.alone) {
    all.push_back(rows(server, chosen, statements::sent_each_time));
    all.push_back(rows(server, chosen, statements::prepared));
  }
  for (auto& each : all) {
    card.title(fmt::format("{}: {:.0f}/s for {:.0f} s", each.name(), rate, how.seconds));
    tell(card, each.run(rate, how.seconds));
  }
}

void hold_the_highest(waybill_test::cluster& server, const settings& chosen,
                      const stream_settings& how, report_card& card) {
  auto ours = submit(server, chosen, how);
  const auto held = highest(ours, 8'000, how);
  card.title(fmt::format("{}: the highest rate with a p99 below 50 ms for {:.0f} s", ours.name(),
                         how.seconds));
  tell(card, held);
  card.title("at half of it");
  tell(card, ours.run(held.rate * 0.5, how.seconds));
  card.title("at 0.8 of it");
  const auto most = ours.run(held.rate * 0.8, how.seconds);
  tell(card, most);
  if (how.alone) return;
  for (const auto how_sent : {statements::sent_each_time, statements::prepared}) {
    auto theirs = rows(server, chosen, how_sent);
    const auto baseline = highest(theirs, 500, how);
    card.title(fmt::format("{}: the same", theirs.name()));
    tell(card, baseline);
    card.title("at 0.8 of it");
    tell(card, theirs.run(baseline.rate * 0.8, how.seconds));
    card.figure("submit's highest rate against it",
                fmt::format("{:.1f}", held.rate / baseline.rate));
    const auto swamped = theirs.run(most.rate, how.seconds);
    card.figure("its p99 at 0.8 of submit's rate", fmt::format("{:.0f} ms", ms(swamped.p99)));
    card.at_most("submit's p99 there against it", most.p99 / swamped.p99, 0.05);
    card.figure("submit's p99 there against its at its highest rate",
                fmt::format("{:.2f}", most.p99 / baseline.p99));
  }
}

void draw_rates(waybill_test::cluster& server, const settings& chosen, const stream_settings& how,
                const std::string& picture) {
  std::vector<runner> all;
  all.push_back(submit(server, chosen, how));
  all.push_back(rows(server, chosen, statements::sent_each_time));
  all.push_back(rows(server, chosen, statements::prepared));
  std::vector<bool> gave_up(all.size());
  std::ofstream to{picture};
  to << "# webhooks/s, then for ingestor::submit, row at a time, and that prepared: held/s, p50 and"
        " p99 in ms\n";
  for (const int rate : {250, 500, 750, 1'000, 1'500, 2'000, 4'000, 8'000, 12'000, 16'000, 20'000,
                         24'000, 28'000, 32'000, 36'000, 40'000}) {
    to << rate;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (gave_up[i]) {
        to << "\t?\t?\t?";
        continue;
      }
      const auto seen = all[i].run(rate, how.seconds);
      to << fmt::format("\t{:.0f}\t{:.2f}\t{:.2f}", seen.held, ms(seen.p50), ms(seen.p99));
      // One figure beyond what it holds tells enough.
      gave_up[i] = seen.held < 0.8 * rate;
    }
    to << std::endl;
  }
  if (!to) throw std::runtime_error{"cannot write " + picture};
}

}  // namespace waybill_bench
