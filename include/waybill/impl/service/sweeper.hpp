#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <waybill/impl/service/early_updates.hpp>
#include <waybill/impl/service/parking_room.hpp>
#include <waybill/parking_store.hpp>
#include <waybill/store_error.hpp>
#include <waybill/sweep_result.hpp>

namespace waybill::detail {

/// How many parked updates a sweep came upon, by tenant.
using parked_counts = std::map<std::string, std::size_t, std::less<>>;

/// One page of parked updates: settles the known, forgets the expired, counts the rest.
class sweeper {
 public:
  sweeper(store& where, parking_store& parking, const tracker_options& options, retrier& retry,
          std::vector<status_transition>& transitions)
      : store_(where), parking_(parking), options_(options), retry_(retry),
        early_(where, parking, options, retry, transitions) {}

  /// What a store refuses to look up, as an update of a tenant that it does not have, is halved
  /// until it stands alone: it keeps nothing else from being settled.
  void sweep(std::span<const parked_update> page, sweep_result& result) {
    try {
      return sweep_together(page, result);
    } catch (const store_error& error) {
      if (!error.is_refusal()) throw;
      if (page.size() == 1) return pass_over(page.front(), error, result);
    }
    sweep(page.first(page.size() / 2), result);
    sweep(page.subspan(page.size() / 2), result);
  }

 private:
  void sweep_together(std::span<const parked_update> page, sweep_result& result) {
    std::vector<message_key> keys;
    for (const auto& each : page) {
      keys.push_back({each.incoming.from.tenant, each.incoming.update.message_id});
    }
    const auto rows = retry_.run([&] { return store_.load(keys); });
    const auto oldest = oldest_that_waits();
    std::vector<parked_update> known;
    std::vector<parked_key> expired;
    for (std::size_t i = 0; i < page.size(); ++i) {
      if (!rows[i].empty()) known.push_back(page[i]);
      if (rows[i].empty() && page[i].incoming.arrived_at < oldest) expired.push_back(page[i].key());
    }
    const auto settled = early_.settle(known);
    const auto gone = retry_.run([&] { return parking_.forget_unknown(expired); }) +
                      forget_misnamed(known, settled, oldest);
    const auto ended = count_ended(settled);
    result.settled += ended;
    result.expired += gone;
    result.waiting += page.size() - ended - gone;
  }

  [[nodiscard]] time_point oldest_that_waits() const {
    return options_.clock->now() - options_.parking_time_to_live;
  }

  void pass_over(const parked_update& each, const store_error& error, sweep_result& result) {
    const auto& in = each.incoming;
    log(options_.on_log, severity::warning,
        {in.from.tenant, in.update.instance, in.update.message_id, {}}, "left in the parking: {}",
        error.what());
    if (in.arrived_at >= oldest_that_waits()) {
      ++result.waiting;
      return;
    }
    const auto key = each.key();
    retry_.run([&] { parking_.forget({&key, 1}); });
    ++result.expired;
  }

  [[nodiscard]] static std::size_t count_ended(const early_updates::settled_by_id& settled) {
    const auto has_ended = [](const auto& each) {
      return each.second.ending != ending::failed && !may_wait(each.second.ending);
    };
    return static_cast<std::size_t>(std::count_if(settled.begin(), settled.end(), has_ended));
  }

  /// Those that waited too long for their instance's name. They have a row, so that
  /// `forget_unknown` keeps them; nobody corrects a name in the moment since it was compared.
  std::size_t forget_misnamed(std::span<const parked_update> known,
                              const early_updates::settled_by_id& settled, time_point oldest) {
    std::vector<parked_key> expired;
    for (const auto& each : known) {
      const bool is_misnamed = settled.at(each.id).ending == ending::misnamed;
      if (is_misnamed && each.incoming.arrived_at < oldest) expired.push_back(each.key());
    }
    if (!expired.empty()) retry_.run([&] { parking_.forget(expired); });
    return expired.size();
  }

  store& store_;
  parking_store& parking_;
  const tracker_options& options_;
  retrier& retry_;
  early_updates early_;
};

/// Takes from tenants that have more than the cap.
inline void evict(parking_store& parking, const tracker_options& options,
                  const parked_counts& counts, const retrier::surrender& ends_early,
                  sweep_result& result) {
  for (const auto& [tenant, count] : counts) {
    if (count <= options.parking_cap) continue;
    const auto gone = parking_room{parking, options}.make(tenant, ends_early);
    result.evicted += gone;
    result.waiting -= std::min(result.waiting, gone);
  }
}

/// Sweeps all that is parked, page by page. `ends_early` is asked between pages and after failures;
/// what it leaves out is for the next sweep. Throws `store_error`, and then `result` tells of the
/// pages before.
inline void sweep_parked(store& where, const tracker_options& options, sweep_result& result,
                         const retrier::surrender& ends_early = {},
                         const std::function<void()>& between_pages = {}) {
  auto* const parking = where.parking();
  if (parking == nullptr) return;
  constexpr std::size_t page_size = 256;
  parked_counts counts;
  parked_id last = 0;
  while (!ends_early || !ends_early()) {
    retrier retry{*options.clock, options.deadline, ends_early};
    const auto page = retry.run([&] { return parking->parked_after(last, page_size); });
    if (!page.empty()) {
      sweeper{where, *parking, options, retry, result.transitions}.sweep(page, result);
      for (const auto& each : page) ++counts[each.incoming.from.tenant];
      last = page.back().id;
    }
    // What is parked meanwhile is for the next sweep: following the end could go on for ever.
    if (page.size() < page_size) break;
    if (between_pages) between_pages();
  }
  evict(*parking, options, counts, ends_early, result);
}

}  // namespace waybill::detail
