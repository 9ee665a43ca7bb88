// Many threads on one tracker: the result does not depend on which thread is faster.

#include <algorithm>
#include <cstddef>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/testing/contract/describe.hpp>
#include <waybill/testing/contract/together.hpp>

#include "support/campaign.hpp"

using waybill::policy;
using waybill::receipt;
using namespace waybill_test;

namespace {

constexpr std::size_t threads = 8;
constexpr std::size_t messages = 60;

/// Something that a thread does to a tracker.
using piece = std::function<void(const waybill::tracker&)>;

/// A day of reports and sends, in their natural order.
[[nodiscard]] std::vector<piece> day_of(std::minstd_rand& random) {
  std::vector<piece> day;
  for (std::size_t i = 0; i < messages; ++i) {
    const auto id = "M" + std::to_string(i);
    const auto row = "row_" + std::to_string(i);
    day.emplace_back(
        [=](const auto& tracker) { static_cast<void>(tracker.record_sent(send_of(row, id))); });
    for (const auto what : {receipt::sent, receipt::delivered, receipt::read, receipt::failed}) {
      if (random() % 3 == 0) continue;
      const auto body = webhook(shape::v2, instance, id, what);
      day.emplace_back([=](const auto& tracker) {
        static_cast<void>(tracker.handle(body, {tenant, {}}));
      });
    }
  }
  return day;
}

/// Rows and counters, as text.
[[nodiscard]] std::string outcome(shop& here) {
  using waybill::testing::describe;
  std::string result = describe::of(here.counters());
  for (std::size_t i = 0; i < messages; ++i) {
    const auto row = here.row("row_" + std::to_string(i)).value();
    result += '\n' + describe::of(row.status) + std::to_string(row.state().reached.bits());
  }
  return result;
}

/// Every thread runs the whole day in its own order, with sweeps and queries in between.
void hammer(const waybill::tracker& tracker, const std::vector<piece>& day, unsigned seed) {
  std::vector<std::function<void()>> work;
  for (std::size_t i = 0; i < threads; ++i) {
    auto mine = day;
    std::shuffle(mine.begin(), mine.end(), std::minstd_rand{seed + static_cast<unsigned>(i)});
    work.emplace_back([&tracker, mine] {
      for (std::size_t k = 0; k < mine.size(); ++k) {
        mine[k](tracker);
        if (k % 50 == 0) static_cast<void>(tracker.sweep());
        if (k % 20 == 0) static_cast<void>(tracker.campaign_stats({tenant, campaign}));
      }
    });
  }
  waybill::testing::contract::run_together(work);
  static_cast<void>(tracker.sweep());
}

[[nodiscard]] waybill::tracker_options under(const policy& knobs) {
  waybill::tracker_options options;
  options.policy = knobs;
  return options;
}

}  // namespace

TEST_CASE("eight threads with copies of the same day end as one thread does, in any order") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    std::minstd_rand random{seed};
    const auto day = day_of(random);
    shop alone;
    const waybill::tracker quiet{alone.memory, under(policy::order_independent())};
    for (const auto& each : day) each(quiet);
    shop crowded;
    const waybill::tracker tracker{crowded.memory, under(policy::order_independent())};
    hammer(tracker, day, seed * 100);
    CHECK(outcome(crowded) == outcome(alone));
    CHECK(crowded.parked().empty());
  }
}

TEST_CASE("eight threads behind one cache end as one thread does without it, in any order") {
  std::minstd_rand random{5};
  const auto day = day_of(random);
  shop alone;
  const waybill::tracker quiet{alone.memory, under(policy::order_independent())};
  for (const auto& each : day) each(quiet);
  for (const std::size_t bytes : {1U << 20U, 1U << 11U}) {  // all of the messages, or some
    CAPTURE(bytes);
    shop crowded;
    waybill::cached_store cache{crowded.memory, {.bytes = bytes}};
    hammer(waybill::tracker{cache, under(policy::order_independent())}, day, 300);
    CHECK(outcome(crowded) == outcome(alone));
    CHECK(crowded.parked().empty());
    CHECK(crowded.counts_hold());
    CHECK(cache.stats().hits > 0);
    CHECK((cache.stats().evictions > 0) == (bytes < 1U << 20U));
  }
}

TEST_CASE("under every policy eight threads count nothing twice") {
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    CAPTURE(name);
    std::minstd_rand random{4};
    shop here;
    const waybill::tracker tracker{here.memory, under(knobs)};
    hammer(tracker, day_of(random), 17);
    CHECK(here.counters().sent == messages);
    CHECK(tracker.verify({tenant, campaign})->holds());
  }
}
