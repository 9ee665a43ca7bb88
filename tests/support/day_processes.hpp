#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/day_outcome.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"

// What must come of the shared day when several processes play it on one and the same store.
//
// A `Place` is an empty one: `store`; `where()`, what a worker is told of it; and two counts of its
// log, `logged()` and `logged_twice()`, of the milestones that have more than one line.
namespace waybill_test {

template <typename Place>
void add_day(Place& place) {
  place.store.catalog()->add_campaign({day_tenant, day_campaign});
  place.store.catalog()->add_instance({day_tenant, "shop-1"});
}

template <typename Place>
void play_in_processes(const Place& place, std::size_t count, const std::string& policy_name) {
  std::vector<process> workers;
  for (unsigned seed = 1; seed <= count; ++seed) {
    workers.emplace_back(WAYBILL_WORKER, place.where(), policy_name, seed);
  }
  for (const auto& each : workers) CHECK(each.wait() == 0);
}

/// Four processes with the same day in four orders.
template <typename Place>
void check_orders_of_a_day(Place& place) {
  add_day(place);
  play_in_processes(place, 4, "order_independent");
  CHECK(outcome(place.store) == outcome_in_memory(waybill::policy::order_independent()));
  CHECK(place.store.parking()->parked_after(0, 10).empty());
}

/// Four copies of everything, together.
template <typename Place>
void check_copies_of_a_day(Place& place) {
  add_day(place);
  play_in_processes(place, 4, "default");
  const auto audit = place.store.reports()->audit({day_tenant, day_campaign}).value();
  CHECK(audit.holds());
  CHECK(audit.counters.sent == static_cast<std::int64_t>(day_messages));
  CHECK(place.logged_twice() == 0);
}

/// A process that is killed once the log has so many lines, and another that starts over.
template <typename Place>
void check_killed_day(Place& place, int killed_after) {
  CAPTURE(killed_after);
  add_day(place);
  const process victim{WAYBILL_WORKER, place.where(), "order_independent", 1};
  CHECK(eventually([&] { return place.logged() >= killed_after; }));
  victim.kill();
  CHECK(victim.wait() == -1);
  CHECK(place.store.reports()->audit({day_tenant, day_campaign})->holds());
  play_in_processes(place, 1, "order_independent");
  CHECK(outcome(place.store) == outcome_in_memory(waybill::policy::order_independent()));
}

}  // namespace waybill_test
