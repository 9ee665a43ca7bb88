#pragma once

// GOWA, go-whatsapp-web-multidevice.

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <waybill/dialects/accounts.hpp>
#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::gowa {

using namespace dialects;

/// Its docs/webhook-payload.md; the types are whatsmeow's.
inline constexpr std::array<word_meaning, 4> words{{
    {"delivered", receipt::delivered},
    {"", receipt::delivered},
    {"read", receipt::read},
    {"played", receipt::played},
}};

/// Why a type is no receipt of the recipient's, if it is none.
[[nodiscard]] inline std::optional<ignore_reason> not_a_delivery(std::string_view type) {
  if (is_one_of(type, {"read-self", "played-self"})) return ignore_reason::read_by_us;
  if (is_one_of(type, {"sender", "peer_msg", "hist_sync"})) return ignore_reason::own_device;
  if (is_one_of(type, {"retry", "inactive", "server-error"})) {
    return ignore_reason::no_delivery_status;
  }
  return std::nullopt;
}

inline void read_ack(const json_view& body, parse_report& report) {
  if (auto problem = check_object(body, "payload")) return report.add(std::move(*problem));
  const auto payload = body["payload"];
  if (const auto reason = not_a_chat(payload["chat_id"].string())) {
    return report.ignore(*reason, payload);
  }
  const auto type = payload["receipt_type"];
  if (const auto reason = not_a_delivery(type.string())) return report.ignore(*reason, payload);
  // The account's own other devices are never told by LID: `device_id` is a telephone number.
  const own_addresses own{{}, body["device_id"].string()};
  if (own.whose(payload["from"].string()) == ownership::own) {
    return report.ignore(ignore_reason::own_device, payload);
  }
  const auto what = find_word(words, type);
  if (!what) return report.add(bad_status(payload, "receipt_type"));
  auto update = update_of(*what, type);
  update.occurred_at = moment_in(body, "timestamp", report);
  add_for_ids(payload, "ids", update, report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto event = body["event"].string();
  report.event = event.empty() ? "null" : to_json_text(event);
  // WAHA has an event of the same name, without a type.
  if (event == "message.ack" && body["payload"]["ack"].is_missing()) return read_ack(body, report);
  report.ignore(why_no_receipt(body, {"event", "device_id", "payload"}));
}

}  // namespace detail::gowa

/// go-whatsapp-web-multidevice's `message.ack`: every id of a receipt. The body names a device and
/// no instance, so none is compared.
[[nodiscard]] inline dialect gowa() {
  return dialects::of_bodies("gowa",
                             {{"event"},
                              {"device_id"},
                              {"timestamp"},
                              {"payload"},
                              {"ack", true},
                              {"chat_id"},
                              {"from"},
                              {"receipt_type"},
                              {"ids"}},
                             detail::gowa::read);
}

}  // namespace waybill
