#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/impl/store/pace_sums.hpp>
#include <waybill/impl/store/parked_table.hpp>
#include <waybill/message.hpp>
#include <waybill/stats.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

struct memory_contact {
  std::string name;
  std::optional<time_point> last_interaction;
};

/// What the parts of a `memory_store` share. Its members do not lock; their callers do.
class memory_tables {
 public:
  std::mutex mutex;                ///< of all that follows
  std::condition_variable logged;  ///< there may be more in a log
  std::map<campaign_key, campaign_stats> campaigns;
  std::map<instance_key, instance_stats> instances;
  std::map<contact_key, memory_contact> contacts;
  std::map<campaign_key, pace_counts> paces;
  std::map<campaign_key, std::vector<logged_entry>> logs;  ///< oldest first
  std::map<row_key, tracked_message> rows;
  std::map<message_key, std::vector<tracked_message*>> rows_by_message_id;
  log_id last_log_id = 0;
  std::map<std::string, log_id, std::less<>> removed_through;  ///< of each tenant's logs
  parked_table parked;

  /// Adds a row with the counts its state stands for; false if it is there already.
  bool insert(tracked_message row) {
    const auto key = row.key;
    const auto [slot, is_new] = rows.try_emplace(key, std::move(row));
    if (!is_new) return false;
    auto& added = slot->second;
    if (!added.message_id.empty()) {
      rows_by_message_id[{key.tenant, added.message_id}].push_back(&added);
    }
    const auto campaign = campaigns.find({key.tenant, added.campaign});
    if (campaign == campaigns.end()) return true;
    ++campaign->second.total_contacts;
    campaign->second.counters += counts_of(added);
    const auto slots = slots_of(added.status, added.times);
    if (!slots.empty()) add_move(paces[campaign->first], {}, slots);
    return true;
  }

  /// Makes a pending row, unless it is there or its campaign is not.
  void make(const new_row& row) {
    if (!row.campaign.empty() && !campaigns.contains({row.key.tenant, row.campaign})) return;
    insert({.key = row.key, .campaign = row.campaign, .contact = row.contact});
  }

  [[nodiscard]] std::vector<tracked_message> find(const message_key& key) const {
    std::vector<tracked_message> result;
    const auto slot = rows_by_message_id.find(key);
    if (slot == rows_by_message_id.end()) return result;
    for (const auto* row : slot->second) result.push_back(with_contact(*row));
    return result;
  }

  [[nodiscard]] tracked_message with_contact(tracked_message row) const {
    const auto contact = contacts.find({row.key.tenant, row.contact});
    if (contact != contacts.end()) row.contact_name = contact->second.name;
    return row;
  }

  /// What a row counts for in its campaign: the definition a recount goes by.
  [[nodiscard]] static campaign_delta counts_of(const tracked_message& row) {
    return {row.times.sent_at ? 1 : 0, row.times.delivered_at ? 1 : 0, row.times.read_at ? 1 : 0,
            row.status == message_status::failed ? 1 : 0};
  }
};

}  // namespace waybill::detail
