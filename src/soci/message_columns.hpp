#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <waybill/message.hpp>
#include <waybill/status.hpp>

#include "text_rows.hpp"

namespace waybill::detail {

/// A column of type timestamptz as microseconds since 1970, the empty text for none.
[[nodiscard]] inline std::string microseconds(const std::string& column) {
  return "coalesce((extract(epoch FROM " + column + ") * 1000000)::bigint::text, '')";
}

/// A bigint of microseconds as timestamptz, to the microsecond: floating seconds would round.
[[nodiscard]] inline std::string timestamp(const std::string& microseconds) {
  return "'epoch'::timestamptz + " + microseconds + " * interval '1 microsecond'";
}

/// What `read_message` reads, of a `campaign_contact` c and its `contact` k, in this order.
inline constexpr std::size_t message_column_count = 14;

[[nodiscard]] inline std::string message_columns() {
  return "c.tenant_id, c.id, coalesce(c.whatsapp_message_id, ''), coalesce(c.instance, ''),"
         " coalesce(c.campaign_id, ''), coalesce(c.contact_id, ''), coalesce(k.name, ''),"
         " c.status, " +
         microseconds("c.sent_at") + ", " + microseconds("c.delivered_at") + ", " +
         microseconds("c.read_at") + ", " + microseconds("c.failed_at") +
         ", c.error_code, c.error_message";
}

inline constexpr auto message_tables =
    "waybill.campaign_contact c"
    " LEFT JOIN waybill.contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id";

/// The message in a row, whose columns begin at `first`.
[[nodiscard]] inline tracked_message read_message(const text_rows& rows, std::size_t row,
                                                  std::size_t first) {
  const auto text = [&](std::size_t column) { return rows.text(row, first + column); };
  const auto time = [&](std::size_t column) { return rows.time(row, first + column); };
  return {.key = {text(0), text(1)},
          .message_id = text(2),
          .instance = text(3),
          .campaign = text(4),
          .contact = text(5),
          .contact_name = text(6),
          .status = parse_status(text(7)),
          .times = {time(8), time(9), time(10), time(11)},
          .reason = {text(12), text(13)}};
}

}  // namespace waybill::detail
