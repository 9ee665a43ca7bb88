#pragma once

#include <optional>
#include <string>
#include <vector>

#include <waybill/plan_send.hpp>
#include <waybill/reply.hpp>
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

/// What became of it.
struct send_result {
  send_outcome outcome = send_outcome::recorded;  ///< in one word
  std::string message_id{};                       ///< as the gateway gave it; empty if it did not
  failure_reason reason{};                        ///< why it is not recorded as sent, if told
  std::vector<status_transition> transitions{};   ///< its own, and those of early updates
  /// It is recorded, but the store has no instance of that name: no gauges count it, and reports
  /// in another name wait until it is recorded again under that one.
  bool unknown_instance = false;

  /// The message is sent, and on record as such, now or from before.
  [[nodiscard]] bool ok() const noexcept {
    const bool on_record =
        outcome == send_outcome::recorded || outcome == send_outcome::already_recorded;
    return on_record && !message_id.empty();
  }
};

}  // namespace waybill
