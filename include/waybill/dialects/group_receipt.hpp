#pragma once

// One participant's receipt in a group, `{key, receipt}`, from Baileys' `message-receipt.update`.

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/dialects/nested_item.hpp>

namespace waybill::dialects {

/// Reads the group receipts of one body.
///
/// Baileys puts the receipts of our own other devices under `readTimestamp` too. So a read counts
/// only if the reader is certainly another account: by comparison with our own accounts, or because
/// it sent a delivery receipt, which our own devices never send for our own message.
class group_receipts {
 public:
  /// For one body; both arguments must outlive it.
  group_receipts(const item_context& context, parse_report& report)
      : context_(context), report_(report) {}

  /// Adds the answer for one item of the body to the report.
  void read(const json_view& item) {
    const auto key = item["key"];
    if (const auto reason = not_a_chat(key["remoteJid"].string())) {
      return report_.ignore(*reason, item);
    }
    if (auto problem = check_object(item, "key")) return report_.add(std::move(*problem));
    if (auto problem = check_message_id(key, "id")) return report_.add(std::move(*problem));
    const auto receipt = item["receipt"];
    const auto user = receipt["userJid"].is_missing() ? key["participant"] : receipt["userJid"];
    const auto owner = context_.own.whose(user.string());
    if (owner == ownership::own) return report_.ignore(ignore_reason::own_device, item);
    const auto delivered = read_time(receipt["receiptTimestamp"]);
    if (delivered.at) note_delivery(key, user);
    const bool has_told = delivered.at.has_value() || has_delivered(key, user);
    read_times(item, delivered, owner == ownership::other || has_told);
  }

 private:
  void read_times(const json_view& item, const told_time& delivered, bool is_somebody_else) {
    const auto read = read_time(item["receipt"]["readTimestamp"]);
    if (read.at && is_somebody_else) return add(item, "readTimestamp", receipt::read, *read.at);
    if (delivered.at) {
      if (read.is_odd) report_.remark(oddity(item, "readTimestamp"));
      return add(item, "receiptTimestamp", receipt::delivered, *delivered.at);
    }
    if (read.is_odd) return report_.add(oddity(item, "readTimestamp"));
    if (delivered.is_odd) return report_.add(oddity(item, "receiptTimestamp"));
    report_.ignore(read.at ? ignore_reason::unproven_reader : ignore_reason::no_status, item);
  }

  void add(const json_view& item, std::string_view field, receipt what, time_point when) {
    auto update = make_update(context_, item["key"]["id"], {}, what);
    update.word = to_json_text(field);
    update.occurred_at = when;
    report_.add(std::move(update));
  }

  [[nodiscard]] static issue oddity(const json_view& item, std::string_view field) {
    return field_issue(issue_code::wrong_type, item["receipt"], field, "no time that can be one");
  }

  [[nodiscard]] static std::pair<std::string, std::string> place_of(const json_view& key,
                                                                    const json_view& user) {
    return {std::string{key["id"].text()}, account_of(user.string())};
  }
  void note_delivery(const json_view& key, const json_view& user) {
    if (!user.string().empty()) delivered_.insert(place_of(key, user));
  }
  [[nodiscard]] bool has_delivered(const json_view& key, const json_view& user) const {
    return !delivered_.empty() && delivered_.count(place_of(key, user)) != 0;
  }

  const item_context& context_;
  parse_report& report_;
  std::set<std::pair<std::string, std::string>> delivered_;  ///< message ids and accounts
};

}  // namespace waybill::dialects
