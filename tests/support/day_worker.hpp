#pragma once

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>

#include <waybill/waybill.hpp>

#include "support/shared_day.hpp"

namespace waybill_test {

/// One of several processes that take the same day of webhooks. Records the sends and handles the
/// reports of `shared_day`, all shuffled by the seed. Returns how the process ends.
[[nodiscard]] inline int play_day(waybill::store& store, const std::string& policy_name,
                                  const std::string& seed) {
  waybill::tracker_options options;
  options.policy = waybill::find_policy(policy_name).value();
  const waybill::tracker tracker{store, options};
  auto day = shared_day();
  std::shuffle(day.begin(), day.end(), std::minstd_rand{static_cast<unsigned>(std::stoul(seed))});
  for (const auto& each : day) {
    if (play(tracker, each)) continue;
    std::fputs("worker: not acknowledged\n", stderr);
    return 1;
  }
  static_cast<void>(tracker.sweep());
  return 0;
}

}  // namespace waybill_test
