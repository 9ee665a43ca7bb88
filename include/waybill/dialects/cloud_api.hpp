#pragma once

// Meta's WhatsApp Cloud API, and those who relay its bodies: 360dialog, Gupshup v3.

#include <array>
#include <string_view>
#include <utility>

#include <waybill/dialects/bodies.hpp>
#include <waybill/dialects/failure_codes.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill {

namespace detail::cloud_api {

using namespace dialects;

/// Meta's reference of the webhook `messages`, objects `statuses`.
inline constexpr std::array<word_meaning, 6> words{{
    {"sent", receipt::sent},
    {"delivered", receipt::delivered},
    {"read", receipt::read},
    {"played", receipt::played},
    {"failed", receipt::failed},
    {"enqueued", receipt::pending},  // Gupshup's own, before Meta has the message
}};

inline void read_status(const json_view& status, parse_report& report) {
  if (!status.is(json_kind::object)) {
    return report.add(issue{issue_code::wrong_type, status.pointer(), "not an object", "", 0});
  }
  // Payments and calls have statuses too, and ids of their own.
  const auto type = status["type"].string();
  if (!type.empty() && type != "message") return report.ignore(ignore_reason::other_event, status);
  const auto word = status["status"].string();
  // A deleted message stays delivered; a warning tells of products that could not be shown.
  if (is_one_of(word, {"deleted", "warning"})) {
    return report.ignore(ignore_reason::no_delivery_status, status);
  }
  const auto what = find_word(words, status["status"]);
  if (!what) return report.add(bad_status(status, "status"));
  auto update = update_of(*what, status["status"]);
  update.occurred_at = moment_in(status, "timestamp", report);
  if (*what == receipt::failed) {
    update.reason = with_kind(reason_of(status["errors"]), failure_codes::meta);
  }
  const auto chosen = status["biz_opaque_callback_data"].string();
  if (is_valid_id(chosen)) update.chosen_id = chosen;
  // Gupshup's answer to a send has its own id, and only that.
  const std::string_view id = status["gs_id"].is_missing() ? "id" : "gs_id";
  add_for_id(status, id, std::move(update), report);
}

/// A change of another field (`calls`, `message_template_status_update`, …) and one with inbound
/// messages or errors are no receipts.
inline void read_change(const json_view& change, parse_report& report) {
  const auto field = change["field"];
  if (!field.is_container()) report.event = to_json_text(field);
  const auto statuses = change["value"]["statuses"];
  const bool is_other = !field.is_missing() && field.string() != "messages";
  if (is_other || statuses.is_missing()) {
    return report.ignore(ignore_reason::other_event, change);
  }
  if (!statuses.is(json_kind::array)) {
    return report.add(field_issue(issue_code::wrong_type, change["value"], "statuses", "no list"));
  }
  if (!statuses.first().exists()) return report.ignore(ignore_reason::no_items, statuses);
  for (auto each = statuses.first(); each.exists(); each = each.next()) read_status(each, report);
}

inline void read_entry(const json_view& entry, parse_report& report) {
  const auto changes = entry["changes"];
  if (!changes.is(json_kind::array)) {
    return report.add(field_issue(issue_code::wrong_type, entry, "changes", "not a list"));
  }
  if (!changes.first().exists()) return report.ignore(ignore_reason::no_items, changes);
  for (auto each = changes.first(); each.exists(); each = each.next()) read_change(each, report);
}

inline void read(const json_view& body, parse_report& report) {
  const auto entries = body["entry"];
  const auto object = body["object"];
  if (!object.is_missing() && object.string() != "whatsapp_business_account") {
    return report.ignore(ignore_reason::unknown_event);  // another product's webhook
  }
  if (entries.is_missing()) return report.ignore(ignore_reason::unknown_event);
  if (!entries.is(json_kind::array)) {
    return report.add(field_issue(issue_code::wrong_type, body, "entry", "not a list"));
  }
  if (!entries.first().exists()) return report.ignore(ignore_reason::no_items, entries);
  for (auto each = entries.first(); each.exists(); each = each.next()) read_entry(each, report);
}

}  // namespace detail::cloud_api

/// Meta's Cloud API: every status of every change of every entry. Calls, payments, inbound messages
/// and changes of other fields are ignored.
///
/// The body names a telephone number's id and no instance, so none is compared: bound the instances
/// that a route may speak for by `origin::instances`. What was sent as `biz_opaque_callback_data`
/// finds the row that is intended under it (`tracker::intend`).
[[nodiscard]] inline dialect cloud_api() {
  return dialects::of_bodies("cloud_api",
                             {{"object"},
                              {"entry"},
                              {"changes"},
                              {"field"},
                              {"value"},
                              {"statuses"},
                              {"id"},
                              {"gs_id"},
                              {"biz_opaque_callback_data"},
                              {"status"},
                              {"type"},
                              {"timestamp"},
                              {"errors"},
                              {"code"},
                              {"title"},
                              {"message"},
                              {"error_data"},
                              {"details"}},
                             detail::cloud_api::read);
}

}  // namespace waybill
