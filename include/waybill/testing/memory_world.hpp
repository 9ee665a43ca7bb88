#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <waybill/memory_store.hpp>
#include <waybill/testing/contract/world.hpp>

namespace waybill::testing {

/// Puts a store in front of another one; whoever gets it keeps the inner one alive.
using store_wrapper = std::function<std::unique_ptr<store>(store& inner)>;

/// A world of one `memory_store`, and of what a wrapper puts in front of it. What it observes is
/// the memory store, whatever the wrapper says.
class memory_world final : public contract_world {
 public:
  /// Without a wrapper the memory store itself is checked. `left_out` is what the wrapper does not
  /// keep.
  explicit memory_world(const store_wrapper& wrap = {}, std::vector<part> left_out = {})
      : front_(wrap ? wrap(inner_) : nullptr), left_out_(std::move(left_out)) {}

  [[nodiscard]] store& subject() override { return front_ ? *front_ : inner_; }
  [[nodiscard]] std::vector<part> left_out() const override { return left_out_; }

  void add_campaign(const std::string& tenant, const std::string& campaign) override {
    inner_.catalog()->add_campaign({tenant, campaign});
  }
  void add_message(const tracked_message& row) override { inner_.add_message(row); }
  [[nodiscard]] campaign_delta counters(const std::string& tenant,
                                        const std::string& campaign) override {
    return inner_.reports()->read_campaign({tenant, campaign}).value().counters;
  }

  void add_instance(const std::string& tenant, const std::string& name,
                    const instance_stats& gauges) override {
    inner_.add_instance({tenant, name}, gauges);
  }
  [[nodiscard]] instance_stats gauges(const std::string& tenant,
                                      const std::string& instance) override {
    return inner_.reports()->read_instance({tenant, instance}).value();
  }
  void add_contact(const std::string& tenant, const std::string& contact,
                   const std::string& name) override {
    inner_.catalog()->add_contact({tenant, contact}, name);
  }
  [[nodiscard]] std::optional<time_point> last_interaction(const std::string& tenant,
                                                           const std::string& contact) override {
    return inner_.last_interaction({tenant, contact});
  }
  [[nodiscard]] std::vector<log_entry> log(const std::string& tenant,
                                           const std::string& campaign) override {
    return inner_.log({tenant, campaign});
  }

 private:
  memory_store inner_;
  std::unique_ptr<store> front_;
  std::vector<part> left_out_;
};

/// Makes worlds with a memory store behind such a wrapper.
[[nodiscard]] inline world_factory memory_worlds(store_wrapper wrap = {}) {
  return [wrap = std::move(wrap)] { return std::make_unique<memory_world>(wrap); };
}

/// The same with a store that is made from the one behind it, as a `forwarding_store` is.
template <typename Front>
[[nodiscard]] world_factory memory_worlds_behind() {
  return memory_worlds([](store& inner) { return std::make_unique<Front>(inner); });
}

}  // namespace waybill::testing
