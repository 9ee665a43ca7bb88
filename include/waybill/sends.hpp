#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/plan_send.hpp>
#include <waybill/reply.hpp>
#include <waybill/status.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// A message handed to the gateway, for `tracker::record_sent`.
struct sent_message {
  waybill::origin origin{};        ///< its tenant; instances do not matter here
  std::string row{};               ///< the campaign contact's id
  std::string instance{};          ///< name of the instance it went through
  std::string response{};          ///< the gateway's answer as received, see `send_response`
  std::optional<time_point> at{};  ///< when it was sent; now if empty
  bool resend = false;             ///< a new message for a row that has one is meant
  // For a row that the store does not have yet and may make:
  std::string campaign{};  ///< the campaign's id
  std::string contact{};   ///< the contact's id
};

/// A message that is about to be handed to the gateway, for `tracker::intend`.
struct intended_message {
  waybill::origin origin{};  ///< its tenant; instances do not matter here
  std::string row{};         ///< the campaign contact's id
  std::string instance{};    ///< name of the instance it will go through
  /// A new one for each message, chosen by the sender, 1 to 255 bytes of UTF-8 without NUL. The
  /// gateway is given it as the message's id, or Meta as `biz_opaque_callback_data`.
  std::string message_id{};
  bool resend = false;  ///< a new message for a row that has one is meant
  // For a row that the store does not have yet and may make:
  std::string campaign{};  ///< the campaign's id
  std::string contact{};   ///< the contact's id
};

/// What became of it.
struct send_result {
  send_outcome outcome = send_outcome::recorded;  ///< in one word
  /// As the gateway gave it, empty if it did not; of an intent, as chosen, or the one that the row
  /// has already.
  std::string message_id{};
  failure_reason reason{};                       ///< why it is not recorded as sent, if told
  std::vector<status_transition> transitions{};  ///< its own, and those of early updates
  /// It is recorded, but the store has no instance of that name: no gauges count it, and reports
  /// in another name wait until it is recorded again under that one. Existing tables whose messages
  /// refer to instances by id keep no instance of it, and take reports in any name.
  bool unknown_instance = false;

  /// The message is sent, and on record as such, now or from before. Never of one that is intended.
  [[nodiscard]] bool ok() const noexcept {
    const bool on_record =
        outcome == send_outcome::recorded || outcome == send_outcome::already_recorded;
    return on_record && !message_id.empty();
  }
};

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
/// in the shape, for Evolution API (`key.id`) and every gateway that has a dialect, but for YCloud:
/// its `id` may be anything's. `gateway` is the name of a dialect: only its own shape is then
/// looked for, beside Evolution's.
///
/// Of an id with its chat, `true_<chat>_<id>`, the message's own is kept, as webhooks are matched
/// by that. A list of one is its element. Only what is recognisably an error is a refusal.
[[nodiscard]] WAYBILL_EXPORT send_response parse_send_response(std::string_view body,
                                                               std::string_view gateway = {});

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/service/send_response.ipp>
#endif
