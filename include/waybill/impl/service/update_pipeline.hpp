#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <waybill/impl/service/early_updates.hpp>
#include <waybill/impl/service/settler.hpp>
#include <waybill/parking_store.hpp>

namespace waybill::detail {

/// Settles updates, those that may wait through the parking if the store has one.
class update_pipeline {
 public:
  update_pipeline(store& where, const tracker_options& options, retrier& retry,
                  std::vector<status_transition>& transitions)
      : store_(where), options_(options), retry_(retry), transitions_(transitions) {}

  /// `on_part` hears of updates that need not wait for the rest. One that may wait may still find
  /// its message after that, when it is parked.
  std::vector<settled_update> run(std::span<const incoming_update> updates,
                                  const part_hook& on_part = {}) {
    settler first_look{store_, options_, retry_, transitions_};
    auto results = first_look.settle(updates, on_part);
    auto* const parking = store_.parking();
    if (parking == nullptr || options_.parking_cap == 0) return results;
    std::vector<incoming_update> waiting;
    std::vector<ending> endings;
    std::vector<std::size_t> ended;
    for (std::size_t i = 0; i < updates.size(); ++i) {
      if (may_wait(results[i].ending)) {
        waiting.push_back(updates[i]);
        endings.push_back(results[i].ending);
      } else {
        ended.push_back(i);
      }
    }
    if (waiting.empty()) return results;
    if (on_part) on_part(results, ended);
    early_updates early{store_, *parking, options_, retry_, transitions_};
    auto parked = early.park(waiting, endings);
    auto next = parked.begin();
    for (auto& result : results) {
      if (may_wait(result.ending)) result = std::move(*next++);
    }
    return results;
  }

 private:
  store& store_;
  const tracker_options& options_;
  retrier& retry_;
  std::vector<status_transition>& transitions_;
};

}  // namespace waybill::detail
