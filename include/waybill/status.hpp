#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace waybill {

/// Where a message stands.
///
/// Persisted by name (`to_string`), never by number: names must not change once released.
/// `pending < sending < sent < delivered < read`; `failed` is outside that order.
enum class message_status : std::uint8_t { pending, sending, sent, delivered, read, failed };

/// Every status, in the order of the enumeration.
inline constexpr std::array all_statuses{message_status::pending, message_status::sending,
                                         message_status::sent,    message_status::delivered,
                                         message_status::read,    message_status::failed};

/// Their persisted names, by position.
inline constexpr std::array<std::string_view, all_statuses.size()> status_names{
    "pending", "sending", "sent", "delivered", "read", "failed"};

/// The persisted name of a status.
[[nodiscard]] constexpr std::string_view to_string(message_status status) noexcept {
  return status_names[static_cast<std::size_t>(status)];
}

/// The status with that persisted name; empty for a status of the user's own.
[[nodiscard]] constexpr std::optional<message_status> parse_status(std::string_view name) noexcept {
  for (const auto status : all_statuses) {
    if (to_string(status) == name) return status;
  }
  return std::nullopt;
}

}  // namespace waybill
