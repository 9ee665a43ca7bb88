#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/gauges.hpp>
#include <waybill/impl/store/memory_tables.hpp>
#include <waybill/impl/store/pace_sums.hpp>
#include <waybill/message.hpp>
#include <waybill/stats.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

/// One `apply` of `memory_store`. It works on copies, so that it changes all or, where memory runs
/// out, nothing: only `commit` changes what others see, and it allocates nothing.
class memory_step {
 public:
  explicit memory_step(memory_tables& tables) noexcept
      : tables_(tables), last_log_id_(tables.last_log_id) {}

  /// Takes a change in; false if it lost the race.
  [[nodiscard]] bool add(const change& what) {
    const auto stored = tables_.rows.find(what.key);
    if (stored == tables_.rows.end()) return false;
    auto& row =
        rows_.try_emplace(what.key, moving_row{&stored->second, stored->second}).first->second.next;
    if (row.message_id != what.expected_message_id || row.state() != what.expected) return false;
    const auto before = slots_of(row.status, row.times);
    if (what.send) assign(row, *what.send);
    for (const auto which : all_milestones) {
      if (what.proven[which]) row.times.prove(which, *what.proven[which]);
    }
    row.status = what.next_status;
    if (row.reason.empty()) row.reason = what.reason;
    follow(row, what);
    move_slots(row, before);
    return true;
  }

  /// Makes all changes seen. Call it once, last.
  void commit() {
    prepare();
    finish();
  }

 private:
  /// A row, and what it becomes.
  struct moving_row {
    tracked_message* stored;
    tracked_message next;
  };

  using row_list = std::vector<tracked_message*>;

  /// A row that gets another message id.
  struct id_move {
    tracked_message* row;
    row_list* from = nullptr;  ///< null where it had none
    row_list* to = nullptr;    ///< null where it has none now
  };

  static void assign(tracked_message& row, const new_send& send) {
    row.message_id = send.message_id;
    row.instance = send.instance;
    if (!send.restarts) return;
    row.times = {};
    row.reason = {};
  }

  /// The campaign's counters and log, the instance and the contact.
  void follow(const tracked_message& row, const change& what) {
    const campaign_key campaign{row.key.tenant, row.campaign};
    if (const auto slot = tables_.campaigns.find(campaign); slot != tables_.campaigns.end()) {
      counters_[&slot->second] += what.campaign;
    }
    if (!row.campaign.empty()) {
      for (const auto& entry : what.log) {
        logs_[campaign].push_back({++last_log_id_, row.key.row, row.contact, row.instance, entry});
      }
    }
    if (what.instance != instance_delta{}) {
      const auto instance = tables_.instances.find({row.key.tenant, row.instance});
      if (instance != tables_.instances.end()) gauges_[&instance->second] += what;
    }
    if (!what.interacted_at) return;
    const auto contact = tables_.contacts.find({row.key.tenant, row.contact});
    if (contact == tables_.contacts.end()) return;
    auto& last = interactions_[&contact->second];
    last = std::max(last, what.interacted_at);
  }

  /// The slots of the campaign's pace.
  void move_slots(const tracked_message& row, const pace_slots& before) {
    const auto campaign = tables_.campaigns.find({row.key.tenant, row.campaign});
    if (campaign == tables_.campaigns.end()) return;
    add_move(paces_[campaign->first], before, slots_of(row.status, row.times));
  }

  /// All that can fail. Places that are made here and stay empty cannot be seen.
  void prepare() {
    for (const auto& [instance, sum] : gauges_) advanced_[instance] = advance(*instance, sum);
    for (const auto& [campaign, slots] : paces_) prepare_slots(campaign, slots);
    for (const auto& [campaign, entries] : logs_) make_room(tables_.logs[campaign], entries.size());
    for (const auto& [key, row] : rows_) {
      if (row.next.message_id != row.stored->message_id) prepare_new_id(row);
    }
  }

  void prepare_slots(const campaign_key& campaign, const pace_counts& moved) {
    auto& kept = tables_.paces[campaign];
    for (const auto& [slot, messages] : moved) kept[slot];
  }

  void prepare_new_id(const moving_row& row) {
    auto& index = tables_.rows_by_message_id;
    auto& move = moves_.emplace_back(id_move{row.stored});
    const auto old = index.find({row.stored->key.tenant, row.stored->message_id});
    if (old != index.end()) {
      move.from = &old->second;
      left_.try_emplace(move.from, old);
    }
    if (row.next.message_id.empty()) return;
    move.to = &index[{row.next.key.tenant, row.next.message_id}];
    make_room(*move.to, ++arriving_[move.to]);
  }

  template <typename Item>
  static void make_room(std::vector<Item>& list, std::size_t more) {
    const auto needed = list.size() + more;
    if (needed > list.capacity()) list.reserve(std::max(needed, 2 * list.capacity()));
  }

  void finish() noexcept {
    for (auto& [key, row] : rows_) std::swap(*row.stored, row.next);
    for (const auto& move : moves_) {
      if (move.from != nullptr) std::erase(*move.from, move.row);
      if (move.to != nullptr) move.to->push_back(move.row);
    }
    for (const auto& [list, place] : left_) {
      if (list->empty()) tables_.rows_by_message_id.erase(place);
    }
    for (const auto& [campaign, sum] : counters_) campaign->counters += sum;
    for (const auto& [campaign, slots] : paces_) {
      auto& kept = tables_.paces.find(campaign)->second;
      for (const auto& [slot, messages] : slots) kept.find(slot)->second += messages;
    }
    for (auto& [instance, gauges] : advanced_) std::swap(*instance, gauges);
    for (const auto& [contact, at] : interactions_) {
      contact->last_interaction = std::max(contact->last_interaction, at);
    }
    for (auto& [campaign, entries] : logs_) {
      auto& log = tables_.logs.find(campaign)->second;
      for (auto& entry : entries) log.push_back(std::move(entry));
    }
    tables_.last_log_id = last_log_id_;
  }

  memory_tables& tables_;
  std::map<row_key, moving_row> rows_;
  std::map<campaign_stats*, campaign_delta> counters_;
  std::map<campaign_key, pace_counts> paces_;
  std::map<instance_stats*, gauge_change> gauges_;
  std::map<instance_stats*, instance_stats> advanced_;
  std::map<memory_contact*, std::optional<time_point>> interactions_;
  std::map<campaign_key, std::vector<logged_entry>> logs_;
  std::vector<id_move> moves_;
  std::map<row_list*, std::size_t> arriving_;  ///< how many rows come to a list
  std::map<row_list*, std::map<message_key, row_list>::iterator> left_;  ///< where rows leave
  log_id last_log_id_;
};

}  // namespace waybill::detail
