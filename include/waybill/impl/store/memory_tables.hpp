#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/gauges.hpp>
#include <waybill/message.hpp>
#include <waybill/report_store.hpp>
#include <waybill/send_store.hpp>
#include <waybill/stats.hpp>

namespace waybill::detail {

struct memory_contact {
  std::string name;
  std::optional<time_point> last_interaction;
};

/// The tables of `memory_store`, without its lock.
class memory_tables {
 public:
  std::map<campaign_key, campaign_stats> campaigns;
  std::map<instance_key, instance_stats> instances;
  std::map<contact_key, memory_contact> contacts;
  std::map<campaign_key, std::vector<logged_entry>> logs;  ///< oldest first
  std::map<row_key, tracked_message> rows;

  /// Adds a row with the counts its state stands for; false if it is there already.
  bool insert(tracked_message row) {
    const auto key = row.key;
    const auto [slot, is_new] = rows.try_emplace(key, std::move(row));
    if (!is_new) return false;
    index(slot->second);
    const auto campaign = campaigns.find({key.tenant, slot->second.campaign});
    if (campaign == campaigns.end()) return true;
    ++campaign->second.total_contacts;
    campaign->second.counters += counts_of(slot->second);
    return true;
  }

  /// Makes a pending row, unless it is there or its campaign is not.
  void make(const new_row& row) {
    if (!row.campaign.empty() && !campaigns.contains({row.key.tenant, row.campaign})) return;
    insert({.key = row.key, .campaign = row.campaign, .contact = row.contact});
  }

  [[nodiscard]] std::vector<tracked_message> find(const message_key& key) const {
    std::vector<tracked_message> result;
    const auto slot = by_message_id_.find(key);
    if (slot == by_message_id_.end()) return result;
    for (const auto* row : slot->second) result.push_back(with_contact(*row));
    return result;
  }

  [[nodiscard]] tracked_message with_contact(tracked_message row) const {
    const auto contact = contacts.find({row.key.tenant, row.contact});
    if (contact != contacts.end()) row.contact_name = contact->second.name;
    return row;
  }

  /// Applies one change to everything but its instance's gauges, which add up over the batch.
  /// Returns the row, or nothing if the change lost the race.
  const tracked_message* apply(const change& what) {
    const auto slot = rows.find(what.key);
    if (slot == rows.end()) return nullptr;
    auto& row = slot->second;
    if (row.message_id != what.expected_message_id || row.state() != what.expected) return nullptr;
    if (what.send) assign(row, *what.send);
    for (const auto which : all_milestones) {
      if (what.proven[which]) row.times.prove(which, *what.proven[which]);
    }
    row.status = what.next_status;
    if (row.reason.empty()) row.reason = what.reason;
    follow(row, what);
    return &row;
  }

  /// What a row counts for in its campaign: the definition a recount goes by.
  [[nodiscard]] static campaign_delta counts_of(const tracked_message& row) {
    return {row.times.sent_at ? 1 : 0, row.times.delivered_at ? 1 : 0, row.times.read_at ? 1 : 0,
            row.status == message_status::failed ? 1 : 0};
  }

 private:
  void index(tracked_message& row) {
    if (row.message_id.empty()) return;
    by_message_id_[{row.key.tenant, row.message_id}].push_back(&row);
  }

  void assign(tracked_message& row, const new_send& send) {
    if (const auto old = by_message_id_.find({row.key.tenant, row.message_id});
        old != by_message_id_.end()) {
      std::erase(old->second, &row);
      if (old->second.empty()) by_message_id_.erase(old);
    }
    row.message_id = send.message_id;
    row.instance = send.instance;
    index(row);
    if (!send.restarts) return;
    row.times = {};
    row.reason = {};
  }

  /// The campaign's counters, the contact and the log.
  void follow(const tracked_message& row, const change& what) {
    const campaign_key campaign{row.key.tenant, row.campaign};
    if (const auto slot = campaigns.find(campaign); slot != campaigns.end()) {
      slot->second.counters += what.campaign;
    }
    if (!row.campaign.empty()) {
      auto& log = logs[campaign];
      for (const auto& entry : what.log) {
        log.push_back({++last_log_id_, row.key.row, row.contact, row.instance, entry});
      }
    }
    const auto contact = contacts.find({row.key.tenant, row.contact});
    if (contact == contacts.end()) return;
    auto& last = contact->second.last_interaction;
    last = std::max(last, what.interacted_at);
  }

  log_id last_log_id_ = 0;
  std::map<message_key, std::vector<tracked_message*>> by_message_id_;
};

}  // namespace waybill::detail
