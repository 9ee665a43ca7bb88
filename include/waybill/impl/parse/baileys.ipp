#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/dialects/baileys.hpp>
#include <waybill/dialects/nested_item.hpp>

namespace waybill {

namespace detail::baileys {

using namespace dialects;

/// A JID without the device that wrote it: `…44:12@s.whatsapp.net` is `…44@s.whatsapp.net`.
[[nodiscard]] inline std::string account_of(std::string_view jid) {
  const auto domain = std::min(jid.find('@'), jid.size());
  const auto user = jid.substr(0, std::min(jid.find(':'), domain));
  return std::string{user} + std::string{jid.substr(domain)};
}

/// Whether a receipt tells this time: protobuf writes zero for none.
[[nodiscard]] inline bool is_told(const json_view& when) noexcept {
  return !when.is_missing() && !when.is(json_kind::boolean) && when.integer() != 0;
}

/// `{key, receipt}`: one participant's receipt in a group, from `message-receipt.update`.
inline void read_receipt_item(const json_view& item, const item_context& context,
                              std::string_view own_jid, parse_report& report) {
  if (auto problem = check_object(item, "key")) return report.add(std::move(*problem));
  if (auto problem = check_message_id(item["key"], "id")) return report.add(std::move(*problem));
  const auto receipt = item["receipt"];
  // Baileys files the receipts of our own other devices under `readTimestamp` too.
  const auto reader = receipt["userJid"].string();
  if (!own_jid.empty() && account_of(reader) == account_of(own_jid)) {
    return report.ignore(ignore_reason::own_device, item);
  }
  for (const auto& [field, what] : {std::pair{"readTimestamp", waybill::receipt::read},
                                    std::pair{"receiptTimestamp", waybill::receipt::delivered}}) {
    const auto when = receipt[field];
    if (!is_told(when)) continue;
    auto update = make_update(context, item["key"]["id"], {}, what);
    update.word = to_json_text(std::string_view{field});
    update.occurred_at = time_of(when);
    return report.add(std::move(update));
  }
  report.ignore(ignore_reason::no_status, item);
}

inline void read_item(const json_view& item, const item_context& context, std::string_view own_jid,
                      parse_report& report) {
  if (!item.is(json_kind::object)) {
    return report.add(issue{issue_code::wrong_type, item.pointer(), "not an object", "", 0});
  }
  if (item["receipt"].is(json_kind::object)) {
    return read_receipt_item(item, context, own_jid, report);
  }
  read_nested_item(item, context, report);
}

/// Where a body keeps its items: an array or object of them, or an absent view.
[[nodiscard]] inline json_view find_items(const json_view& body) {
  if (body.is(json_kind::array) || body["key"].exists()) return body;
  for (const auto holder : {body["data"], body["messages"], body["body"]["messages"]}) {
    if (holder.exists()) return holder;
  }
  return {};
}

[[nodiscard]] inline bool is_update_event(const json_view& event) {
  if (event.is_missing()) return true;  // raw arrays and some relays name none
  constexpr std::array<std::string_view, 3> known{"messages.update", "messageupdate",
                                                  "message.receipt.update"};
  const auto name = normal_event(event.string());
  return std::find(known.begin(), known.end(), name) != known.end();
}

inline void read(const json_view& body, parse_report& report) {
  if (!body.is_container()) {
    return report.add(issue{issue_code::wrong_type, "", "not an object or list", "", 0});
  }
  const auto event = body["event"].exists() ? body["event"] : body["type"];
  if (event.is_container()) {
    return report.add(issue{issue_code::wrong_type, event.pointer(), "not a name", "", 0});
  }
  report.event = to_json_text(event);
  if (!is_update_event(event)) return report.ignore(ignore_reason::other_event);
  const auto items = find_items(body);
  if (items.is_missing()) {
    if (event.is_missing()) return report.ignore(ignore_reason::other_event);
    return report.add(field_issue(issue_code::missing_data, body, "data", "no items"));
  }
  const auto* const instance = body["instance"].exists() ? "instance" : "instanceKey";
  if (auto problem = check_name(body, instance)) return report.add(std::move(*problem));
  const item_context context{std::string{body[instance].string()}, {}, baileys_numbers, true};
  const auto own_jid = body["sender"].string();
  if (!items.is(json_kind::array)) return read_item(items, context, own_jid, report);
  if (!items.first().exists()) return report.ignore(ignore_reason::no_items, items);
  for (auto item = items.first(); item.exists(); item = item.next()) {
    read_item(item, context, own_jid, report);
  }
}

}  // namespace detail::baileys

WAYBILL_INLINE dialect baileys() {
  return {"baileys",
          {{"event"},
           {"type"},
           {"instance"},
           {"instanceKey"},
           {"sender"},
           {"data"},
           {"body"},
           {"messages"},
           {"key"},
           {"id"},
           {"remoteJid"},
           {"update"},
           {"status"},
           {"messageTimestamp"},
           {"messageStubParameters"},
           {"message", true},
           {"pollUpdates", true},
           {"receipt"},
           {"userJid"},
           {"receiptTimestamp"},
           {"readTimestamp"}},
          detail::baileys::read};
}

}  // namespace waybill
