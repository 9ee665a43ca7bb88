#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/catalog_store.hpp>
#include <waybill/impl/store/memory_database.hpp>

namespace waybill::detail {

/// Campaigns, instances and contacts: `memory_store::catalog`.
class memory_catalog final : public catalog_store {
 public:
  explicit memory_catalog(memory_database& in) : in_(in) {}

  void add_campaign(const campaign_key& which) override {
    const std::scoped_lock lock{in_.mutex};
    in_.tables.campaigns.try_emplace(which);
  }
  void add_instance(const instance_key& which) override {
    const std::scoped_lock lock{in_.mutex};
    in_.tables.instances.try_emplace(which);
  }
  void add_contact(const contact_key& which, std::string_view name) override {
    const std::scoped_lock lock{in_.mutex};
    in_.tables.contacts.try_emplace(which, memory_contact{std::string{name}, {}});
  }

  std::vector<std::string> campaigns(std::string_view tenant) override {
    const std::scoped_lock lock{in_.mutex};
    std::vector<std::string> ids;
    for (const auto& [key, stats] : in_.tables.campaigns) {
      if (key.tenant == tenant) ids.push_back(key.campaign);
    }
    return ids;
  }
  std::vector<std::string> instances(std::string_view tenant) override {
    const std::scoped_lock lock{in_.mutex};
    std::vector<std::string> names;
    for (const auto& [key, gauges] : in_.tables.instances) {
      if (key.tenant == tenant) names.push_back(key.name);
    }
    return names;
  }

 private:
  memory_database& in_;
};

}  // namespace waybill::detail
