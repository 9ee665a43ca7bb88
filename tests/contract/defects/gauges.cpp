#include <chrono>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

positions one_by_one(waybill::store& inner, const changes& given) {
  positions lost;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!inner.apply({&given[i], 1}).empty()) lost.push_back(i);
  }
  return lost;
}

/// All of a batch for the instance of its first change.
positions all_for_the_first(waybill::store& inner, changes given) {
  for (std::size_t i = 1; i < given.size(); ++i) {
    given.front().instance += given[i].instance;
    given[i].instance = {};
  }
  return inner.apply(given);
}

}  // namespace

std::vector<defect> gauge_defects() {
  using c = waybill::change;
  return {
      {"clamps health after each change",
       applies(one_by_one),
       {"health is summed over a batch, then clamped to 100",
        "health is summed over a batch, then clamped to 0"}},
      {"never forgets errors",
       alters([](c& each) { each.instance.forgets_errors = false; }),
       {"errors are those after a batch's last delivery"}},
      {"forgets errors for anything",
       alters([](c& each) { each.instance.forgets_errors = true; }),
       {"errors add up while nothing is delivered"}},
      {"counts a read as a delivery",
       alters([](c& each) { std::swap(each.instance.read, each.instance.delivered); }),
       {"today's counters count each kind"}},
      {"knows one day only",
       alters([](c& each) { each.day.date = waybill::testing::contract::day().date; }),
       {"a new day resets today's counters once"}},
      {"gives health back after the clamp",
       alters([](c& each) { each.instance.health += std::exchange(each.day.health_recovery, 0); }),
       {"a new day gives no health beyond 100"}},
      {"is a month ahead",
       alters([](c& each) { each.day.date += std::chrono::days{30}; }),
       {"an earlier day counts into the stored one", "a first day resets nothing"}},
      {"counts what was nothing to the instance",
       alters([](c& each) {
         if (each.instance == waybill::instance_delta{}) each.instance.read = 1;
       }),
       {"a change with nothing for its instance touches no gauge"}},
      {"forgets successes",
       alters([](c& each) { each.succeeded_at.reset(); }),
       {"the latest success stays"}},
      {"forgets errors' texts",
       alters([](c& each) {
         for (auto& entry : each.log) entry.reason = {};
       }),
       {"the last error is told"}},
      {"knows no error without a failure",
       alters([](c& each) { each.instance_error.clear(); }),
       {"gauges may move alone"}},
      {"counts a batch for one instance",
       applies(all_for_the_first),
       {"gauges of other instances stay"}},
  };
}

}  // namespace waybill_test
