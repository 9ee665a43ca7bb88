#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/impl/store/memory_reports.hpp>
#include <waybill/impl/store/memory_tables.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

// What a `memory_store` can do beside `load` and `apply`, but for its reports.

class memory_sends final : public send_store {
 public:
  explicit memory_sends(memory_tables& tables) noexcept : tables_(tables) {}

  std::vector<std::optional<tracked_message>> load_rows(std::span<const row_key> rows) override {
    const std::scoped_lock lock{tables_.mutex};
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
    const std::scoped_lock lock{tables_.mutex};
    for (const auto& row : rows) tables_.make(row);
    return true;
  }

  /// Where a tenant has made no instance, there is nothing to compare with.
  bool knows_instance(const instance_key& instance) override {
    const std::scoped_lock lock{tables_.mutex};
    const auto& all = tables_.instances;
    return all.contains(instance) || std::none_of(all.begin(), all.end(), [&](const auto& each) {
             return each.first.tenant == instance.tenant;
           });
  }

 private:
  memory_tables& tables_;
};

class memory_parking final : public parking_store {
 public:
  explicit memory_parking(memory_tables& tables) noexcept : tables_(tables) {}

  std::vector<parked_id> park(std::span<const incoming_update> updates) override {
    const std::scoped_lock lock{tables_.mutex};
    return tables_.parked.park(updates);
  }

  std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) override {
    const std::scoped_lock lock{tables_.mutex};
    return tables_.parked.make_room(std::string{tenant}, cap, limit);
  }

  std::vector<parked_update> parked_for(std::span<const message_key> keys) override {
    const std::scoped_lock lock{tables_.mutex};
    return tables_.parked.find(keys);
  }

  std::vector<parked_update> parked_after(parked_id after, std::size_t limit) override {
    const std::scoped_lock lock{tables_.mutex};
    return tables_.parked.after(after, limit);
  }

  void forget(std::span<const parked_key> keys) override {
    const std::scoped_lock lock{tables_.mutex};
    for (const auto& key : keys) tables_.parked.forget(key);
  }

  std::size_t forget_unknown(std::span<const parked_key> keys) override {
    const std::scoped_lock lock{tables_.mutex};
    std::size_t count = 0;
    for (const auto& key : keys) {
      const auto* parked = tables_.parked.find(key);
      if (parked == nullptr) continue;
      if (!tables_.find({key.tenant, parked->incoming.update.message_id}).empty()) continue;
      tables_.parked.forget(key);
      ++count;
    }
    return count;
  }

 private:
  memory_tables& tables_;
};

class memory_catalog final : public catalog_store {
 public:
  explicit memory_catalog(memory_tables& tables) noexcept : tables_(tables) {}

  void add_campaign(const campaign_key& campaign) override {
    const std::scoped_lock lock{tables_.mutex};
    tables_.campaigns.try_emplace(campaign);
  }

  void add_instance(const instance_key& instance) override {
    const std::scoped_lock lock{tables_.mutex};
    tables_.instances.try_emplace(instance);
  }

  void add_contact(const contact_key& contact, std::string_view name) override {
    const std::scoped_lock lock{tables_.mutex};
    tables_.contacts.try_emplace(contact, memory_contact{std::string{name}, {}});
  }

  std::vector<std::string> campaigns(std::string_view tenant) override {
    const std::scoped_lock lock{tables_.mutex};
    std::vector<std::string> result;
    for (const auto& [key, stats] : tables_.campaigns) {
      if (key.tenant == tenant) result.push_back(key.campaign);
    }
    return result;
  }

  std::vector<std::string> instances(std::string_view tenant) override {
    const std::scoped_lock lock{tables_.mutex};
    std::vector<std::string> result;
    for (const auto& [key, gauges] : tables_.instances) {
      if (key.tenant == tenant) result.push_back(key.name);
    }
    return result;
  }

 private:
  memory_tables& tables_;
};

}  // namespace waybill::detail
