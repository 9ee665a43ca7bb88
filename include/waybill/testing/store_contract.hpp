#pragma once

#include <algorithm>
#include <exception>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <waybill/testing/contract/apply.hpp>
#include <waybill/testing/contract/batches.hpp>
#include <waybill/testing/contract/catalog.hpp>
#include <waybill/testing/contract/concurrency.hpp>
#include <waybill/testing/contract/feed.hpp>
#include <waybill/testing/contract/gauges.hpp>
#include <waybill/testing/contract/load.hpp>
#include <waybill/testing/contract/log.hpp>
#include <waybill/testing/contract/log_pages.hpp>
#include <waybill/testing/contract/pace.hpp>
#include <waybill/testing/contract/parking.hpp>
#include <waybill/testing/contract/races.hpp>
#include <waybill/testing/contract/recipients.hpp>
#include <waybill/testing/contract/reports.hpp>
#include <waybill/testing/contract/scene.hpp>
#include <waybill/testing/contract/sends.hpp>
#include <waybill/testing/contract/world.hpp>

/// What tests of stores, and of programs on them, need.
namespace waybill::testing {

// The contract of `store` (store.hpp) as a program, independent of any test framework. It checks
// what every store promises, and `sends`, `parking`, `reports`, `catalog` and `feed` if the store
// has them.
//
// Write a world for your store and run the contract (this is enough for a store with only messages
// and campaigns):
//
//     struct my_world final : waybill::testing::contract_world {
//       my_database db{temporary};
//       my_store store{db};
//
//       waybill::store& subject() override { return store; }
//       std::vector<part> left_out() const override { return {part::gauges, part::log, …}; }
//       void add_campaign(const std::string& tenant, const std::string& campaign) override;
//       void add_message(const waybill::tracked_message& row) override;
//       waybill::campaign_delta counters(const std::string& tenant,
//                                        const std::string& campaign) override;
//     };
//
//     const auto report = check_store_contract([] { return std::make_unique<my_world>(); });
//     for (const auto& [promise, what] : report.violations) std::cerr << promise << ": " << what;
//     for (const auto part : report.not_checked) std::cerr << "not checked: " << to_string(part);
//     return report.holds() ? 0 : 1;
//
// In a test framework, make a case of each of `contract_promises()` and call `check_promise`.
// memory_world.hpp is a world to copy from.

using contract::promise;

/// A promise that a store broke, and what was seen.
struct violation {
  std::string promise{};  ///< its sentence
  std::string what{};     ///< what was seen in its place
};

/// What became of a check.
struct contract_report {
  std::vector<violation> violations{};  ///< what was broken
  std::vector<part> checked{};          ///< parts that the store has
  std::vector<part> not_checked{};      ///< left out by the world or not offered by the store

  /// Every promise that is owed was kept.
  [[nodiscard]] bool holds() const noexcept { return violations.empty(); }
};

/// All promises, in the order in which they are best understood.
[[nodiscard]] inline std::vector<promise> contract_promises() {
  std::vector<promise> result;
  for (const auto list :
       {contract::load_promises, contract::apply_promises, contract::race_promises,
        contract::batch_promises, contract::log_promises, contract::gauge_promises,
        contract::send_promises, contract::parking_promises, contract::report_promises,
        contract::recipient_promises, contract::pace_promises, contract::log_page_promises,
        contract::feed_promises, contract::catalog_promises, contract::concurrency_promises}) {
    for (auto& each : list()) result.push_back(std::move(each));
  }
  return result;
}

/// The parts that a store has, as its world and the store itself say.
[[nodiscard]] inline std::vector<part> parts_of(contract_world& world) {
  auto missing = world.left_out();
  auto& subject = world.subject();
  if (subject.sends() == nullptr) missing.push_back(part::sends);
  if (subject.parking() == nullptr) missing.push_back(part::parking);
  if (subject.reports() == nullptr) missing.insert(missing.end(), {part::reports, part::pace});
  if (subject.catalog() == nullptr) missing.push_back(part::catalog);
  if (subject.feed() == nullptr) missing.push_back(part::feed);
  std::vector<part> result;
  for (const auto which : all_parts) {
    if (std::count(missing.begin(), missing.end(), which) == 0) result.push_back(which);
  }
  return result;
}

/// Whether a store with these parts owes a promise at all.
[[nodiscard]] inline bool is_owed(const promise& what, const std::vector<part>& parts) {
  return std::all_of(what.needs.begin(), what.needs.end(), [&](part needed) {
    return std::count(parts.begin(), parts.end(), needed) != 0;
  });
}

/// Checks one promise in a fresh world. An exception that comes out of it breaks it too.
[[nodiscard]] inline std::vector<violation> check_promise(const promise& what,
                                                          const world_factory& make_world) {
  std::vector<violation> result;
  const auto broken = [&](std::string text) {
    result.push_back({std::string{what.name}, std::move(text)});
  };
  try {
    const auto world = make_world();
    contract::scene scene{*world};
    const auto collect = [&] {
      for (const auto& sentence : scene.broken()) broken(sentence);
    };
    try {
      what.check(scene);
    } catch (...) {
      collect();
      throw;
    }
    collect();
  } catch (const std::exception& error) {
    broken(std::string{"it threw: "} + error.what());
  } catch (...) {
    broken("it threw what is no std::exception");
  }
  return result;
}

/// Checks every promise that the store owes, each in a fresh world.
[[nodiscard]] inline contract_report check_store_contract(const world_factory& make_world) {
  contract_report report;
  report.checked = parts_of(*make_world());
  for (const auto which : all_parts) {
    if (std::count(report.checked.begin(), report.checked.end(), which) == 0) {
      report.not_checked.push_back(which);
    }
  }
  for (const auto& each : contract_promises()) {
    if (!is_owed(each, report.checked)) continue;
    for (auto& found : check_promise(each, make_world)) {
      report.violations.push_back(std::move(found));
    }
  }
  return report;
}

}  // namespace waybill::testing
