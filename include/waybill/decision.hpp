#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <waybill/delta.hpp>
#include <waybill/message.hpp>
#include <waybill/milestone.hpp>

namespace waybill {

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
