#pragma once

#include <waybill/message.hpp>

namespace waybill::detail {

/// A row whose message is still to be posted, or was posted with an outcome that nobody knows.
[[nodiscard]] inline bool is_unsent(const tracked_message& row) noexcept {
  const bool waits = row.status == message_status::pending || row.status == message_status::sending;
  return waits && row.times.reached().empty();
}

/// The same with the id that the sender chose for it.
[[nodiscard]] inline bool is_intended(const tracked_message& row) noexcept {
  return is_unsent(row) && !row.message_id.empty();
}

}  // namespace waybill::detail
