#pragma once

// GOWA, go-whatsapp-web-multidevice.

#include <string_view>
#include <utility>

#include <waybill/dialects/accounts.hpp>
#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/whatsmeow_types.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::gowa {

using namespace dialects;

/// Its docs/webhook-payload.md.
inline void read_ack(const json_view& body, parse_report& report) {
  if (auto problem = check_object(body, "payload")) return report.add(std::move(*problem));
  const auto payload = body["payload"];
  if (const auto reason = not_a_chat(payload["chat_id"].string())) {
    return report.ignore(*reason, payload);
  }
  const auto type = payload["receipt_type"];
  if (const auto reason = not_a_delivery(type.string())) return report.ignore(*reason, payload);
  // Reads of our own have a type of their own; the rest of our devices go by the same number.
  const own_addresses own{{}, body["device_id"].string()};
  if (own.whose(payload["from"].string()) == ownership::own) {
    return report.ignore(ignore_reason::own_device, payload);
  }
  const auto what = find_word(whatsmeow_types, type);
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
