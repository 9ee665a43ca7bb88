#pragma once

// WPPConnect server: wa-js behind HTTP.

#include <string_view>
#include <utility>

#include <waybill/dialects/acks.hpp>
#include <waybill/dialects/bodies.hpp>

namespace waybill {

namespace detail::wppconnect {

using namespace dialects;

inline void read(const json_view& body, parse_report& report) {
  const auto event = body["event"];
  report.event = event.is_container() ? "null" : to_json_text(event);
  if (event.string() != "onack") {
    return report.ignore(why_no_receipt(body, {"event", "session"}));
  }
  if (auto problem = check_name(body, "session")) return report.add(std::move(*problem));
  const auto id = body["id"];  // an object; some relays pass on its text alone
  const auto whole =
      read_serialized_id(id.is(json_kind::object) ? id["_serialized"].string() : id.string());
  if (const auto reason = not_a_chat(whole.chat)) return report.ignore(*reason, body);
  if (is_false(id["fromMe"]) || whole.from_me == "false") {
    return report.ignore(ignore_reason::read_by_us, body);
  }
  if (is_of_peer(body["ack"])) return report.ignore(ignore_reason::own_device, body);
  const auto what = find_ack(body["ack"]);
  if (!what) return report.add(bad_status(body, "ack"));
  // No time: `t` is the message's own.
  auto update = update_of_ack(*what, body["ack"]);
  update.instance = body["session"].string();
  if (!id.is(json_kind::object))
    return add_for_serialized_id(body, "id", std::move(update), report);
  const std::string_view name = id["id"].is_missing() ? "_serialized" : "id";
  add_for_serialized_id(id, name, std::move(update), report);
}

}  // namespace detail::wppconnect

/// WPPConnect server's `onack`. A negative ack is a failure, whose code it is. Ids are without
/// their chat, as `parse_send_response` keeps them.
[[nodiscard]] inline dialect wppconnect() {
  return dialects::of_bodies("wppconnect",
                             {{"event"}, {"session"}, {"id"}, {"_serialized"}, {"fromMe"}, {"ack"}},
                             detail::wppconnect::read);
}

}  // namespace waybill
