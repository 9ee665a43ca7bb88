#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <waybill/message.hpp>
#include <waybill/status.hpp>

#include "reason_words.hpp"
#include "table_map.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// An expression of type timestamptz as microseconds since 1970, the empty text for none. Seconds
/// as a double, unlike PostgreSQL's `extract`, need no numeric arithmetic, and rounded to whole
/// microseconds they are exact until the year 2242.
[[nodiscard]] inline std::string microseconds(const std::string& time) {
  return "coalesce((date_part('epoch', " + time + ") * 1000000)::bigint::text, '')";
}

/// A bigint of microseconds as timestamptz, to the microsecond: floating seconds would round. It
/// is immutable, as a distributed PostgreSQL wants all that an UPDATE makes of columns: unlike a
/// `timestamptz`, a `timestamp` plus an interval depends on no time zone of the session.
[[nodiscard]] inline std::string timestamp(const std::string& microseconds) {
  return "timezone('UTC', 'epoch'::timestamp + " + microseconds + " * interval '1 microsecond')";
}

/// Whether a message comes with its contact's name, which is a look into the contacts.
enum class contact_names : std::uint8_t { told, left_out };

/// What `read_message` reads, of the `message_names`, in this order.
inline constexpr std::size_t message_column_count = 15;
[[nodiscard]] std::string message_columns(const table_map& tables,
                                          contact_names names = contact_names::told);

/// A `campaign_contact` c, which the caller joins or restricts, with what names its contact `k` and
/// its instance `i`.
[[nodiscard]] std::string message_names(const table_map& tables,
                                        contact_names names = contact_names::told);

/// The message in a row, whose columns begin at `first`.
[[nodiscard]] inline tracked_message read_message(const text_rows& rows, std::size_t row,
                                                  std::size_t first) {
  const auto text = [&](std::size_t column) { return rows.text(row, first + column); };
  const auto time = [&](std::size_t column) { return rows.time(row, first + column); };
  const auto status = parse_status(text(7));
  return {.key = {text(0), text(1)},
          .message_id = text(2),
          .instance = text(3),
          .campaign = text(4),
          .contact = text(5),
          .contact_name = text(6),
          .status = status,
          .times = {time(8), time(9), time(10), time(11)},
          .reason = read_reason(text(12), text(13), text(14)),
          .foreign_status = status ? std::string{} : text(7)};
}

}  // namespace waybill::detail
