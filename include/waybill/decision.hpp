#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <waybill/message.hpp>

namespace waybill {

/// Changes to a campaign's counters. They add up: a batch is the sum of its parts, and zero changes
/// nothing. The same type holds the counters themselves.
struct campaign_delta {
  std::int64_t sent = 0;       ///< messages with a time of sending
  std::int64_t delivered = 0;  ///< messages with a time of delivery
  std::int64_t read = 0;       ///< messages with a time of reading
  std::int64_t failed = 0;     ///< messages whose status is failed

  /// Adds counter by counter.
  constexpr campaign_delta& operator+=(const campaign_delta& other) noexcept {
    sent += other.sent;
    delivered += other.delivered;
    read += other.read;
    failed += other.failed;
    return *this;
  }
  /// The sum, in any order.
  friend constexpr campaign_delta operator+(campaign_delta a, const campaign_delta& b) noexcept {
    return a += b;
  }
  /// The difference, counter by counter.
  friend constexpr campaign_delta operator-(const campaign_delta& a,
                                            const campaign_delta& b) noexcept {
    return {a.sent - b.sent, a.delivered - b.delivered, a.read - b.read, a.failed - b.failed};
  }
  friend constexpr bool operator==(const campaign_delta&, const campaign_delta&) noexcept = default;
};

/// Changes to a sending instance's gauges. They add up in arrival order: `a + b` is first `a`, then
/// `b`, because a delivery resets the errors before it. Zero changes nothing.
struct instance_delta {
  std::int64_t sent = 0;        ///< messages sent today
  std::int64_t delivered = 0;   ///< messages delivered today
  std::int64_t read = 0;        ///< messages read today
  std::int64_t failed = 0;      ///< messages failed today
  std::int64_t health = 0;      ///< sum of health steps, before clamping
  std::int64_t errors = 0;      ///< failures after the last delivery in this delta
  bool forgets_errors = false;  ///< includes a delivery: the stored count is reset

  /// Appends `later`.
  constexpr instance_delta& operator+=(const instance_delta& later) noexcept {
    sent += later.sent;
    delivered += later.delivered;
    read += later.read;
    failed += later.failed;
    health += later.health;
    errors = later.forgets_errors ? later.errors : errors + later.errors;
    forgets_errors = forgets_errors || later.forgets_errors;
    return *this;
  }
  /// First `a`, then `b`.
  friend constexpr instance_delta operator+(instance_delta a, const instance_delta& b) noexcept {
    return a += b;
  }
  friend constexpr bool operator==(const instance_delta&, const instance_delta&) noexcept = default;
};

/// What became of one receipt.
enum class verdict : std::uint8_t {
  updated,            ///< the status moved
  recorded,           ///< the status is unchanged; a milestone was set as evidence
  already_processed,  ///< duplicate or stale: nothing moves
  not_a_step,         ///< a `pending` report, which never moves anything
  foreign_status,     ///< the row has a status of the user's own: left alone
};

/// Their names, by position.
inline constexpr std::array<std::string_view, 5> verdict_names{
    "updated", "recorded", "already_processed", "not_a_step", "foreign_status"};

/// The name of a verdict.
[[nodiscard]] constexpr std::string_view to_string(verdict which) noexcept {
  return verdict_names[static_cast<std::size_t>(which)];
}

/// The answer to one receipt: what to write, as values. Without side effects.
struct decision {
  waybill::verdict verdict = verdict::already_processed;  ///< what became of the receipt
  message_state next{};            ///< the given state, unless updated or recorded
  milestone_set newly_reached{};   ///< newly set; those below the receipt's own are implied
  bool withdraws_failure = false;  ///< a delivery withdrew the failure
  campaign_delta campaign{};       ///< all zero unless updated or recorded
  instance_delta instance{};       ///< the same, for the gauges of the instance

  friend constexpr bool operator==(const decision&, const decision&) noexcept = default;
};

}  // namespace waybill
