#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/catalog_store.hpp>
#include <waybill/detail/memory_parking.hpp>
#include <waybill/detail/memory_tables.hpp>
#include <waybill/parking_store.hpp>
#include <waybill/report_store.hpp>
#include <waybill/send_store.hpp>
#include <waybill/store.hpp>

namespace waybill {

/// A store in memory: the executable definition of what a store is, and what tests run on. It
/// keeps every promise of `store` but durability beyond the process.
///
/// Campaigns, instances and contacts are added before rows speak of them. Thread-safe; every call
/// is one step under one lock.
class memory_store final : public store,
                           public send_store,
                           public parking_store,
                           public report_store,
                           public catalog_store {
 public:
  void add_campaign(std::string_view tenant, std::string_view campaign) override {
    const std::scoped_lock lock{mutex_};
    tables_.campaigns.try_emplace({std::string{tenant}, std::string{campaign}});
  }
  void add_instance(std::string_view tenant, std::string_view name) override {
    add_instance(tenant, name, {});
  }
  /// The same with gauges that it has already.
  void add_instance(std::string_view tenant, std::string_view name, instance_stats gauges) {
    const std::scoped_lock lock{mutex_};
    tables_.instances.try_emplace({std::string{tenant}, std::string{name}}, std::move(gauges));
  }
  void add_contact(std::string_view tenant, std::string_view contact,
                   std::string_view name) override {
    const std::scoped_lock lock{mutex_};
    tables_.contacts.try_emplace({std::string{tenant}, std::string{contact}},
                                 detail::memory_contact{std::string{name}, {}});
  }
  /// Adds a row as it stands, its counts included; false if the row is there already.
  bool add_message(tracked_message row) {
    const std::scoped_lock lock{mutex_};
    return tables_.insert(std::move(row));
  }

  /// A campaign's log, oldest entry first.
  [[nodiscard]] std::vector<log_entry> log(std::string tenant, std::string campaign) const {
    const std::scoped_lock lock{mutex_};
    const auto slot = tables_.logs.find({std::move(tenant), std::move(campaign)});
    std::vector<log_entry> result;
    if (slot == tables_.logs.end()) return result;
    for (const auto& logged : slot->second) result.push_back(logged.entry);
    return result;
  }
  /// When a contact last read a message; nothing for an unknown one or one that never did.
  [[nodiscard]] std::optional<time_point> last_interaction(std::string tenant,
                                                           std::string contact) const {
    const std::scoped_lock lock{mutex_};
    const auto slot = tables_.contacts.find({std::move(tenant), std::move(contact)});
    return slot == tables_.contacts.end() ? std::nullopt : slot->second.last_interaction;
  }

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override {
    const std::scoped_lock lock{mutex_};
    std::vector<std::vector<tracked_message>> result;
    result.reserve(keys.size());
    for (const auto& key : keys) result.push_back(tables_.find(key));
    return result;
  }

  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override {
    const std::scoped_lock lock{mutex_};
    std::vector<std::size_t> lost;
    std::map<detail::tenant_key, gauge_change> gauges;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const auto* row = tables_.apply(changes[i]);
      if (row == nullptr) {
        lost.push_back(i);
      } else if (changes[i].instance != instance_delta{}) {
        gauges[{row->key.tenant, row->instance}] += changes[i];
      }
    }
    for (const auto& [key, sum] : gauges) {
      const auto slot = tables_.instances.find(key);
      if (slot != tables_.instances.end()) slot->second = advance(slot->second, sum);
    }
    return lost;
  }

  [[nodiscard]] send_store* sends() noexcept override { return this; }
  [[nodiscard]] parking_store* parking() noexcept override { return this; }
  [[nodiscard]] report_store* reports() noexcept override { return this; }
  [[nodiscard]] catalog_store* catalog() noexcept override { return this; }

  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override {
    const std::scoped_lock lock{mutex_};
    std::vector<std::optional<tracked_message>> result;
    result.reserve(rows.size());
    for (const auto& key : rows) {
      const auto slot = tables_.rows.find(key);
      result.emplace_back();
      if (slot != tables_.rows.end()) result.back() = tables_.with_contact(slot->second);
    }
    return result;
  }
  bool add_rows(std::span<const new_row> rows) override {
    const std::scoped_lock lock{mutex_};
    for (const auto& row : rows) tables_.make(row);
    return true;
  }
  [[nodiscard]] bool knows_instance(std::string_view tenant, std::string_view name) override {
    const std::scoped_lock lock{mutex_};
    const auto names = detail::ids_of(tables_.instances, tenant);
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
  }

  [[nodiscard]] parking_result park(std::span<const incoming_update> updates,
                                    std::size_t cap) override {
    const std::scoped_lock lock{mutex_};
    return parking_.park(updates, cap);
  }
  [[nodiscard]] std::vector<parked_update> parked_for(std::span<const message_key> keys) override {
    const std::scoped_lock lock{mutex_};
    return parking_.find(keys);
  }
  [[nodiscard]] std::vector<parked_update> parked_after(parked_id after,
                                                        std::size_t limit) override {
    const std::scoped_lock lock{mutex_};
    return parking_.after(after, limit);
  }
  void forget(std::span<const parked_key> keys) override {
    const std::scoped_lock lock{mutex_};
    for (const auto& key : keys) parking_.forget(key);
  }
  std::size_t forget_unknown(std::span<const parked_key> keys) override {
    const std::scoped_lock lock{mutex_};
    std::size_t count = 0;
    for (const auto& key : keys) {
      const auto* parked = parking_.find(key);
      if (parked == nullptr) continue;
      if (!tables_.find({key.tenant, parked->incoming.update.message_id}).empty()) continue;
      parking_.forget(key);
      ++count;
    }
    return count;
  }

  [[nodiscard]] std::optional<campaign_stats> read_campaign(std::string_view tenant,
                                                            std::string_view campaign) override;
  [[nodiscard]] std::optional<instance_stats> read_instance(std::string_view tenant,
                                                            std::string_view instance) override;
  [[nodiscard]] std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                          time_point sent_before,
                                                          std::size_t limit) override;
  [[nodiscard]] std::optional<campaign_audit> audit(std::string_view tenant,
                                                    std::string_view campaign) override;
  std::optional<campaign_audit> repair(std::string_view tenant, std::string_view campaign) override;
  [[nodiscard]] std::vector<logged_entry> read_log(std::string_view tenant,
                                                   std::string_view campaign,
                                                   std::optional<log_id> before,
                                                   std::size_t limit) override;
  std::size_t remove_log(std::string_view tenant, time_point older_than,
                         std::size_t limit) override;

  [[nodiscard]] std::vector<std::string> campaigns(std::string_view tenant) override {
    const std::scoped_lock lock{mutex_};
    return detail::ids_of(tables_.campaigns, tenant);
  }
  [[nodiscard]] std::vector<std::string> instances(std::string_view tenant) override {
    const std::scoped_lock lock{mutex_};
    return detail::ids_of(tables_.instances, tenant);
  }

 private:
  mutable std::mutex mutex_;
  detail::memory_tables tables_;
  detail::memory_parking parking_;
};

}  // namespace waybill

#include <waybill/detail/memory_reports.hpp>
