#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <waybill/config.hpp>
#include <waybill/time.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// What the gateway answered to a send (`POST /message/sendText/{instance}`).
struct send_response {
  std::string message_id{};             ///< empty when the send failed
  std::optional<time_point> sent_at{};  ///< the gateway's `messageTimestamp`, whole seconds
  failure_reason reason{};              ///< of a failure

  /// The gateway took the message.
  [[nodiscard]] bool ok() const noexcept { return !message_id.empty(); }
};

/// Reads the gateway's answer to a send, of Evolution v1 or v2, with Baileys or the Cloud API.
/// Whatever has no usable `key.id` is a failed send, whatever HTTP status it came with.
[[nodiscard]] WAYBILL_EXPORT send_response parse_send_response(std::string_view body);

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/service/send_response.ipp>
#endif
