#pragma once

// GREEN-API.

#include <array>
#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/failure_codes.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::green_api {

using namespace dialects;

/// green-api.com, OutgoingMessageStatus.
inline constexpr std::array<word_meaning, 7> words{{
    {"sent", receipt::sent},
    {"delivered", receipt::delivered},
    {"read", receipt::read},
    {"failed", receipt::failed},
    {"noAccount", receipt::failed},
    {"notInGroup", receipt::failed},
    {"noActiveSession", receipt::failed},  // the window of 24 hours is closed
}};

inline void read_status(const json_view& body, parse_report& report) {
  if (const auto reason = not_a_chat(body["chatId"].string())) return report.ignore(*reason, body);
  const auto status = body["status"];
  // The account may not send for a while: the message waits, and is sent later.
  if (equal_words(status.string(), "yellowCard")) {
    return report.ignore(ignore_reason::no_delivery_status, body);
  }
  const auto what = find_word(words, status);
  if (!what) return report.add(bad_status(body, "status"));
  auto update = update_of(*what, status);
  update.occurred_at = moment_in(body, "timestamp", report);
  // `failed` has many causes, and only the description tells which.
  if (*what == receipt::failed) {
    update.reason = with_kind({reason_text(status), reason_text(body["description"])},
                              failure_codes::green_api);
  }
  add_for_id(body, "idMessage", std::move(update), report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto type = body["typeWebhook"].string();
  report.event = type.empty() ? "null" : to_json_text(type);
  if (type == "outgoingMessageStatus") return read_status(body, report);
  if (type == "incomingMessageStatus") return report.ignore(ignore_reason::read_by_us, body);
  if (type == "outgoingAPIMessageReceived") return report.ignore(ignore_reason::send_echo, body);
  report.ignore(type.empty() ? ignore_reason::unknown_event : ignore_reason::other_event);
}

}  // namespace detail::green_api

/// GREEN-API's `outgoingMessageStatus`. The body names GREEN-API's own number of the instance,
/// which is not compared.
[[nodiscard]] inline dialect green_api() {
  return dialects::of_bodies(
      "green_api",
      {{"typeWebhook"}, {"chatId"}, {"idMessage"}, {"status"}, {"timestamp"}, {"description"}},
      detail::green_api::read);
}

}  // namespace waybill
