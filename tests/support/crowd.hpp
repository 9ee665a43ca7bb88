#pragma once

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

// The laws through the ingestor, on any store: with 64 threads, what they end with does not depend
// on who was faster, the counters are what the rows show, and each transition is told once.
//
// A store is an empty one with the campaign and its instance (`add_campaign_to`).
namespace waybill_test {

using waybill::message_status;
using waybill::policy;
using waybill::receipt;
using waybill::status_transition;

inline constexpr std::size_t crowd_size = 64;

/// A send to record, or a body to handle.
struct crowd_piece {
  std::optional<waybill::sent_message> sent{};
  std::string body{};
};

[[nodiscard]] inline std::string row_of(std::size_t number) {
  return "row_" + std::to_string(number);
}

/// Every message is sent, and some of its reports come.
[[nodiscard]] inline std::vector<crowd_piece> crowd_day(std::size_t messages, unsigned seed) {
  std::minstd_rand random{seed};
  std::vector<crowd_piece> day;
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

inline void play(const crowd_piece& what, const waybill::tracker& sender,
                 waybill::ingestor& ingestor) {
  if (what.sent) {
    static_cast<void>(sender.record_sent(*what.sent));
  } else if (ingestor.handle(what.body, {tenant, {}}).http_status != 200) {
    throw std::runtime_error{"not acknowledged"};
  }
}

/// Every thread plays the whole day in an order of its own.
inline void play_in_crowd(waybill::store& store, const std::vector<crowd_piece>& day,
                          service_options options, unsigned seed, chronicle& told) {
  options.tracker.observers = {[&](const status_transition& moved) { told.add(moved); }};
  const waybill::tracker tracker{store, options.tracker};
  waybill::ingestor ingestor{tracker, options};
  std::vector<std::function<void()>> work;
  for (std::size_t i = 0; i < crowd_size; ++i) {
    auto mine = day;
    std::shuffle(mine.begin(), mine.end(), std::minstd_rand{seed + static_cast<unsigned>(i)});
    work.emplace_back([&, mine = std::move(mine)] {
      for (const auto& each : mine) play(each, tracker, ingestor);
    });
  }
  waybill::testing::contract::run_together(work);
  ingestor.sweep();
  ingestor.stop(patience);
  const auto stats = ingestor.stats();
  CHECK(stats.accepted == stats.applied + stats.duplicates + stats.unknown);
  CHECK(stats.batch_updates.total() < stats.accepted);
}

[[nodiscard]] inline std::vector<waybill::tracked_message> rows_of(waybill::store& where,
                                                                   std::size_t messages) {
  std::vector<waybill::row_key> keys;
  for (std::size_t i = 0; i < messages; ++i) keys.push_back({tenant, row_of(i)});
  std::vector<waybill::tracked_message> rows;
  for (const auto& row : where.sends()->load_rows(keys)) rows.push_back(row.value());
  return rows;
}

[[nodiscard]] inline waybill::campaign_delta counters_of(waybill::store& where) {
  return where.reports()->read_campaign({tenant, campaign})->counters;
}

/// The counters as the rows have it, counted in the dumbest way.
[[nodiscard]] inline waybill::campaign_delta recount(
    const std::vector<waybill::tracked_message>& rows) {
  waybill::campaign_delta result;
  for (const auto& row : rows) {
    if (row.times.sent_at) ++result.sent;
    if (row.times.delivered_at) ++result.delivered;
    if (row.times.read_at) ++result.read;
    if (row.status == message_status::failed) ++result.failed;
  }
  return result;
}

[[nodiscard]] inline std::string crowd_outcome(waybill::store& where, std::size_t messages) {
  using waybill::testing::describe;
  auto result = describe::of(counters_of(where));
  for (const auto& row : rows_of(where, messages)) {
    result += '\n' + describe::of(row.status) + std::to_string(row.state().reached.bits());
  }
  return result;
}

/// What one thread in memory ends with.
[[nodiscard]] inline std::string outcome_alone(const std::vector<crowd_piece>& day,
                                               std::size_t messages) {
  campaign_store alone;
  waybill::tracker_options options;
  options.policy = policy::order_independent();
  const waybill::tracker tracker{alone.memory, options};
  for (const auto& each : day) {
    if (each.sent) {
      static_cast<void>(tracker.record_sent(*each.sent));
    } else {
      static_cast<void>(tracker.handle(each.body, {tenant, {}}));
    }
  }
  return crowd_outcome(alone.memory, messages);
}

inline void add_campaign_to(waybill::store& where) {
  where.catalog()->add_campaign({tenant, campaign});
  where.catalog()->add_instance({tenant, instance});
}

/// Copies of the same day in orders of their own.
inline void check_crowd_ends_as_one(waybill::store& where, std::size_t messages,
                                    service_options options) {
  const auto day = crowd_day(messages, 5);
  options.tracker.policy = policy::order_independent();
  chronicle told;
  play_in_crowd(where, day, options, 100, told);
  CHECK(crowd_outcome(where, messages) == outcome_alone(day, messages));
  CHECK(where.parking()->parked_after(0, 10).empty());
}

inline void check_crowd_counts_rows(waybill::store& where, std::size_t messages,
                                    const policy& knobs) {
  auto options = patient();
  options.tracker.policy = knobs;
  chronicle told;
  play_in_crowd(where, crowd_day(messages, 7), options, 17, told);
  const auto rows = rows_of(where, messages);
  CHECK(counters_of(where) == recount(rows));
  CHECK(counters_of(where).sent == static_cast<std::int64_t>(messages));
  CHECK(std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return told.leads_to(row); }));
}

}  // namespace waybill_test
