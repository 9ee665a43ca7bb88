#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/cached_store.hpp>
#include <waybill/testing/contract/world.hpp>

namespace waybill_test {

/// Another world, with a cache before its store. What it observes is that store.
class cached_world final : public waybill::testing::contract_world {
 public:
  explicit cached_world(std::unique_ptr<contract_world> of)
      : of_(std::move(of)), cache_(of_->subject()) {}

  [[nodiscard]] waybill::store& subject() override { return cache_; }
  [[nodiscard]] std::vector<waybill::testing::part> left_out() const override {
    return of_->left_out();
  }
  [[nodiscard]] std::string id(std::size_t n) const override { return of_->id(n); }
  void add_campaign(const std::string& tenant, const std::string& campaign) override {
    of_->add_campaign(tenant, campaign);
  }
  void add_message(const waybill::tracked_message& row) override { of_->add_message(row); }
  void add_messages(std::span<const waybill::tracked_message> rows) override {
    of_->add_messages(rows);
  }
  [[nodiscard]] waybill::campaign_delta counters(const std::string& tenant,
                                                 const std::string& campaign) override {
    return of_->counters(tenant, campaign);
  }
  void add_instance(const std::string& tenant, const std::string& name,
                    const waybill::instance_stats& gauges) override {
    of_->add_instance(tenant, name, gauges);
  }
  [[nodiscard]] waybill::instance_stats gauges(const std::string& tenant,
                                               const std::string& instance) override {
    return of_->gauges(tenant, instance);
  }
  void add_contact(const std::string& tenant, const std::string& contact,
                   const std::string& name) override {
    of_->add_contact(tenant, contact, name);
  }
  [[nodiscard]] std::optional<waybill::time_point> last_interaction(
      const std::string& tenant, const std::string& contact) override {
    return of_->last_interaction(tenant, contact);
  }
  [[nodiscard]] std::vector<waybill::log_entry> log(const std::string& tenant,
                                                    const std::string& campaign) override {
    return of_->log(tenant, campaign);
  }

 private:
  std::unique_ptr<contract_world> of_;
  waybill::cached_store cache_;
};

/// Worlds as `make` makes them, each behind a cache.
[[nodiscard]] inline waybill::testing::world_factory cached_worlds(
    waybill::testing::world_factory make) {
  return [make = std::move(make)] { return std::make_unique<cached_world>(make()); };
}

}  // namespace waybill_test
