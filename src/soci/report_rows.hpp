#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/impl/store/failure_counts.hpp>
#include <waybill/store_parts.hpp>

#include "command.hpp"
#include "reason_words.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// A tenant, and the campaign or instance that a report is about, as `:tenant` and `:key`.
[[nodiscard]] inline parameters report_keys(std::string_view tenant, std::string_view key) {
  return {{"tenant", std::string{tenant}}, {"key", std::string{key}}};
}

/// What is to be added to a campaign's counters, as `:sent`, `:delivered`, `:read` and `:failed`.
[[nodiscard]] inline parameters with_drift(parameters keys, const campaign_delta& drift) {
  keys.insert(keys.end(), {{"sent", std::to_string(drift.sent)},
                           {"delivered", std::to_string(drift.delivered)},
                           {"read", std::to_string(drift.read)},
                           {"failed", std::to_string(drift.failed)}});
  return keys;
}

/// Sent, delivered, read and failed in the first row, from a column on.
[[nodiscard]] inline campaign_delta read_counters(const text_rows& rows, std::size_t first) {
  const auto number = [&](std::size_t column) { return rows.number(0, first + column); };
  return {number(0), number(1), number(2), number(3)};
}

/// How many contacts, then the counters; nothing without a row.
[[nodiscard]] inline std::optional<campaign_stats> read_stats(const text_rows& rows) {
  if (rows.size() == 0) return std::nullopt;
  return campaign_stats{rows.number(0, 0), read_counters(rows, 1)};
}

/// The counters, then the same counted from the rows; nothing without a row.
[[nodiscard]] inline std::optional<campaign_audit> read_audit(const text_rows& rows) {
  if (rows.size() == 0) return std::nullopt;
  return campaign_audit{read_counters(rows, 0), read_counters(rows, 4)};
}

/// Kind, code and how many, of each row.
[[nodiscard]] inline std::vector<failure_count> read_failures(const text_rows& rows) {
  failure_counts counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    counts.add(read_kind(rows.text(i, 0)), rows.text(i, 1), rows.number(i, 2));
  }
  return std::move(counts).take();
}

/// The same after the instance's name.
[[nodiscard]] inline std::vector<instance_failures> read_instance_failures(const text_rows& rows) {
  instance_failure_counts counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    counts.add(rows.text(i, 0), read_reason(rows.text(i, 2), {}, rows.text(i, 1)),
               rows.number(i, 3));
  }
  return std::move(counts).take();
}

}  // namespace waybill::detail
