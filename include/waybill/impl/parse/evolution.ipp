#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/dialects/envelopes.hpp>
#include <waybill/dialects/evolution.hpp>
#include <waybill/dialects/flat_item.hpp>
#include <waybill/dialects/nested_item.hpp>

namespace waybill {

namespace detail::evolution {

using namespace dialects;

inline void read_item(const json_view& item, const item_context& context, parse_report& report) {
  if (!item.is(json_kind::object)) {
    return report.add(issue{issue_code::wrong_type, item.pointer(), "not an object", "", 0});
  }
  for (const auto& holder : {item, item["key"]}) {
    if (const auto reason = not_a_chat(holder["remoteJid"].string())) {
      return report.ignore(*reason, item);
    }
  }
  const bool has_flat_id =
      item["keyId"].exists() || item["messageId"].exists() || item["id"].exists();
  const bool nested =
      !item["update"].is_missing() || (!item["key"].is_missing() && !item["keyId"].exists());
  if (!nested && (has_flat_id || item["remoteJid"].exists())) {
    read_flat_item(item, context, report);
  } else {
    read_nested_item(item, context, report);
  }
}

/// The items of `data`: an array of them, one, or the array within `{messages: […]}`.
inline void read_items(const json_view& data, const item_context& context, parse_report& report) {
  const auto items = data["messages"].is(json_kind::array) ? data["messages"] : data;
  if (!items.is(json_kind::array)) return read_item(items, context, report);
  if (!items.first().exists()) return report.ignore(ignore_reason::no_items, items);
  for (auto item = items.first(); item.exists(); item = item.next()) {
    read_item(item, context, report);
  }
}

/// Evolution's other events (its `wa.types.ts`), by the first word of their names.
inline constexpr std::array<std::string_view, 21> event_families{
    "application", "call",     "chats",    "connection", "contacts", "creds",    "errors",
    "group",       "groups",   "instance", "labels",     "logout",   "messages", "messaging",
    "new",         "presence", "qrcode",   "remove",     "send",     "status",   "typebot"};

[[nodiscard]] inline ignore_reason why_ignored(const std::string& event) {
  if (event == "messages.edited" || event == "send.message.update") {
    return ignore_reason::edit_event;
  }
  if (event == "send.message") return ignore_reason::send_echo;
  const auto family = std::string_view{event}.substr(0, event.find('.'));
  const bool is_known =
      std::find(event_families.begin(), event_families.end(), family) != event_families.end();
  return is_known ? ignore_reason::other_event : ignore_reason::unknown_event;
}

/// `{event, instance, data, …}`.
inline void read_envelope(const json_view& body, item_context context, parse_report& report) {
  const auto event = normal_event(body["event"].string());
  // messages.upsert has a status too, but is not a receipt: the event alone decides.
  if (event != "messages.update") return report.ignore(why_ignored(event));
  const auto data = body["data"];
  if (data.is_missing()) {
    return report.add(field_issue(issue_code::missing_data, body, "data", "no data"));
  }
  if (!data.is_container()) {
    return report.add(field_issue(issue_code::wrong_type, body, "data", "not an object or list"));
  }
  const auto name = instance_name(body);
  if (auto problem = check_name(body, name)) return report.add(std::move(*problem));
  context.instance = body[name].string();
  context.failure = reason_in(body);
  context.has_event = true;
  context.message_id_is_whatsapps = name == "sessionId";
  context.own.sender = body["sender"].string();
  read_items(data, context, report);
}

/// One body, without its wrapper: an envelope or a bare item.
inline void read_body(const json_view& body, const item_context& bare, parse_report& report) {
  if (!body.is(json_kind::object)) {
    return report.add(issue{issue_code::wrong_type, body.pointer(), "not an object", "", 0});
  }
  const auto event = body["event"];
  if (event.is_container()) {
    return report.add(field_issue(issue_code::wrong_type, body, "event", "not a name"));
  }
  report.event = to_json_text(event);
  // For a send with `webhookUrl`, Evolution posts the v2 object there without its envelope.
  const bool is_bare = !event.exists() && !body["data"].exists() &&
                       (body["keyId"].exists() || body["messageId"].exists());
  if (is_bare) return read_item(body, bare, report);
  read_envelope(body, bare, report);
}

/// An element of a list of whole bodies, as n8n passes on: a bare item, or an envelope.
inline void read_element(const json_view& element, const item_context& bare, parse_report& report) {
  const auto inner = unwrapped(element);
  if (inner.is(json_kind::object) && inner["event"].exists()) {
    return read_body(inner, bare, report);
  }
  if (is_wrapper(element) && !inner.is_container()) return report.add(wrapped_text(inner));
  if (is_wrapper(element)) return read_items(inner, bare, report);
  read_item(element, bare, report);
}

inline void read(const json_view& body, const item_context& bare, parse_report& report) {
  const auto inner = unwrapped(body);
  if (is_wrapper(body) && !inner.is_container()) return report.add(wrapped_text(inner));
  if (!inner.is(json_kind::array)) return read_body(inner, bare, report);
  if (!inner.first().exists()) return report.ignore(ignore_reason::no_items, inner);
  for (auto each = inner.first(); each.exists(); each = each.next()) {
    read_element(each, bare, report);
  }
}

[[nodiscard]] inline dialect make(const number_table& numbers, bool assumes_numbers) {
  item_context bare;
  bare.numbers = numbers;
  bare.assumes_numbers = assumes_numbers;
  return {"evolution",
          {{"event"},
           {"instance"},
           {"instanceName"},
           {"instanceKey"},
           {"sessionId"},
           {"session"},
           {"sender"},
           {"data"},
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
           {"type", true},
           {"headers", true},
           {"body"}},
          [bare](const json_view& body, parse_report& report) { read(body, bare, report); }};
}

}  // namespace detail::evolution

WAYBILL_INLINE dialect evolution(const number_table& numbers) {
  return detail::evolution::make(numbers, false);
}

WAYBILL_INLINE dialect evolution() { return detail::evolution::make(reference_numbers, true); }

}  // namespace waybill
