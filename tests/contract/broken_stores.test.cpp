// The contract against stores that are broken on purpose: each is caught by the promises it breaks,
// and there is no promise that nothing can break.

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/memory_world.hpp>
#include <waybill/testing/store_contract.hpp>

#include "contract/defects/defect.hpp"

using waybill_test::defect;

namespace {

[[nodiscard]] std::vector<defect> all_defects() {
  using namespace waybill_test;
  std::vector<defect> result;
  for (const auto list :
       {load_defects, apply_defects, gauge_defects, send_defects, parking_defects, report_defects,
        recipient_defects, pace_defects, feed_defects, concurrency_defects}) {
    for (auto& each : list()) result.push_back(std::move(each));
  }
  return result;
}

[[nodiscard]] waybill::testing::promise find_promise(std::string_view name) {
  for (const auto& each : waybill::testing::contract_promises()) {
    if (each.name == name) return each;
  }
  throw std::runtime_error{"the contract has no promise \"" + std::string{name} + '"'};
}

}  // namespace

TEST_CASE("the contract catches each store that is broken on purpose") {
  std::size_t caught = 0;
  for (const auto& each : all_defects()) {
    const std::string what{each.what};
    CAPTURE(what);
    for (const auto& name : each.breaks) {
      const std::string promise{name};
      CAPTURE(promise);
      const auto worlds = waybill::testing::memory_worlds(each.make);
      auto found = waybill::testing::check_promise(find_promise(name), worlds);
      // A race shows when threads meet, which a busy machine may keep from happening at once.
      for (int more = 0; more < 20 && found.empty(); ++more) {
        found = waybill::testing::check_promise(find_promise(name), worlds);
      }
      CHECK_FALSE(found.empty());
      if (!found.empty()) ++caught;
    }
  }
  MESSAGE("broken promises that were caught: ", caught);
}

TEST_CASE("for each promise of the contract there is a store that breaks it") {
  std::set<std::string_view> broken;
  const auto defects = all_defects();
  for (const auto& each : defects) broken.insert(each.breaks.begin(), each.breaks.end());
  for (const auto& each : waybill::testing::contract_promises()) {
    const std::string promise{each.name};
    CAPTURE(promise);
    CHECK(broken.contains(each.name));
  }
}
