#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <waybill/impl/store/failure_counts.hpp>
#include <waybill/impl/store/memory_recipients.hpp>
#include <waybill/impl/store/memory_tables.hpp>
#include <waybill/impl/store/pace_sums.hpp>
#include <waybill/message.hpp>
#include <waybill/stats.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

/// What a `memory_store` tells dashboards and operators.
class memory_reports final : public report_store {
 public:
  explicit memory_reports(memory_tables& tables) noexcept : tables_(tables) {}

  std::optional<campaign_stats> read_campaign(const campaign_key& campaign) override {
    const std::scoped_lock lock{tables_.mutex};
    return find_copy(tables_.campaigns, campaign);
  }

  std::optional<instance_stats> read_instance(const instance_key& instance) override {
    const std::scoped_lock lock{tables_.mutex};
    return find_copy(tables_.instances, instance);
  }

  std::vector<tracked_message> find_stalled(std::string_view tenant, time_point sent_before,
                                            std::size_t limit) override {
    const std::scoped_lock lock{tables_.mutex};
    std::vector<tracked_message> result;
    for (const auto& [key, row] : tables_.rows) {
      if (key.tenant != tenant || row.status != message_status::sent) continue;
      if (row.times.sent_at && *row.times.sent_at < sent_before) {
        result.push_back(tables_.with_contact(row));
      }
    }
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
      return std::tie(a.times.sent_at, a.key) < std::tie(b.times.sent_at, b.key);
    });
    if (result.size() > limit) result.resize(limit);
    return result;
  }

  std::optional<campaign_audit> audit(const campaign_key& campaign) override {
    const std::scoped_lock lock{tables_.mutex};
    return recount(campaign);
  }

  std::optional<campaign_audit> repair(const campaign_key& campaign) override {
    const std::scoped_lock lock{tables_.mutex};
    const auto result = recount(campaign);
    if (!result) return result;
    auto pace = recount_slots(campaign);
    tables_.campaigns[campaign].counters += result->drift();
    tables_.paces[campaign].swap(pace);
    return result;
  }

  std::vector<failure_count> failures(const campaign_key& campaign) override {
    const std::scoped_lock lock{tables_.mutex};
    failure_counts counts;
    for (const auto& [key, row] : tables_.rows) {
      if (is_failed_in(campaign, row)) counts.add(row.reason.kind, row.reason.code, 1);
    }
    return std::move(counts).take();
  }

  std::vector<instance_failures> failures_by_instance(const campaign_key& campaign) override {
    const std::scoped_lock lock{tables_.mutex};
    instance_failure_counts counts;
    for (const auto& [key, row] : tables_.rows) {
      if (is_failed_in(campaign, row)) counts.add(row.instance, row.reason, 1);
    }
    return std::move(counts).take();
  }

  recipient_page read_recipients(const campaign_key& campaign,
                                 const recipient_query& query) override {
    const std::scoped_lock lock{tables_.mutex};
    return memory_recipients{tables_, campaign, query}.take();
  }

  std::optional<message_story> find_message(const row_key& row) override {
    const std::scoped_lock lock{tables_.mutex};
    const auto slot = tables_.rows.find(row);
    if (slot == tables_.rows.end()) return std::nullopt;
    return memory_story(tables_, slot->second);
  }

  std::vector<message_story> find_messages(const message_key& message) override {
    const std::scoped_lock lock{tables_.mutex};
    std::vector<message_story> result;
    const auto slot = tables_.rows_by_message_id.find(message);
    if (slot == tables_.rows_by_message_id.end()) return result;
    for (const auto* row : slot->second) result.push_back(memory_story(tables_, *row));
    return result;
  }

  std::optional<campaign_pace> read_pace(const campaign_key& campaign) override {
    const std::scoped_lock lock{tables_.mutex};
    const auto stats = find_copy(tables_.campaigns, campaign);
    if (!stats) return std::nullopt;
    pace_reading reading{stats->total_contacts};
    const auto kept = tables_.paces.find(campaign);
    if (kept == tables_.paces.end()) return std::move(reading).take();
    for (const auto& [slot, messages] : kept->second) reading.add(slot, messages);
    return std::move(reading).take();
  }

  std::vector<logged_entry> read_log(const campaign_key& campaign, std::optional<log_id> before,
                                     std::size_t limit) override {
    const std::scoped_lock lock{tables_.mutex};
    std::vector<logged_entry> page;
    const auto slot = tables_.logs.find(campaign);
    if (slot == tables_.logs.end()) return page;
    const auto& log = slot->second;
    for (auto entry = log.rbegin(); entry != log.rend() && page.size() < limit; ++entry) {
      if (!before || entry->id < *before) page.push_back(*entry);
    }
    return page;
  }

  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override {
    const std::scoped_lock lock{tables_.mutex};
    std::map<std::vector<logged_entry>*, std::ptrdiff_t> going;
    std::size_t removed = 0;
    log_id last = 0;
    for (; removed < limit; ++removed) {
      auto* const log = oldest_log(tenant, going);
      if (log == nullptr) break;
      const auto& oldest = *(log->begin() + going[log]);
      if (oldest.entry.at >= older_than) break;
      last = oldest.id;
      ++going[log];
    }
    if (removed == 0) return 0;
    tables_.removed_through.insert_or_assign(std::string{tenant}, last);
    for (const auto& [log, count] : going) log->erase(log->begin(), log->begin() + count);
    return removed;
  }

 private:
  /// The log with a tenant's oldest entry of those that are not going; null where all are.
  [[nodiscard]] std::vector<logged_entry>* oldest_log(
      std::string_view tenant, std::map<std::vector<logged_entry>*, std::ptrdiff_t>& going) {
    std::vector<logged_entry>* oldest = nullptr;
    for (auto& [campaign, log] : tables_.logs) {
      if (campaign.tenant != tenant || going[&log] == std::ssize(log)) continue;
      if (oldest == nullptr ||
          (log.begin() + going[&log])->id < (oldest->begin() + going[oldest])->id) {
        oldest = &log;
      }
    }
    return oldest;
  }

  template <typename Key, typename Value>
  [[nodiscard]] static std::optional<Value> find_copy(const std::map<Key, Value>& table,
                                                      const Key& key) {
    const auto slot = table.find(key);
    return slot == table.end() ? std::nullopt : std::optional{slot->second};
  }

  [[nodiscard]] static bool is_failed_in(const campaign_key& campaign,
                                         const tracked_message& row) noexcept {
    return row.key.tenant == campaign.tenant && row.campaign == campaign.campaign &&
           row.status == message_status::failed;
  }

  /// Counters beside a recount of the rows; nothing for an unknown campaign.
  [[nodiscard]] std::optional<campaign_audit> recount(const campaign_key& campaign) const {
    const auto stats = find_copy(tables_.campaigns, campaign);
    if (!stats) return std::nullopt;
    campaign_audit result{stats->counters, {}};
    for (const auto& [key, row] : tables_.rows) {
      if (key.tenant == campaign.tenant && row.campaign == campaign.campaign) {
        result.rows += memory_tables::counts_of(row);
      }
    }
    return result;
  }

  [[nodiscard]] pace_counts recount_slots(const campaign_key& campaign) const {
    pace_counts result;
    for (const auto& [key, row] : tables_.rows) {
      if (key.tenant == campaign.tenant && row.campaign == campaign.campaign) {
        add_move(result, {}, slots_of(row.status, row.times));
      }
    }
    return result;
  }

  memory_tables& tables_;
};

}  // namespace waybill::detail
