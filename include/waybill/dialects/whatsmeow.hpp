#pragma once

// Gateways that pass on whatsmeow's receipts: Evolution GO, wuzapi, uazapi.

#include <span>
#include <string_view>
#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/forms.hpp>
#include <waybill/dialects/whatsmeow_types.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::whatsmeow {

using namespace dialects;

/// One receipt, and the body that may have its `state` beside it, which then decides.
inline void read_receipt(const json_view& item, const json_view& body, std::string_view instance,
                         parse_report& report) {
  if (const auto reason = not_a_chat(item["Chat"].string())) return report.ignore(*reason, item);
  const bool has_state = !body["state"].is_missing();
  const auto& place = has_state ? body : item;
  const std::string_view name = has_state ? "state" : "Type";
  const auto word = place[name];
  if (const auto reason = not_a_delivery(word.string())) return report.ignore(*reason, item);
  // whatsmeow compares the reader's address with that of the account.
  if (is_true(item["IsFromMe"])) return report.ignore(ignore_reason::own_device, item);
  const auto what = find_word(whatsmeow_types, word);
  if (!what) return report.add(bad_status(place, name));
  auto update = update_of(*what, word);
  update.instance = instance;
  update.occurred_at = moment_in(item, "Timestamp", report);
  add_for_ids(item, "MessageIDs", update, report);
}

/// The event's name: the gateways write it in different fields, and the receipt in others.
[[nodiscard]] inline json_view event_of(const json_view& body) {
  for (const auto& name : {body["EventType"], body["event"], body["type"]}) {
    if (name.is(json_kind::string)) return name;
  }
  return {};
}

inline void read(const json_view& outer, parse_report& report) {
  // wuzapi's form has the body in one field, and may have the instance beside it.
  const auto body = outer["jsonData"].is(json_kind::object) ? outer["jsonData"] : outer;
  const auto event = event_of(body);
  report.event = to_json_text(event);
  if (!is_one_of(event.string(), {"Receipt", "ReadReceipt", "messages_update"})) {
    const bool is_ours = body["instanceToken"].exists() || body["token"].exists();
    return report.ignore(is_ours ? ignore_reason::other_event : ignore_reason::unknown_event);
  }
  const std::string_view name = body["event"].is(json_kind::object) ? "event" : "data";
  if (auto problem = check_object(body, name)) return report.add(std::move(*problem));
  const auto& holder = body[instance_name(body)].is_missing() ? outer : body;
  const auto field = instance_name(holder);
  if (auto problem = check_name(holder, field)) return report.add(std::move(*problem));
  read_receipt(body[name], body, holder[field].string(), report);
}

[[nodiscard]] inline json_result read_wuzapis_form(std::string_view form,
                                                   std::span<const json_field> fields,
                                                   const json_limits& limits) {
  return read_form_with(form, fields, limits, "jsonData");
}

}  // namespace detail::whatsmeow

/// Evolution GO's `Receipt`, wuzapi's `ReadReceipt` and uazapi's `messages_update`, as JSON or as
/// wuzapi's form: every id of a receipt. They report neither failures nor `sent`.
[[nodiscard]] inline dialect whatsmeow() {
  auto result = dialects::of_bodies("whatsmeow",
                                    {{"event"},
                                     {"type"},
                                     {"EventType"},
                                     {"data"},
                                     {"state"},
                                     {"instance"},
                                     {"instanceName"},
                                     {"instanceToken", true},
                                     {"token", true},
                                     {"Chat"},
                                     {"IsFromMe"},
                                     {"MessageIDs"},
                                     {"Type"},
                                     {"Timestamp"},
                                     {"jsonData"}},
                                    detail::whatsmeow::read);
  result.read_form = detail::whatsmeow::read_wuzapis_form;
  return result;
}

}  // namespace waybill
