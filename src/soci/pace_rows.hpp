#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <waybill/impl/store/pace_sums.hpp>
#include <waybill/pace.hpp>

#include "text_rows.hpp"

namespace waybill::detail {

/// How many columns a slot has: kind, slot, messages.
inline constexpr std::size_t pace_column_count = 3;

/// The slots of these rows. A kind of another version's is left out.
[[nodiscard]] inline pace_counts read_slots(const text_rows& rows) {
  pace_counts result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (const auto kind = parse_pace_kind(rows.text(i, 0))) {
      result[{*kind, rows.number(i, 1)}] = rows.number(i, 2);
    }
  }
  return result;
}

/// A campaign's pace by its slots.
[[nodiscard]] inline campaign_pace pace_of(const pace_counts& slots, std::int64_t total_contacts) {
  pace_reading reading{total_contacts};
  for (const auto& [slot, messages] : slots) reading.add(slot, messages);
  return std::move(reading).take();
}

}  // namespace waybill::detail
