#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <waybill/config.hpp>

namespace waybill {

/// A moment in UTC with microsecond resolution, the resolution PostgreSQL keeps.
using time_point = std::chrono::sys_time<std::chrono::microseconds>;

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

/// What a provider can report about one message, whatever words or numbers it uses for it.
enum class receipt : std::uint8_t { pending, sent, delivered, read, played, failed };

/// Every receipt, in the order of the enumeration.
inline constexpr std::array all_receipts{receipt::pending, receipt::sent,   receipt::delivered,
                                         receipt::read,    receipt::played, receipt::failed};

/// Their persisted names, by position: parked updates hold them.
inline constexpr std::array<std::string_view, all_receipts.size()> receipt_names{
    "pending", "sent", "delivered", "read", "played", "failed"};

/// The persisted name of a receipt.
[[nodiscard]] constexpr std::string_view to_string(receipt what) noexcept {
  return receipt_names[static_cast<std::size_t>(what)];
}

/// The receipt with that persisted name; empty for any other word, including a provider's own.
[[nodiscard]] constexpr std::optional<receipt> parse_receipt(std::string_view name) noexcept {
  for (const auto what : all_receipts) {
    if (to_string(what) == name) return what;
  }
  return std::nullopt;
}

}  // namespace waybill
