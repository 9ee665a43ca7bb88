#pragma once

// plan() as a value, so that a law can be checked on it and on folds with a mistake.

#include <functional>
#include <span>
#include <vector>

#include <waybill/plan.hpp>

namespace planners {

using known_rows = std::span<const std::vector<waybill::tracked_message>>;
using new_updates = std::span<const waybill::incoming_update>;
using planner = std::function<waybill::plan_result(known_rows, new_updates, const waybill::policy&,
                                                   waybill::time_point)>;

/// Wrong: decides each report on the loaded state, so a duplicate in the batch counts again.
[[nodiscard]] inline waybill::plan_result plan_without_folding(known_rows known,
                                                               new_updates updates,
                                                               const waybill::policy& knobs,
                                                               waybill::time_point now) {
  waybill::plan_result all;
  for (std::size_t i = 0; i < updates.size(); ++i) {
    const auto one = waybill::plan(known.subspan(i, 1), updates.subspan(i, 1), knobs, now);
    all.changes.insert(all.changes.end(), one.changes.begin(), one.changes.end());
  }
  return all;
}

}  // namespace planners
