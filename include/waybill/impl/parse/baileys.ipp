#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/dialects/baileys.hpp>
#include <waybill/dialects/envelopes.hpp>
#include <waybill/dialects/flat_item.hpp>
#include <waybill/dialects/group_receipt.hpp>
#include <waybill/dialects/nested_item.hpp>

namespace waybill {

namespace detail::baileys {

using namespace dialects;

/// Reads the items of one body.
class item_reader {
 public:
  item_reader(const item_context& context, parse_report& report)
      : context_(context), report_(report), receipts_(context, report) {}

  void read(const json_view& item) {
    if (!item.is(json_kind::object)) {
      return report_.add(issue{issue_code::wrong_type, item.pointer(), "not an object", "", 0});
    }
    if (item["receipt"].is(json_kind::object)) return receipts_.read(item);
    const bool is_flat =
        context_.message_id_is_whatsapps && item["key"].is_missing() && item["messageId"].exists();
    if (is_flat) return read_flat_item(item, context_, report_);
    read_nested_item(item, context_, report_);
  }

 private:
  const item_context& context_;
  parse_report& report_;
  group_receipts receipts_;
};

/// Where a body keeps its items: an array or object of them, or an absent view.
[[nodiscard]] inline json_view find_items(const json_view& body) {
  if (body.is(json_kind::array) || body["key"].exists()) return body;
  for (const auto& holder :
       {body["data"]["messages"], body["data"], body["messages"], body["body"]["messages"]}) {
    if (holder.exists()) return holder;
  }
  return {};
}

[[nodiscard]] inline bool is_update_event(const json_view& event) {
  constexpr std::array<std::string_view, 3> known{"messages.update", "messageupdate",
                                                  "message.receipt.update"};
  const auto name = normal_event(event.string());
  return std::find(known.begin(), known.end(), name) != known.end();
}

/// Baileys' own events that are not receipts, by the first word of their names.
inline constexpr std::array<std::string_view, 13> event_families{
    "blocklist", "call",   "chats", "connection", "contacts",  "creds",   "group",
    "groups",    "labels", "lid",   "messages",   "messaging", "presence"};

[[nodiscard]] inline ignore_reason why_ignored(const json_view& event) {
  const auto name = normal_event(event.string());
  const auto family = std::string_view{name}.substr(0, name.find('.'));
  const bool is_known =
      std::find(event_families.begin(), event_families.end(), family) != event_families.end();
  return is_known ? ignore_reason::other_event : ignore_reason::unknown_event;
}

inline void read_items(const json_view& items, const item_context& context, parse_report& report) {
  item_reader reader{context, report};
  if (!items.is(json_kind::array)) return reader.read(items);
  if (!items.first().exists()) return report.ignore(ignore_reason::no_items, items);
  for (auto item = items.first(); item.exists(); item = item.next()) reader.read(item);
}

/// One body that is an object, without its wrapper: an envelope or a bare item.
inline void read_body(const json_view& body, item_context context, parse_report& report) {
  const auto event = body["event"].exists() ? body["event"] : body["type"];
  if (event.is_container()) {
    return report.add(issue{issue_code::wrong_type, event.pointer(), "not a name", "", 0});
  }
  report.event = to_json_text(event);
  // Raw items and some relays name no event.
  context.has_event = !event.is_missing();
  if (context.has_event && !is_update_event(event)) return report.ignore(why_ignored(event));
  const auto items = find_items(body);
  if (items.is_missing()) {
    if (event.is_missing()) return report.ignore(ignore_reason::unknown_event);
    return report.add(field_issue(issue_code::missing_data, body, "data", "no items"));
  }
  const auto name = instance_name(body);
  if (auto problem = check_name(body, name)) return report.add(std::move(*problem));
  context.instance = body[name].string();
  context.failure = reason_in(body);
  context.message_id_is_whatsapps = name == "sessionId";
  context.own.sender = body["sender"].string();
  read_items(items, context, report);
}

/// A list of whole bodies, each an envelope or in a wrapper, as n8n passes them on.
inline void read_bodies(const json_view& list, const item_context& context, parse_report& report) {
  for (auto each = list.first(); each.exists(); each = each.next()) {
    const auto inner = unwrapped(each);
    if (inner.is(json_kind::object)) {
      read_body(inner, context, report);
    } else if (inner.is(json_kind::array)) {
      read_items(inner, context, report);
    } else if (is_wrapper(each)) {
      report.add(wrapped_text(inner));
    } else {
      report.add(issue{issue_code::wrong_type, each.pointer(), "not an object", "", 0});
    }
  }
}

inline void read(const json_view& body, std::span<const std::string> own, parse_report& report) {
  item_context context;
  context.status_is_optional = true;
  context.own.told = own;
  const auto inner = unwrapped(body);
  if (inner.is(json_kind::object)) return read_body(inner, context, report);
  if (is_wrapper(body) && !inner.is_container()) return report.add(wrapped_text(inner));
  if (!inner.is(json_kind::array)) {
    return report.add(issue{issue_code::wrong_type, "", "not an object or list", "", 0});
  }
  const auto first = inner.first();
  const bool holds_bodies = is_wrapper(first) || first["event"].exists();
  if (holds_bodies) return read_bodies(inner, context, report);
  read_items(inner, context, report);
}

[[nodiscard]] inline std::vector<json_field> fields() {
  return {{"event"},
          {"type"},
          {"instance"},
          {"instanceName"},
          {"instanceKey"},
          {"sessionId"},
          {"session"},
          {"sender"},
          {"data"},
          {"body"},
          {"headers", true},
          {"messages"},
          {"key"},
          {"id"},
          {"keyId"},
          {"messageId", true},
          {"remoteJid"},
          {"participant"},
          {"update"},
          {"status"},
          {"messageTimestamp"},
          {"low"},
          {"high"},
          {"messageStubParameters"},
          {"message", true},
          {"pollUpdates", true},
          {"error"},
          {"errors"},
          {"code"},
          {"title"},
          {"error_data"},
          {"details"},
          {"receipt"},
          {"userJid"},
          {"receiptTimestamp"},
          {"readTimestamp"}};
}

}  // namespace detail::baileys

WAYBILL_INLINE dialect baileys(std::vector<std::string> own_addresses) {
  return {"baileys", detail::baileys::fields(),
          [own = std::move(own_addresses)](const json_view& body, parse_report& report) {
            detail::baileys::read(body, own, report);
          }};
}

}  // namespace waybill
