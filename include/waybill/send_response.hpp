#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <waybill/config.hpp>
#include <waybill/time.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// What the gateway answered to a send.
struct send_response {
  std::string message_id{};             ///< empty unless the gateway took the message
  std::optional<time_point> sent_at{};  ///< the gateway's time of it, whole seconds
  failure_reason reason{};              ///< of a refusal or a time-out
  /// The gateway gave up waiting: the message may have been sent all the same.
  bool timed_out = false;
  /// Of an answer that tells neither an id nor an error: what is wrong with it.
  std::string problem{};

  /// The gateway took the message.
  [[nodiscard]] bool ok() const noexcept { return !message_id.empty(); }
  /// The gateway said that it did not take it. An answer may be neither: then nothing is known.
  [[nodiscard]] bool refused() const noexcept { return !ok() && !timed_out && !reason.empty(); }
};

/// Reads a gateway's answer to a send, whatever HTTP status it came with. Which gateway it is shows
/// in the shape: Evolution API v1 and v2 (`key.id`), Evolution GO (`data.Info.ID`), wuzapi
/// (`data.Id`), Meta's Cloud API (`messages[0].id`), WAHA (a serialised `id`, of which the
/// message's own id is kept, as webhooks are matched by that). A list of one is its element. Only
/// what is recognisably an error is a refusal.
[[nodiscard]] WAYBILL_EXPORT send_response parse_send_response(std::string_view body);

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/service/send_response.ipp>
#endif
