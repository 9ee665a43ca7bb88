#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/testing/contract/world.hpp>

namespace waybill_test {

/// Another world, with a wrapper before its store. What it observes is that store.
template <typename Wrapper>
class wrapped_world final : public waybill::testing::contract_world {
 public:
  explicit wrapped_world(std::unique_ptr<contract_world> of)
      : of_(std::move(of)), wrapper_(of_->subject()) {}

  [[nodiscard]] waybill::store& subject() override { return wrapper_; }
  [[nodiscard]] std::vector<waybill::testing::part> left_out() const override {
    return of_->left_out();
  }
  [[nodiscard]] std::string id(std::size_t n) const override { return of_->id(n); }
  void add_campaign(const std::string& whose, const std::string& which) override {
    of_->add_campaign(whose, which);
  }
  void add_campaigns(const std::string& whose, std::span<const std::string> which) override {
    of_->add_campaigns(whose, which);
  }
  void add_message(const waybill::tracked_message& row) override { of_->add_message(row); }
  void add_messages(std::span<const waybill::tracked_message> rows) override {
    of_->add_messages(rows);
  }
  [[nodiscard]] waybill::campaign_delta counters(const std::string& whose,
                                                 const std::string& which) override {
    return of_->counters(whose, which);
  }
  [[nodiscard]] std::vector<waybill::campaign_delta> counters_of(
      const std::string& whose, std::span<const std::string> which) override {
    return of_->counters_of(whose, which);
  }
  void add_instance(const std::string& whose, const std::string& name,
                    const waybill::instance_stats& gauges) override {
    of_->add_instance(whose, name, gauges);
  }
  [[nodiscard]] waybill::instance_stats gauges(const std::string& whose,
                                               const std::string& name) override {
    return of_->gauges(whose, name);
  }
  void add_contact(const std::string& whose, const std::string& who,
                   const std::string& name) override {
    of_->add_contact(whose, who, name);
  }
  [[nodiscard]] std::optional<waybill::time_point> last_interaction(
      const std::string& whose, const std::string& who) override {
    return of_->last_interaction(whose, who);
  }
  [[nodiscard]] std::vector<waybill::log_entry> log(const std::string& whose,
                                                    const std::string& which) override {
    return of_->log(whose, which);
  }

 private:
  std::unique_ptr<contract_world> of_;
  Wrapper wrapper_;
};

}  // namespace waybill_test
