#pragma once

// The item as Baileys emits it, `{key: {id, …}, update: {status, …}}`: what many relays pass on,
// and, with other numbers, the reference handler's shape. Some omit `update`:
// `{key: {id, …}, status}`.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/dialect.hpp>
#include <waybill/dialects/accounts.hpp>
#include <waybill/dialects/failure_codes.hpp>
#include <waybill/dialects/receipt_fields.hpp>

namespace waybill::dialects {

/// What is the same for every item of a body.
struct item_context {
  std::string instance{};                  ///< from the body; empty if it names none
  failure_reason failure{};                ///< the body's reason, if any
  number_table numbers = baileys_numbers;  ///< the meaning of status numbers
  bool assumes_numbers = false;            ///< no table was chosen
  bool status_is_optional = false;  ///< an item without one is an edit, not an unknown status
  bool has_event = false;           ///< the body says that these are updates
  /// `messageId` is WhatsApp's id, as in relays that call the instance a session; Evolution's own
  /// `messageId` is a key of its database.
  bool message_id_is_whatsapps = false;
  own_addresses own{};  ///< to compare a group's participants with
};

/// Codes are of WhatsApp's server, or of Meta where the gateway stands in front of the Cloud API.
inline void find_kind_of(failure_reason& reason) {
  reason.kind = find_kind(reason.code, failure_codes::baileys, failure_codes::meta);
}

/// Makes the update for both item shapes, after id and receipt were checked. `item` may hold a
/// reason.
[[nodiscard]] inline status_update make_update(const item_context& context,
                                               const json_view& message_id, const json_view& status,
                                               receipt what, const json_view& item = {}) {
  status_update update;
  update.instance = context.instance;
  update.message_id = message_id.text();
  update.receipt = what;
  update.word = to_json_text(status);
  if (what == receipt::failed) {
    update.reason = reason_in(item);
    if (update.reason.empty()) update.reason = context.failure;
    find_kind_of(update.reason);
  }
  return update;
}

/// Why a status is not a receipt; `content` is the object with the new content.
[[nodiscard]] inline std::optional<ignore_reason> not_a_receipt(const json_view& status,
                                                                const json_view& content,
                                                                const number_table& numbers) {
  // Evolution 2.3.0 to 2.3.4 posts every edit, star and poll vote as DELETED.
  if (equal_words(status.string(), "DELETED")) return ignore_reason::deleted_is_not_a_receipt;
  // Evolution's stored form of an edit, which it returns with the receipts of a message.
  if (equal_words(status.string(), "EDITED")) return ignore_reason::content_update_not_a_receipt;
  // Later versions post edits as SERVER_ACK. Other words remain receipts, because Baileys' event
  // buffer merges real READ and DELIVERY_ACK receipts with content. Relays write null for absent
  // fields.
  const bool changes_content =
      !content["message"].is_missing() || !content["pollUpdates"].is_missing();
  if (changes_content && find_receipt(status, numbers) == receipt::sent) {
    return ignore_reason::content_update_not_a_receipt;
  }
  return std::nullopt;
}

/// Whether a status is a number that the two tables read differently.
[[nodiscard]] inline bool is_doubtful(const json_view& status) noexcept {
  const auto number = status.integer();
  return number && reference_numbers.find(*number) != baileys_numbers.find(*number);
}

/// Whether a group's participant is our own device: its deliveries and reads prove nothing, but its
/// failures count.
[[nodiscard]] inline bool is_of_own_device(std::string_view chat, std::string_view participant,
                                           receipt what, const own_addresses& own) {
  const bool may_be =
      what == receipt::delivered || what == receipt::read || what == receipt::played;
  return may_be && chat.ends_with("@g.us") && own.whose(participant) == ownership::own;
}

/// The fault of an item's outer fields, in the order of the reference handler's checks.
[[nodiscard]] inline std::optional<issue> check_nested(const json_view& item, bool has_update) {
  if (auto problem = check_object(item, "key")) return problem;
  if (auto problem = check_message_id(item["key"], "id")) return problem;
  return has_update ? check_object(item, "update") : std::nullopt;
}

inline void read_nested_item(const json_view& item, const item_context& context,
                             parse_report& report) {
  const auto key = item["key"];
  if (const auto reason = not_a_chat(key["remoteJid"].string())) {
    return report.ignore(*reason, item);
  }
  const bool has_update = !item["update"].is_missing() || item["status"].is_missing();
  if (auto problem = check_nested(item, has_update)) return report.add(std::move(*problem));
  const auto update = has_update ? item["update"] : item;
  const auto status = update["status"];
  if (status.is_missing() && context.status_is_optional) {
    return report.ignore(ignore_reason::no_status, item);
  }
  if (const auto reason = not_a_receipt(status, update, context.numbers)) {
    return report.ignore(*reason, item);
  }
  // Without the event's name it may be a whole message, which has a status but is not a receipt.
  if (!has_update && !context.has_event && !item["message"].is_missing()) {
    return report.ignore(ignore_reason::content_update_not_a_receipt, item);
  }
  const auto what = find_receipt(status, context.numbers);
  if (!what) return report.add(unmapped_status(update, status, context.numbers));
  report.assumes_numbers |= context.assumes_numbers && is_doubtful(status);
  if (is_of_own_device(key["remoteJid"].string(), key["participant"].string(), *what,
                       context.own)) {
    return report.ignore(ignore_reason::own_device, item);
  }
  auto result = make_update(context, key["id"], status, *what, update);
  if (*what == receipt::failed && result.reason.code.empty()) {
    result.reason.code = reason_text(update["messageStubParameters"].first());
    find_kind_of(result.reason);
  }
  // Beside `key` this is the time of the message; only within `update` is it that of the report.
  if (has_update) result.occurred_at = time_of(update["messageTimestamp"]);
  report.add(std::move(result));
}

}  // namespace waybill::dialects
