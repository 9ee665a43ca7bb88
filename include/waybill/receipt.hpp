#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace waybill {

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
