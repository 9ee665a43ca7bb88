#pragma once

#include <string>
#include <utility>

#include <waybill/dialects/evolution.hpp>
#include <waybill/dialects/nested_item.hpp>

namespace waybill {

namespace detail::evolution {

using namespace dialects;

/// Evolution's own shape, flat: `data.id` in v1, `data.keyId` in v2. v2's `messageId` is a key of
/// Evolution's database, which no sender ever saw: never an id.
inline void read_flat_item(const json_view& item, const item_context& context,
                           parse_report& report) {
  const auto status = item["status"];
  if (status.is_missing()) return report.ignore(ignore_reason::no_status, item);
  if (const auto reason = not_a_receipt(status, item, context.numbers)) {
    return report.ignore(*reason, item);
  }
  const bool v2 = item["keyId"].exists() || item["messageId"].exists();
  const auto* const id = v2 ? "keyId" : "id";
  if (auto problem = check_message_id(item, id)) return report.add(std::move(*problem));
  const auto what = find_receipt(status, context.numbers);
  if (!what) return report.add(unmapped_status(item, status, context.numbers));
  // No time: v1's `datetime` is when Evolution posted, and `date_time` is local time with a false
  // Z.
  report.add(make_update(context, item[id], status, *what));
}

inline void read_item(const json_view& item, const item_context& context, parse_report& report) {
  if (!item.is(json_kind::object)) {
    return report.add(issue{issue_code::wrong_type, item.pointer(), "not an object", "", 0});
  }
  if (const auto reason = not_a_chat(item["remoteJid"].string())) {
    return report.ignore(*reason, item);
  }
  const bool flat = item["keyId"].exists() || item["messageId"].exists() || item["id"].exists() ||
                    item["remoteJid"].exists();
  const bool nested = item["key"].exists() || item["update"].exists();
  if (flat && !nested) {
    read_flat_item(item, context, report);
  } else {
    read_nested_item(item, context, report);
  }
}

inline void read_items(const json_view& data, const item_context& context, parse_report& report) {
  if (!data.is(json_kind::array)) return read_item(data, context, report);
  if (!data.first().exists()) return report.ignore(ignore_reason::no_items, data);
  for (auto item = data.first(); item.exists(); item = item.next()) {
    read_item(item, context, report);
  }
}

[[nodiscard]] inline ignore_reason why_ignored(const std::string& event) {
  if (event == "messages.edited" || event == "send.message.update") {
    return ignore_reason::edit_event;
  }
  return event == "send.message" ? ignore_reason::send_echo : ignore_reason::other_event;
}

/// `{event, instance, data, …}`.
inline void read_envelope(const json_view& body, item_context context, parse_report& report) {
  const auto event = normal_event(body["event"].string());
  // messages.upsert carries a status too, and is no receipt: the event alone decides.
  if (event != "messages.update") return report.ignore(why_ignored(event));
  const auto data = body["data"];
  if (data.is_missing()) {
    return report.add(field_issue(issue_code::missing_data, body, "data", "no data"));
  }
  if (!data.is_container()) {
    return report.add(field_issue(issue_code::wrong_type, body, "data", "not an object or list"));
  }
  if (auto problem = check_name(body, "instance")) return report.add(std::move(*problem));
  context.instance = body["instance"].string();
  context.failure_text = reason_text(body["error"]);
  read_items(data, context, report);
}

inline void read(const json_view& body, const number_table& numbers, parse_report& report) {
  const item_context bare{{}, {}, numbers};
  if (body.is(json_kind::array)) return read_items(body, bare, report);
  if (!body.is(json_kind::object)) {
    return report.add(issue{issue_code::wrong_type, "", "not an object", "", 0});
  }
  const auto event = body["event"];
  if (event.is_container()) {
    return report.add(field_issue(issue_code::wrong_type, body, "event", "not a name"));
  }
  report.event = to_json_text(event);
  // A send with `webhookUrl` gets the v2 object posted there without its envelope.
  const bool is_bare = !event.exists() && !body["data"].exists() &&
                       (body["keyId"].exists() || body["messageId"].exists());
  if (is_bare) return read_item(body, bare, report);
  read_envelope(body, bare, report);
}

}  // namespace detail::evolution

WAYBILL_INLINE dialect evolution(const number_table& numbers) {
  return {"evolution",
          {{"event"},
           {"instance"},
           {"error"},
           {"data"},
           {"key"},
           {"id"},
           {"keyId"},
           {"messageId", true},
           {"remoteJid"},
           {"update"},
           {"status"},
           {"messageTimestamp"},
           {"messageStubParameters"},
           {"message", true},
           {"pollUpdates", true}},
          [numbers](const json_view& body, parse_report& report) {
            detail::evolution::read(body, numbers, report);
          }};
}

}  // namespace waybill
