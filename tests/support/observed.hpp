#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/stats.hpp>

// What an observer of a database saw, read from the texts of a row.
namespace waybill_test {

using observed_row = std::vector<std::string>;

/// From microseconds since 1970; nothing from the empty text.
[[nodiscard]] inline std::optional<waybill::time_point> observed_time(
    const std::string& microseconds) {
  if (microseconds.empty()) return std::nullopt;
  return waybill::time_point{std::chrono::microseconds{std::stoll(microseconds)}};
}

/// From sent, delivered, read and failed.
[[nodiscard]] inline waybill::campaign_delta observed_counters(const observed_row& row) {
  return {std::stoll(row[0]), std::stoll(row[1]), std::stoll(row[2]), std::stoll(row[3])};
}

/// From today's sent, delivered, read and failed, errors, health, the day in days since 1970, the
/// last success in microseconds, and the last error.
[[nodiscard]] inline waybill::instance_stats observed_gauges(const observed_row& row) {
  std::optional<std::chrono::sys_days> day;
  if (!row[6].empty()) day.emplace(std::chrono::days{std::stoi(row[6])});
  return {std::stoll(row[0]),
          std::stoll(row[1]),
          std::stoll(row[2]),
          std::stoll(row[3]),
          std::stoll(row[4]),
          std::stoi(row[5]),
          day,
          observed_time(row[7]),
          row[8]};
}

/// The kind of a failure as a database is to hold it.
[[nodiscard]] inline std::string observed_kind(const waybill::failure_reason& reason) {
  return reason.empty() ? std::string{} : std::string{to_string(reason.kind)};
}

/// From type, message id, old and new status, `yes` or another word for an implied one, error code
/// and message, the kind of failure or nothing, and the time in microseconds.
[[nodiscard]] inline waybill::log_entry observed_entry(const observed_row& row,
                                                       const std::string& yes) {
  return {waybill::parse_log_type(row[0]).value(),
          row[1],
          waybill::parse_status(row[2]).value(),
          waybill::parse_status(row[3]).value(),
          row[4] == yes,
          {row[5], row[6],
           waybill::parse_failure_kind(row[7]).value_or(waybill::failure_kind::unknown)},
          observed_time(row[8]).value()};
}

}  // namespace waybill_test
