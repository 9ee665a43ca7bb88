#pragma once

// The item as Baileys emits it, `{key: {id, …}, update: {status, …}}`: what home-made relays pass
// on, and, with numbers of its own, the reference handler's shape.

#include <optional>
#include <string>
#include <utility>

#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/parse_report.hpp>

namespace waybill::dialects {

/// What holds for every item of a body.
struct item_context {
  std::string instance;             ///< the body's; empty where it names none
  std::string failure_text;         ///< the body's own word on why, if any
  number_table numbers;             ///< what a status that is a number means
  bool status_is_optional = false;  ///< an item without one is an edit, not an unknown status
};

/// The update both item shapes end in, once id and receipt are known to be good.
[[nodiscard]] inline status_update make_update(const item_context& context,
                                               const json_view& message_id, const json_view& status,
                                               receipt what) {
  status_update update;
  update.instance = context.instance;
  update.message_id = message_id.text();
  update.receipt = what;
  update.word = to_json_text(status);
  if (what == receipt::failed) update.reason.text = context.failure_text;
  return update;
}

/// Why a status that is present is still no receipt; `content` is what holds the new content.
[[nodiscard]] inline std::optional<ignore_reason> not_a_receipt(const json_view& status,
                                                                const json_view& content,
                                                                const number_table& numbers) {
  // Evolution 2.3.0 to 2.3.4 posts every edit, star and poll vote as DELETED.
  if (equal_words(status.string(), "DELETED")) return ignore_reason::deleted_is_not_a_receipt;
  // Later ones post them as SERVER_ACK. Only that word is doubted: Baileys' event buffer merges
  // real READ and DELIVERY_ACK receipts with content.
  const bool changes_content = content["message"].exists() || content["pollUpdates"].exists();
  if (changes_content && find_receipt(status, numbers) == receipt::sent) {
    return ignore_reason::content_update_not_a_receipt;
  }
  return std::nullopt;
}

/// What is wrong with an item's frame, in the order in which the reference handler looks.
[[nodiscard]] inline std::optional<issue> check_nested(const json_view& item) {
  if (auto problem = check_object(item, "key")) return problem;
  if (auto problem = check_message_id(item["key"], "id")) return problem;
  return check_object(item, "update");
}

inline void read_nested_item(const json_view& item, const item_context& context,
                             parse_report& report) {
  if (const auto reason = not_a_chat(item["key"]["remoteJid"].string())) {
    return report.ignore(*reason, item);
  }
  if (auto problem = check_nested(item)) return report.add(std::move(*problem));
  const auto update = item["update"];
  const auto status = update["status"];
  if (status.is_missing() && context.status_is_optional) {
    return report.ignore(ignore_reason::no_status, item);
  }
  if (const auto reason = not_a_receipt(status, update, context.numbers)) {
    return report.ignore(*reason, item);
  }
  const auto what = find_receipt(status, context.numbers);
  if (!what) return report.add(unmapped_status(update, status, context.numbers));
  auto result = make_update(context, item["key"]["id"], status, *what);
  if (*what == receipt::failed) {
    result.reason.code = reason_text(update["messageStubParameters"].first());
  }
  result.occurred_at = time_of(update["messageTimestamp"]);
  report.add(std::move(result));
}

}  // namespace waybill::dialects
