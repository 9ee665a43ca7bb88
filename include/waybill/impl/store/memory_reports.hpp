#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include <waybill/impl/store/memory_database.hpp>
#include <waybill/report_store.hpp>

namespace waybill::detail {

/// What dashboards and operators ask: `memory_store::reports`.
class memory_reports final : public report_store {
 public:
  explicit memory_reports(memory_database& in) : in_(in) {}

  std::optional<campaign_stats> read_campaign(const campaign_key& of) override {
    const std::scoped_lock lock{in_.mutex};
    const auto slot = in_.tables.campaigns.find(of);
    return slot == in_.tables.campaigns.end() ? std::optional<campaign_stats>{} : slot->second;
  }

  std::optional<instance_stats> read_instance(const instance_key& of) override {
    const std::scoped_lock lock{in_.mutex};
    const auto slot = in_.tables.instances.find(of);
    return slot == in_.tables.instances.end() ? std::optional<instance_stats>{} : slot->second;
  }

  std::vector<tracked_message> find_stalled(std::string_view tenant, time_point sent_before,
                                            std::size_t limit) override {
    const std::scoped_lock lock{in_.mutex};
    std::vector<tracked_message> result;
    for (const auto& [key, row] : in_.tables.rows) {
      if (key.tenant != tenant || row.status != message_status::sent) continue;
      if (row.times.sent_at && *row.times.sent_at < sent_before) {
        result.push_back(in_.tables.with_contact(row));
      }
    }
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
      return std::tie(a.times.sent_at, a.key) < std::tie(b.times.sent_at, b.key);
    });
    if (result.size() > limit) result.resize(limit);
    return result;
  }

  std::optional<campaign_audit> audit(const campaign_key& of) override {
    const std::scoped_lock lock{in_.mutex};
    return audit_tables(of);
  }

  std::optional<campaign_audit> repair(const campaign_key& of) override {
    const std::scoped_lock lock{in_.mutex};
    const auto result = audit_tables(of);
    if (result) in_.tables.campaigns[of].counters += result->drift();
    return result;
  }

  std::vector<logged_entry> read_log(const campaign_key& of, std::optional<log_id> before,
                                     std::size_t limit) override {
    const std::scoped_lock lock{in_.mutex};
    std::vector<logged_entry> page;
    const auto slot = in_.tables.logs.find(of);
    if (slot == in_.tables.logs.end()) return page;
    const auto& log = slot->second;
    for (auto entry = log.rbegin(); entry != log.rend() && page.size() < limit; ++entry) {
      if (!before || entry->id < *before) page.push_back(*entry);
    }
    return page;
  }

  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override {
    const std::scoped_lock lock{in_.mutex};
    std::size_t removed = 0;
    for (auto& [key, log] : in_.tables.logs) {
      if (key.tenant != tenant) continue;
      std::erase_if(log, [&](const logged_entry& logged) {
        const bool goes = removed < limit && logged.entry.at < older_than;
        removed += goes ? 1 : 0;
        return goes;
      });
    }
    return removed;
  }

 private:
  /// Counters beside a recount of the rows; nothing for an unknown campaign.
  [[nodiscard]] std::optional<campaign_audit> audit_tables(const campaign_key& of) const {
    const auto slot = in_.tables.campaigns.find(of);
    if (slot == in_.tables.campaigns.end()) return std::nullopt;
    campaign_audit result{slot->second.counters, {}};
    for (const auto& [key, row] : in_.tables.rows) {
      if (key.tenant == of.tenant && row.campaign == of.campaign) {
        result.rows += memory_tables::counts_of(row);
      }
    }
    return result;
  }

  memory_database& in_;
};

}  // namespace waybill::detail
