// The laws through the ingestor: with 64 threads, what they end with does not depend on who was
// faster, the counters are what the rows show, and each transition is told once.

#include <algorithm>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/describe.hpp>
#include <waybill/testing/contract/together.hpp>

#include "support/ingest_shop.hpp"

using namespace waybill_test;
using waybill::message_status;
using waybill::policy;
using waybill::receipt;
using waybill::status_transition;

namespace {

constexpr std::size_t threads = 64;
constexpr std::size_t messages = 40;

/// A send to record, or a body to handle.
struct piece {
  std::optional<waybill::sent_message> sent{};
  std::string body{};
};

[[nodiscard]] std::string row_of(std::size_t number) { return "row_" + std::to_string(number); }

/// Every message is sent, and some of its reports come.
[[nodiscard]] std::vector<piece> day_of(std::minstd_rand& random) {
  std::vector<piece> day;
  for (std::size_t i = 0; i < messages; ++i) {
    day.push_back({send_of(row_of(i), message(i)), {}});
    for (const auto what : {receipt::sent, receipt::delivered, receipt::read, receipt::failed}) {
      if (random() % 3 != 0) day.push_back({{}, report_of(message(i), what)});
    }
  }
  return day;
}

/// What was told, by whom ever.
class chronicle {
 public:
  void add(const status_transition& moved) {
    const std::scoped_lock lock{mutex_};
    told_.push_back(moved);
  }
  /// Whether the transitions of a row lead from pending to where it stands, each told once.
  [[nodiscard]] bool leads_to(const waybill::tracked_message& row) const {
    std::vector<status_transition> left;
    for (const auto& each : told_) {
      if (each.key == row.key) left.push_back(each);
    }
    auto status = message_status::pending;
    while (!left.empty()) {
      const auto next = std::find_if(left.begin(), left.end(),
                                     [&](const auto& each) { return each.old_status == status; });
      if (next == left.end()) return false;
      status = next->new_status;
      left.erase(next);
    }
    return status == row.status;
  }

 private:
  std::mutex mutex_;
  std::vector<status_transition> told_;
};

void play(const piece& what, const waybill::tracker& sender, waybill::ingestor& ingestor,
          chronicle& told) {
  if (what.sent) {
    for (const auto& moved : sender.record_sent(*what.sent).transitions) told.add(moved);
  } else if (ingestor.handle(what.body, {tenant, {}}).http_status != 200) {
    throw std::runtime_error{"not acknowledged"};
  }
}

/// Every thread plays the whole day in an order of its own.
void crowd(waybill::store& store, const std::vector<piece>& day, waybill::ingestor_options options,
           unsigned seed, chronicle& told) {
  options.observers = {[&](const status_transition& moved) { told.add(moved); }};
  const waybill::tracker sender{store, options.tracker};
  waybill::ingestor ingestor{store, options};
  std::vector<std::function<void()>> work;
  for (std::size_t i = 0; i < threads; ++i) {
    auto mine = day;
    std::shuffle(mine.begin(), mine.end(), std::minstd_rand{seed + static_cast<unsigned>(i)});
    work.emplace_back([&, mine = std::move(mine)] {
      for (const auto& each : mine) play(each, sender, ingestor, told);
    });
  }
  waybill::testing::contract::run_together(work);
  ingestor.sweep();
  ingestor.stop(patience);
  const auto stats = ingestor.stats();
  CHECK(stats.accepted == stats.applied + stats.duplicates + stats.unknown);
  CHECK(stats.batch_updates.total() < stats.accepted);
}

[[nodiscard]] std::vector<waybill::tracked_message> rows_of(campaign_store& where) {
  std::vector<waybill::tracked_message> rows;
  for (std::size_t i = 0; i < messages; ++i) rows.push_back(where.row(row_of(i)).value());
  return rows;
}

/// The counters as the rows have it, counted in the dumbest way.
[[nodiscard]] waybill::campaign_delta recount(const std::vector<waybill::tracked_message>& rows) {
  waybill::campaign_delta result;
  for (const auto& row : rows) {
    if (row.times.sent_at) ++result.sent;
    if (row.times.delivered_at) ++result.delivered;
    if (row.times.read_at) ++result.read;
    if (row.status == message_status::failed) ++result.failed;
  }
  return result;
}

[[nodiscard]] std::string outcome(campaign_store& where) {
  using waybill::testing::describe;
  auto result = describe::of(where.counters());
  for (const auto& row : rows_of(where)) {
    result += '\n' + describe::of(row.status) + std::to_string(row.state().reached.bits());
  }
  return result;
}

/// What one thread in memory ends with.
[[nodiscard]] std::string outcome_alone(const std::vector<piece>& day, const policy& knobs) {
  campaign_store alone;
  waybill::tracker_options options;
  options.policy = knobs;
  const waybill::tracker tracker{alone.memory, options};
  for (const auto& each : day) {
    if (each.sent) {
      tracker.record_sent(*each.sent);
    } else {
      static_cast<void>(tracker.handle(each.body, {tenant, {}}));
    }
  }
  return outcome(alone);
}

}  // namespace

TEST_CASE("64 threads with copies of the same day end as one thread does, with any writers") {
  for (const std::size_t writers : {1U, 2U}) {
    CAPTURE(writers);
    std::minstd_rand random{static_cast<unsigned>(writers)};
    const auto day = day_of(random);
    auto options = patient();
    options.tracker.policy = policy::order_independent();
    options.writers = writers;
    options.max_batch = 32;
    campaign_store here;
    chronicle told;
    crowd(here.memory, day, options, 100, told);
    CHECK(outcome(here) == outcome_alone(day, policy::order_independent()));
    CHECK(here.parked().empty());
  }
}

TEST_CASE(
    "under every policy 64 threads count what the rows show, and each transition is told once") {
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    CAPTURE(name);
    std::minstd_rand random{7};
    auto options = patient();
    options.tracker.policy = knobs;
    campaign_store here;
    chronicle told;
    crowd(here.memory, day_of(random), options, 17, told);
    const auto rows = rows_of(here);
    CHECK(here.counters() == recount(rows));
    CHECK(here.counters().sent == messages);
    CHECK(
        std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return told.leads_to(row); }));
  }
}
