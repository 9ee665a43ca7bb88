// How short a correct store may be: the one of 04_own_store.hpp, and the contract that checks it.
#include "04_own_store.hpp"

#include <iostream>
#include <memory>

#include <waybill/testing/store_contract.hpp>

/// Tells the contract how to arrange a store, how to look into it, and what it leaves out.
struct map_world final : waybill::testing::contract_world {
  map_store store;

  waybill::store& subject() override { return store; }
  std::vector<waybill::testing::part> left_out() const override {
    using enum waybill::testing::part;
    return {gauges, gauge_days, gauge_outcomes, log, log_order, contacts};
  }
  void add_campaign(const std::string&, const std::string&) override {}
  void add_message(const waybill::tracked_message& row) override {
    store.messages.emplace(waybill::message_key{row.key.tenant, row.message_id}, row);
    store.campaigns[{row.key.tenant, row.campaign}] +=
        {row.times.sent_at ? 1 : 0, row.times.delivered_at ? 1 : 0, row.times.read_at ? 1 : 0,
         row.status == waybill::message_status::failed ? 1 : 0};
  }
  waybill::campaign_delta counters(const std::string& tenant,
                                   const std::string& campaign) override {
    return store.campaigns[{tenant, campaign}];
  }
};

int main() {
  const auto report =
      waybill::testing::check_store_contract([] { return std::make_unique<map_world>(); });
  for (const auto& [promise, what] : report.violations) {
    std::cout << promise << ": " << what << '\n';
  }
  for (const auto part : report.checked) std::cout << "kept: " << to_string(part) << '\n';
  for (const auto part : report.not_checked) std::cout << "left out: " << to_string(part) << '\n';
  std::cout << report.violations.size() << " promises are broken\n";
  return report.holds() ? 0 : 1;
}
