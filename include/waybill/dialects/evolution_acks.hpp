#pragma once

// Forks of Evolution API that post acks: `message.ack`, in Evolution's envelope.

#include <utility>

#include <waybill/dialects/acks.hpp>
#include <waybill/dialects/bodies.hpp>

namespace waybill {

namespace detail::evolution_acks {

using namespace dialects;

inline void read(const json_view& body, parse_report& report) {
  const auto event = body["event"].string();
  report.event = event.empty() ? "null" : to_json_text(event);
  if (normal_event(event) != "message.ack") {
    return report.ignore(why_no_receipt(body, {"event", "instance", "data"}));
  }
  if (auto problem = check_object(body, "data")) return report.add(std::move(*problem));
  if (auto problem = check_name(body, "instance")) return report.add(std::move(*problem));
  const auto data = body["data"];
  const auto key = data["key"];
  if (auto problem = check_object(data, "key")) return report.add(std::move(*problem));
  if (const auto reason = not_a_chat(key["remoteJid"].string())) {
    return report.ignore(*reason, data);
  }
  if (is_false(key["fromMe"])) return report.ignore(ignore_reason::read_by_us, data);
  if (is_of_peer(data["ack"])) return report.ignore(ignore_reason::own_device, data);
  const auto what = find_ack(data["ack"]);
  if (!what) return report.add(bad_status(data, "ack"));
  auto update = update_of_ack(*what, data["ack"]);
  update.instance = body["instance"].string();
  add_for_id(key, "id", std::move(update), report);
}

}  // namespace detail::evolution_acks

/// A fork's `message.ack`: `{key: {id}, ack}` in Evolution's envelope, where 3 is read.
[[nodiscard]] inline dialect evolution_acks() {
  return dialects::of_bodies(
      "evolution_acks",
      {{"event"}, {"instance"}, {"data"}, {"key"}, {"id"}, {"remoteJid"}, {"fromMe"}, {"ack"}},
      detail::evolution_acks::read);
}

}  // namespace waybill
