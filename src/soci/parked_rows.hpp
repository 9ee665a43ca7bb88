#pragma once

#include <cstddef>
#include <vector>

#include <waybill/store_parts.hpp>

#include "json_list.hpp"
#include "reason_words.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// How many columns `read_parked` reads: id, tenant, message id, allowed instances as a JSON array,
/// instance, receipt, word, error code and message, the kind of failure, and the times of event and
/// arrival.
inline constexpr std::size_t parked_column_count = 12;

[[nodiscard]] inline std::vector<parked_update> read_parked(const text_rows& rows) {
  std::vector<parked_update> result(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& [id, incoming] = result[i];
    auto& update = incoming.update;
    id = static_cast<parked_id>(rows.number(i, 0));
    incoming.from = {rows.text(i, 1), read_list(rows.text(i, 3))};
    incoming.arrived_at = rows.time(i, 11).value();
    update.message_id = rows.text(i, 2);
    update.instance = rows.text(i, 4);
    update.receipt = parse_receipt(rows.text(i, 5)).value_or(receipt::pending);
    update.word = rows.text(i, 6);
    update.reason = read_reason(rows.text(i, 7), rows.text(i, 8), rows.text(i, 9));
    update.occurred_at = rows.time(i, 10);
  }
  return result;
}

}  // namespace waybill::detail
