#pragma once

// Twilio's status callbacks, which are forms.

#include <array>
#include <string_view>
#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/failure_codes.hpp>
#include <waybill/dialects/forms.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::twilio {

using namespace dialects;

/// twilio.com, Track the Message Status of Outbound Messages.
inline constexpr std::array<word_meaning, 9> words{{
    {"accepted", receipt::pending},
    {"scheduled", receipt::pending},
    {"queued", receipt::pending},
    {"sending", receipt::pending},
    {"sent", receipt::sent},
    {"delivered", receipt::delivered},
    {"read", receipt::read},
    {"undelivered", receipt::failed},  // refused after it was sent
    {"failed", receipt::failed},
}};

/// The field that is there; the second is its name of old.
[[nodiscard]] inline std::string_view either(const json_view& body, std::string_view name,
                                             std::string_view former) {
  return body[name].is_missing() && !body[former].is_missing() ? former : name;
}

inline void read(const json_view& body, parse_report& report) {
  const auto id = either(body, "MessageSid", "SmsSid");
  const auto name = either(body, "MessageStatus", "SmsStatus");
  const auto status = body[name];
  if (body[id].is_missing() && status.is_missing()) {
    const bool is_ours = body["AccountSid"].exists();
    return report.ignore(is_ours ? ignore_reason::other_event : ignore_reason::unknown_event);
  }
  // A message that somebody sent to us.
  if (is_one_of(status.string(), {"receiving", "received"})) {
    return report.ignore(ignore_reason::other_event, body);
  }
  const auto what = find_word(words, status);
  if (!what) return report.add(bad_status(body, name));
  // No time: the callback has none.
  auto update = update_of(*what, status);
  if (*what == receipt::failed) {
    update.reason = {reason_text(body["ErrorCode"]), reason_text(body["ChannelStatusMessage"])};
    if (update.reason.text.empty()) update.reason.text = reason_text(body["ErrorMessage"]);
    update.reason.kind = find_kind(update.reason.code, failure_codes::twilio);
  }
  add_for_id(body, id, std::move(update), report);
}

}  // namespace detail::twilio

/// Twilio's form of a message's status. The body names no instance, so none is compared.
[[nodiscard]] inline dialect twilio() {
  auto result = dialects::of_bodies("twilio",
                                    {{"MessageSid"},
                                     {"SmsSid"},
                                     {"MessageStatus"},
                                     {"SmsStatus"},
                                     {"ErrorCode"},
                                     {"ErrorMessage"},
                                     {"ChannelStatusMessage"},
                                     {"AccountSid", true}},
                                    detail::twilio::read);
  result.read_form = dialects::read_form;
  return result;
}

}  // namespace waybill
