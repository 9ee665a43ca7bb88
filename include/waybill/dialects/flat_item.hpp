#pragma once

// The item as Evolution posts it, flat: `data.id` in v1, `data.keyId` in v2.

#include <optional>
#include <string_view>
#include <utility>

#include <waybill/dialects/nested_item.hpp>

namespace waybill::dialects {

/// The field with a flat item's id. v2's `messageId` is a key of Evolution's database, which
/// senders never see, so it is not the id; only some relays use that name for WhatsApp's id.
[[nodiscard]] inline std::string_view flat_id_name(const json_view& item,
                                                   const item_context& context) noexcept {
  if (item["keyId"].exists()) return "keyId";
  if (!item["messageId"].exists()) return "id";
  return context.message_id_is_whatsapps ? "messageId" : "keyId";
}

/// Two ids in one item must be the same, or it is unknown which is meant.
[[nodiscard]] inline std::optional<issue> check_one_id(const json_view& item, std::string_view id) {
  const auto other = item["key"]["id"];
  if (other.is_missing() || other.text() == item[id].text()) return std::nullopt;
  return field_issue(issue_code::invalid_message_id, item["key"], "id",
                     "another message id than the one beside it");
}

inline void read_flat_item(const json_view& item, const item_context& context,
                           parse_report& report) {
  const auto status = item["status"];
  if (status.is_missing()) return report.ignore(ignore_reason::no_status, item);
  if (const auto reason = not_a_receipt(status, item, context.numbers)) {
    return report.ignore(*reason, item);
  }
  const auto id = flat_id_name(item, context);
  if (auto problem = check_message_id(item, id)) return report.add(std::move(*problem));
  if (auto problem = check_one_id(item, id)) return report.add(std::move(*problem));
  const auto what = find_receipt(status, context.numbers);
  if (!what) return report.add(unmapped_status(item, status, context.numbers));
  report.assumes_numbers |= context.assumes_numbers && is_doubtful(status);
  if (is_of_own_device(item["remoteJid"].string(), item["participant"].string(), *what,
                       context.own)) {
    return report.ignore(ignore_reason::own_device, item);
  }
  // No time: v1's `datetime` is when Evolution posted, and `date_time` is local time with a wrong
  // Z.
  report.add(make_update(context, item[id], status, *what, item));
}

}  // namespace waybill::dialects
