#pragma once

// Gupshup, version 2 of its own format. Version 3 is the Cloud API's: see cloud_api.hpp.

#include <array>
#include <string_view>
#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/failure_codes.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::gupshup {

using namespace dialects;

/// partner-docs.gupshup.io, v3-message-events.
inline constexpr std::array<word_meaning, 5> words{{
    {"enqueued", receipt::pending},
    {"sent", receipt::sent},
    {"delivered", receipt::delivered},
    {"read", receipt::read},
    {"failed", receipt::failed},
}};

inline void read_event(const json_view& body, parse_report& report) {
  if (auto problem = check_object(body, "payload")) return report.add(std::move(*problem));
  if (auto problem = check_name(body, "app")) return report.add(std::move(*problem));
  const auto payload = body["payload"];
  const auto type = payload["type"];
  if (equal_words(type.string(), "deleted")) {
    return report.ignore(ignore_reason::no_delivery_status, payload);
  }
  const auto what = find_word(words, type);
  if (!what) return report.add(bad_status(payload, "type"));
  auto update = update_of(*what, type);
  update.instance = body["app"].string();
  const auto details = payload["payload"];
  update.occurred_at = moment_in(details, "ts", report);
  if (*what == receipt::failed) {
    update.reason = with_kind({reason_text(details["code"]), reason_text(details["reason"])},
                              failure_codes::gupshup, failure_codes::meta);
  }
  // The answer to the send has Gupshup's id: here `gsId`, beside WhatsApp's own `id`; before
  // WhatsApp has the message, in `id`.
  const std::string_view id = payload["gsId"].is_missing() ? "id" : "gsId";
  add_for_id(payload, id, std::move(update), report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto type = body["type"].string();
  report.event = type.empty() ? "null" : to_json_text(type);
  if (type == "message-event") return read_event(body, report);
  report.ignore(why_no_receipt(body, {"app", "type", "payload"}));
}

}  // namespace detail::gupshup

/// Gupshup's `message-event`, version 2. The instance is its `app`.
[[nodiscard]] inline dialect gupshup() {
  return dialects::of_bodies(
      "gupshup", {{"app"}, {"type"}, {"payload"}, {"id"}, {"gsId"}, {"ts"}, {"code"}, {"reason"}},
      detail::gupshup::read);
}

}  // namespace waybill
