#pragma once

// YCloud.

#include <array>
#include <string_view>
#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/failure_codes.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::ycloud {

using namespace dialects;

/// docs.ycloud.com, whatsapp.message.updated.
inline constexpr std::array<word_meaning, 5> words{{
    {"accepted", receipt::pending},
    {"sent", receipt::sent},
    {"delivered", receipt::delivered},
    {"read", receipt::read},
    {"failed", receipt::failed},
}};

/// The field with the time of a stage. A failure has none: `createTime` is that of the webhook.
[[nodiscard]] inline std::string_view time_field(receipt what) {
  if (what == receipt::sent) return "sendTime";
  if (what == receipt::delivered) return "deliverTime";
  return what == receipt::read ? "readTime" : "";
}

inline void read_message(const json_view& body, parse_report& report) {
  if (auto problem = check_object(body, "whatsappMessage")) return report.add(std::move(*problem));
  const auto message = body["whatsappMessage"];
  const auto what = find_word(words, message["status"]);
  if (!what) return report.add(bad_status(message, "status"));
  auto update = update_of(*what, message["status"]);
  update.occurred_at = moment_in(message, time_field(*what), report);
  if (*what == receipt::failed) {
    update.reason = {reason_text(message["errorCode"]), reason_text(message["errorMessage"])};
    if (update.reason.empty()) update.reason = reason_of(message["whatsappApiError"]);
    update.reason.kind = find_kind(update.reason.code, failure_codes::ycloud, failure_codes::meta);
  }
  // `id` is what the answer to the send has; `wamid`, Meta's id, is there only later.
  add_for_id(message, "id", std::move(update), report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto type = body["type"].string();
  report.event = type.empty() ? "null" : to_json_text(type);
  if (type == "whatsapp.message.updated") return read_message(body, report);
  report.ignore(type.starts_with("whatsapp.") || body["apiVersion"].exists()
                    ? ignore_reason::other_event
                    : ignore_reason::unknown_event);
}

}  // namespace detail::ycloud

/// YCloud's `whatsapp.message.updated`. The body names no instance, so none is compared.
[[nodiscard]] inline dialect ycloud() {
  return dialects::of_bodies("ycloud",
                             {{"type"},
                              {"apiVersion", true},
                              {"whatsappMessage"},
                              {"id"},
                              {"status"},
                              {"sendTime"},
                              {"deliverTime"},
                              {"readTime"},
                              {"errorCode"},
                              {"errorMessage"},
                              {"whatsappApiError"},
                              {"code"},
                              {"title"},
                              {"message"},
                              {"error_data"},
                              {"details"}},
                             detail::ycloud::read);
}

}  // namespace waybill
