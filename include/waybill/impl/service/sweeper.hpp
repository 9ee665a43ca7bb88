#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <waybill/impl/service/early_updates.hpp>
#include <waybill/parking_store.hpp>
#include <waybill/sweep_result.hpp>

namespace waybill::detail {

/// One page of parked updates: settles the known, forgets the expired, counts the rest.
class sweeper {
 public:
  sweeper(store& where, parking_store& parking, const tracker_options& options, retrier& retry,
          std::vector<status_transition>& transitions)
      : store_(where), parking_(parking), options_(options), retry_(retry),
        early_(where, parking, options, retry, transitions) {}

  void sweep(std::span<const parked_update> page, sweep_result& result) {
    std::vector<message_key> keys;
    for (const auto& each : page) {
      keys.push_back({each.incoming.from.tenant, each.incoming.update.message_id});
    }
    const auto rows = retry_.run([&] { return store_.load(keys); });
    const auto oldest = options_.clock->now() - options_.parking_time_to_live;
    std::vector<parked_update> known;
    std::vector<parked_key> expired;
    for (std::size_t i = 0; i < page.size(); ++i) {
      if (!rows[i].empty()) known.push_back(page[i]);
      if (rows[i].empty() && page[i].incoming.arrived_at < oldest) expired.push_back(page[i].key());
    }
    const auto settled = count_settled(known);
    const auto gone = retry_.run([&] { return parking_.forget_unknown(expired); });
    result.settled += settled;
    result.expired += gone;
    result.waiting += page.size() - settled - gone;
  }

 private:
  std::size_t count_settled(std::span<const parked_update> known) {
    std::size_t count = 0;
    for (const auto& [id, settled] : early_.settle(known)) {
      if (settled.ending != ending::failed && settled.ending != ending::unknown) ++count;
    }
    return count;
  }

  store& store_;
  parking_store& parking_;
  const tracker_options& options_;
  retrier& retry_;
  early_updates early_;
};

/// Sweeps all that is parked, page by page. `ends_early` is asked between pages and after failures;
/// what it leaves out is for the next sweep. Throws `store_error`.
[[nodiscard]] inline sweep_result sweep_parked(store& where, const tracker_options& options,
                                               const retrier::surrender& ends_early = {}) {
  sweep_result result;
  auto* const parking = where.parking();
  if (parking == nullptr) return result;
  constexpr std::size_t page_size = 256;
  parked_id last = 0;
  while (!ends_early || !ends_early()) {
    retrier retry{*options.clock, options.deadline, ends_early};
    const auto page = retry.run([&] { return parking->parked_after(last, page_size); });
    if (!page.empty()) {
      sweeper{where, *parking, options, retry, result.transitions}.sweep(page, result);
      last = page.back().id;
    }
    // What is parked meanwhile is for the next sweep: following the end could go on for ever.
    if (page.size() < page_size) break;
  }
  return result;
}

}  // namespace waybill::detail
