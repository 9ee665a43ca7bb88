#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include <waybill/stats.hpp>

#include "text_rows.hpp"

namespace waybill::detail {

/// How many columns `read_gauges` reads: today's sent, delivered, read and failed, errors, health,
/// day, last success and last error.
inline constexpr std::size_t gauge_column_count = 9;

/// The gauges in a row, whose columns begin at `first`; the day is in days since 1970.
[[nodiscard]] inline instance_stats read_gauges(const text_rows& rows, std::size_t row,
                                                std::size_t first) {
  const auto number = [&](std::size_t column) { return rows.number(row, first + column); };
  std::optional<std::chrono::sys_days> day;
  if (!rows.text(row, first + 6).empty()) day.emplace(std::chrono::days{number(6)});
  return {number(0),
          number(1),
          number(2),
          number(3),
          number(4),
          static_cast<int>(number(5)),
          day,
          rows.time(row, first + 7),
          rows.text(row, first + 8)};
}

}  // namespace waybill::detail
