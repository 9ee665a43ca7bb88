#pragma once

#include <algorithm>
#include <vector>

#include <waybill/transition.hpp>

/// Every state that reports can lead a fresh message to, the fresh one first.
[[nodiscard]] inline std::vector<waybill::message_state> reachable_states(
    const waybill::policy& knobs) {
  std::vector<waybill::message_state> found{{waybill::message_status::pending, {}}};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const auto what : waybill::all_receipts) {
      const auto next = waybill::decide(found[i], what, knobs).next;
      if (std::find(found.begin(), found.end(), next) == found.end()) found.push_back(next);
    }
  }
  return found;
}
