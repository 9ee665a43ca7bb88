#pragma once

// WAHA, and WaAPI: whatsapp-web.js behind HTTP.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/dialects/accounts.hpp>
#include <waybill/dialects/acks.hpp>
#include <waybill/dialects/bodies.hpp>

namespace waybill {

namespace detail::waha {

using namespace dialects;

/// WAHA's `ackName` (its `src/structures/enums.dto.ts`), where there is no number.
inline constexpr std::array<word_meaning, 6> words{{
    {"ERROR", receipt::failed},
    {"PENDING", receipt::pending},
    {"SERVER", receipt::sent},
    {"DEVICE", receipt::delivered},
    {"READ", receipt::read},
    {"PLAYED", receipt::played},
}};

/// Our own addresses are in the body: `me`.
[[nodiscard]] inline ownership whose(const json_view& body, std::string_view participant) {
  const auto me = body["me"];
  return std::min(own_addresses{{}, me["id"].string()}.whose(participant),
                  own_addresses{{}, me["lid"].string()}.whose(participant));
}

/// Why a group's participant proves nothing, as for every dialect.
[[nodiscard]] inline std::optional<ignore_reason> proves_nothing(const json_view& body,
                                                                 const serialized_id& id,
                                                                 receipt what) {
  const auto participant = body["payload"]["participant"].string();
  // whatsapp-web.js names the author here, which we are, and its ack is of the whole group.
  const bool is_author = equal_words(body["engine"].string(), "WEBJS") && id.from_me == "true";
  const bool is_receipt = what != receipt::failed && what != receipt::pending;
  if (!id.chat.ends_with("@g.us") || participant.empty() || !is_receipt) return std::nullopt;
  const auto owner = whose(body, participant);
  if (owner == ownership::own && is_author) return std::nullopt;
  if (owner == ownership::own) return ignore_reason::own_device;
  const bool is_read = what == receipt::read || what == receipt::played;
  return owner == ownership::unknown && is_read ? std::optional{ignore_reason::unproven_reader}
                                                : std::nullopt;
}

inline void read_ack(const json_view& body, parse_report& report) {
  const auto payload = body["payload"];
  if (auto problem = check_object(body, "payload")) return report.add(std::move(*problem));
  if (auto problem = check_name(body, "session")) return report.add(std::move(*problem));
  const auto id = read_serialized_id(payload["id"].string());
  if (const auto reason = not_a_chat(id.chat)) return report.ignore(*reason, payload);
  if (is_false(payload["fromMe"]) || id.from_me == "false") {
    return report.ignore(ignore_reason::read_by_us, payload);
  }
  if (is_of_peer(payload["ack"])) return report.ignore(ignore_reason::own_device, payload);
  const std::string_view name = payload["ack"].is_missing() ? "ackName" : "ack";
  const auto word = payload[name];
  const auto what = name == "ack" ? find_ack(word) : find_word(words, word);
  if (!what) return report.add(bad_status(payload, name));
  if (const auto reason = proves_nothing(body, id, *what)) return report.ignore(*reason, payload);
  auto update = update_of_ack(*what, word);
  update.instance = body["session"].string();
  add_for_serialized_id(payload, "id", std::move(update), report);
}

/// WaAPI's, which passes on the message of whatsapp-web.js.
inline void read_message_ack(const json_view& body, parse_report& report) {
  const auto data = body["data"];
  if (auto problem = check_object(body, "data")) return report.add(std::move(*problem));
  if (auto problem = check_object(data, "message")) return report.add(std::move(*problem));
  if (auto problem = check_object(data["message"], "_data")) {
    return report.add(std::move(*problem));
  }
  const auto message = data["message"]["_data"];
  if (auto problem = check_object(message, "id")) return report.add(std::move(*problem));
  if (is_false(message["id"]["fromMe"])) return report.ignore(ignore_reason::read_by_us, message);
  const auto what = find_ack(message["ack"]);
  if (is_of_peer(message["ack"])) return report.ignore(ignore_reason::own_device, message);
  if (!what) return report.add(bad_status(message, "ack"));
  add_for_id(message["id"], "id", update_of_ack(*what, message["ack"]), report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto event = body["event"].string();
  report.event = event.empty() ? "null" : to_json_text(event);
  if (event == "message.ack" || event == "message.ack.group") return read_ack(body, report);
  if (event == "message_ack") return read_message_ack(body, report);
  const bool is_waapi = body["instanceId"].exists() && body["data"].exists();
  report.ignore(is_waapi ? ignore_reason::other_event
                         : why_no_receipt(body, {"event", "session", "payload"}));
}

}  // namespace detail::waha

/// WAHA's `message.ack` and `message.ack.group`, of every engine, and WaAPI's `message_ack`. Ids
/// are without their chat, as `parse_send_response` keeps them.
[[nodiscard]] inline dialect waha() {
  return dialects::of_bodies("waha",
                             {{"event"},
                              {"session"},
                              {"payload"},
                              {"engine"},
                              {"me"},
                              {"lid"},
                              {"id"},
                              {"fromMe"},
                              {"participant"},
                              {"ack"},
                              {"ackName"},
                              {"instanceId"},
                              {"data"},
                              {"message"},
                              {"_data"}},
                             detail::waha::read);
}

}  // namespace waybill
