#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <waybill/feed_store.hpp>
#include <waybill/store_parts.hpp>

#include "reason_words.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// How many columns `read_entries` reads: id, row, contact, instance, type, message id, old and new
/// status, whether it is implied, error code and message, the kind of failure, and the time.
inline constexpr std::size_t log_column_count = 13;

[[nodiscard]] inline std::vector<logged_entry> read_entries(const text_rows& rows) {
  std::vector<logged_entry> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto type = parse_log_type(rows.text(i, 4));
    const auto old_status = parse_status(rows.text(i, 6));
    const auto new_status = parse_status(rows.text(i, 7));
    result.push_back({.id = static_cast<log_id>(rows.number(i, 0)),
                      .row = rows.text(i, 1),
                      .contact = rows.text(i, 2),
                      .instance = rows.text(i, 3),
                      .entry = {type.value_or(log_type::message_sent), rows.text(i, 5),
                                old_status.value_or(message_status::pending),
                                new_status.value_or(message_status::pending), rows.flag(i, 8),
                                read_reason(rows.text(i, 9), rows.text(i, 10), rows.text(i, 11)),
                                rows.time(i, 12).value_or(time_point{})}});
  }
  return result;
}

/// What `read_feed_page` reads in each row: an entry or none, its campaign, the place of the newest
/// entry of all, and that of the last one that was removed.
inline constexpr std::size_t feed_column_count = log_column_count + 3;

[[nodiscard]] inline feed_page read_feed_page(const text_rows& rows, log_id after) {
  feed_page page;
  page.next = after;
  if (rows.size() == 0) return page;
  page.last = static_cast<log_id>(rows.number(0, log_column_count + 1));
  const auto removed = static_cast<log_id>(rows.number(0, log_column_count + 2));
  if (removed > after) page.removed_through = page.next = removed;
  if (rows.text(0, 0).empty()) return page;
  auto entries = read_entries(rows);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    page.entries.push_back({rows.text(i, log_column_count), std::move(entries[i])});
  }
  page.next = page.entries.back().logged.id;
  return page;
}

}  // namespace waybill::detail
