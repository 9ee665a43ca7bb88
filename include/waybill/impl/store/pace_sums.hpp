#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <waybill/message.hpp>
#include <waybill/pace.hpp>

namespace waybill::detail {

/// How many messages a campaign has in each slot.
using pace_counts = std::map<pace_slot, std::int64_t>;

/// Adds what a message that moved changes: its slots afterwards, less those it had.
inline void add_move(pace_counts& to, const pace_slots& before, const pace_slots& after) {
  for (const auto& slot : before) --to[slot];
  for (const auto& slot : after) ++to[slot];
}

/// Makes a campaign's pace of its slots. One that is below zero is of rows that moved before
/// waybill counted slots; like an empty one it says nothing.
class pace_reading {
 public:
  explicit pace_reading(std::int64_t total_contacts) { pace_.total_contacts = total_contacts; }

  void add(const pace_slot& where, std::int64_t messages) {
    if (messages <= 0) return;
    switch (where.kind) {
      case pace_kind::sent: at(where).sent += messages; break;
      case pace_kind::delivered: answer(at(where).delivered, where, messages); break;
      case pace_kind::read: at(where).read += messages; break;
      case pace_kind::failed: answer(at(where).failed, where, messages); break;
      case pace_kind::failed_after_delivery: at(where).failed += messages; break;
      case pace_kind::to_delivered: add(pace_.to_delivered, where, messages); break;
      case pace_kind::to_read: add(pace_.to_read, where, messages); break;
    }
  }

  [[nodiscard]] campaign_pace take() && {
    for (auto& [number, counts] : minutes_) {
      counts.minute = start_of(number);
      if (counts.sent != 0) keep_first(pace_.started_at, counts.minute);
      if (counts.delivered + counts.read + counts.failed != 0) {
        keep_first(pace_.first_report_at, counts.minute);
        pace_.last_report_at = counts.minute;
      }
      pace_.minutes.push_back(counts);
    }
    return std::move(pace_);
  }

 private:
  [[nodiscard]] static time_point start_of(std::int64_t minute) {
    return time_point{std::chrono::minutes{minute}};
  }
  static void keep_first(std::optional<time_point>& field, time_point at) {
    if (!field) field = at;
  }
  [[nodiscard]] pace_minute_counts& at(const pace_slot& where) { return minutes_[where.slot]; }

  void answer(std::int64_t& count, const pace_slot& where, std::int64_t messages) {
    count += messages;
    pace_.answered += messages;
    pace_.last_answer_at = std::max(pace_.last_answer_at, std::optional{start_of(where.slot)});
  }
  static void add(latency_counts& to, const pace_slot& where, std::int64_t messages) {
    const auto bucket = static_cast<std::size_t>(where.slot);
    if (where.slot >= 0 && bucket < to.messages.size()) to.messages[bucket] += messages;
  }

  campaign_pace pace_;
  std::map<std::int64_t, pace_minute_counts> minutes_;
};

}  // namespace waybill::detail
