#pragma once

// The types of whatsmeow's receipts, which several gateways pass on.

#include <array>
#include <optional>
#include <string_view>

#include <waybill/dialects/words.hpp>

namespace waybill::dialects {

/// whatsmeow's own (its `types.ReceiptType`), and what gateways make of them.
inline constexpr std::array<word_meaning, 4> whatsmeow_types{{
    {"", receipt::delivered},  // its ReceiptTypeDelivered
    {"delivered", receipt::delivered},
    {"read", receipt::read},
    {"played", receipt::played},
}};

/// Why a type is no receipt of the recipient's, if it is none.
[[nodiscard]] inline std::optional<ignore_reason> not_a_delivery(std::string_view type) {
  if (is_one_of(type, {"ReadSelf", "read-self", "played-self"})) return ignore_reason::read_by_us;
  if (is_one_of(type, {"sender", "peer_msg", "hist_sync"})) return ignore_reason::own_device;
  if (is_one_of(type, {"retry", "inactive", "server-error"})) {
    return ignore_reason::no_delivery_status;
  }
  return std::nullopt;
}

}  // namespace waybill::dialects
