#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <waybill/testing/contract/describe.hpp>
#include <waybill/waybill.hpp>

#include "support/shared_day.hpp"

namespace waybill_test {

/// Rows and counters, as text.
[[nodiscard]] inline std::string outcome(waybill::store& where) {
  using waybill::testing::describe;
  auto result = describe::of(where.reports()->read_campaign({day_tenant, day_campaign}));
  std::vector<waybill::row_key> keys;
  for (std::size_t i = 0; i < day_messages; ++i) {
    keys.push_back({day_tenant, "row-" + std::to_string(i)});
  }
  for (const auto& row : where.sends()->load_rows(keys)) {
    result += '\n' + describe::of(row->status) + std::to_string(row->state().reached.bits());
  }
  return result;
}

/// The same day by one thread in memory.
[[nodiscard]] inline std::string outcome_in_memory(const waybill::policy& knobs) {
  waybill::memory_store store;
  store.catalog()->add_campaign({day_tenant, day_campaign});
  waybill::tracker_options options;
  options.policy = knobs;
  const waybill::tracker tracker{store, options};
  for (const auto& each : shared_day()) {
    if (!play(tracker, each)) throw std::logic_error{"a store in memory did not acknowledge"};
  }
  return outcome(store);
}

}  // namespace waybill_test
