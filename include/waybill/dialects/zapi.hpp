#pragma once

// Z-API.

#include <array>
#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::zapi {

using namespace dialects;

/// developer.z-api.io, on-whatsapp-message-status-changes.
inline constexpr std::array<word_meaning, 4> words{{
    {"SENT", receipt::sent},
    {"RECEIVED", receipt::delivered},  // by the contact
    {"READ", receipt::read},
    {"PLAYED", receipt::played},
}};

inline void read_status(const json_view& body, parse_report& report) {
  const auto status = body["status"];
  if (equal_words(status.string(), "READ_BY_ME")) {
    return report.ignore(ignore_reason::read_by_us, body);
  }
  const auto what = find_word(words, status);
  if (!what) return report.add(bad_status(body, "status"));
  auto update = update_of(*what, status);
  update.occurred_at = moment_in(body, "momment", report);
  add_for_ids(body, "ids", update, report);
}

/// on-message-send: what became of a send. It is no delivery to the contact, whatever its name
/// says.
inline void read_send(const json_view& body, parse_report& report) {
  const auto error = body["error"];
  const bool has_failed = !error.is_missing() && !is_false(error) && reason_text(error) != "";
  auto update = update_of(has_failed ? receipt::failed : receipt::sent, body["type"]);
  if (has_failed) update.reason = {reason_text(body["errorCode"]), reason_text(error)};
  update.occurred_at = moment_in(body, "momment", report);
  add_for_id(body, "messageId", std::move(update), report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto type = body["type"].string();
  report.event = type.empty() ? "null" : to_json_text(type);
  if (const auto reason = not_a_chat(body["phone"].string())) return report.ignore(*reason, body);
  if (type == "MessageStatusCallback") return read_status(body, report);
  if (type == "DeliveryCallback") return read_send(body, report);
  report.ignore(type.ends_with("Callback") ? ignore_reason::other_event
                                           : ignore_reason::unknown_event);
}

}  // namespace detail::zapi

/// Z-API's `MessageStatusCallback`, every id of it, and `DeliveryCallback`, which tells whether a
/// message was sent. The body names Z-API's own id of the instance, which is not compared.
[[nodiscard]] inline dialect zapi() {
  return dialects::of_bodies("zapi",
                             {{"type"},
                              {"status"},
                              {"ids"},
                              {"messageId"},
                              {"momment"},
                              {"phone"},
                              {"error"},
                              {"errorCode"}},
                             detail::zapi::read);
}

}  // namespace waybill
