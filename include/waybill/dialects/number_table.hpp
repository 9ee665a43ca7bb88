#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <waybill/status.hpp>

namespace waybill {

/// What a gateway's status numbers mean. `2` means delivered for some gateways and sent for others,
/// so the table is a parameter of a dialect.
struct number_table {
  std::string_view name;                           ///< for issues; not copied: a literal
  std::array<std::optional<receipt>, 6> receipts;  ///< indexed by the number

  /// What a number means; empty if the table does not have it.
  [[nodiscard]] constexpr std::optional<receipt> find(std::int64_t number) const noexcept {
    if (number < 0 || number >= static_cast<std::int64_t>(receipts.size())) return std::nullopt;
    return receipts[static_cast<std::size_t>(number)];
  }
};

/// The reference handler's numbers: 0 failed, 1 pending, 2 delivered, 3 read.
inline constexpr number_table reference_numbers{
    "reference",
    {receipt::failed, receipt::pending, receipt::delivered, receipt::read, std::nullopt,
     std::nullopt}};

/// Baileys' numbers (WebMessageInfo.Status in its WAProto.proto): 0 ERROR, 1 PENDING,
/// 2 SERVER_ACK, 3 DELIVERY_ACK, 4 READ, 5 PLAYED.
inline constexpr number_table baileys_numbers{"baileys",
                                              {receipt::failed, receipt::pending, receipt::sent,
                                               receipt::delivered, receipt::read, receipt::played}};

/// The acks of WhatsApp's own web client, and so of whatsapp-web.js (its `MessageAck`), WAHA and
/// WPPConnect: one below Baileys' numbers. Negative ones are failures; 5 is a device of our own.
inline constexpr number_table ack_numbers{"ack",
                                          {receipt::pending, receipt::sent, receipt::delivered,
                                           receipt::read, receipt::played, std::nullopt}};

}  // namespace waybill
