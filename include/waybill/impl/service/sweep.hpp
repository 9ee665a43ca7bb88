#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <waybill/impl/service/park.hpp>
#include <waybill/impl/service/parking_room.hpp>
#include <waybill/reply.hpp>

namespace waybill::detail {

/// How many parked updates a sweep came upon, by tenant.
using parked_counts = std::map<std::string, std::size_t, std::less<>>;

[[nodiscard]] inline bool has_expired(const call& in, const parked_update& each) {
  return each.incoming.arrived_at < in.options.clock->now() - in.options.parking_time_to_live;
}

/// Forgets those that waited too long for their instance's name. They have a row, so that
/// `forget_unknown` keeps them; the name is compared a moment earlier, and it is not corrected in
/// that moment of all.
inline std::size_t forget_misnamed(call& in, parking_store& parking,
                                   std::span<const parked_update> known,
                                   const settled_by_id& settled) {
  std::vector<parked_key> expired;
  for (const auto& each : known) {
    const bool is_misnamed = settled.at(each.id).ending == ending::misnamed;
    if (is_misnamed && has_expired(in, each)) expired.push_back(each.key());
  }
  if (!expired.empty()) in.retry.run([&] { parking.forget(expired); });
  return expired.size();
}

[[nodiscard]] inline std::size_t count_ended(const settled_by_id& settled) {
  const auto has_ended = [](const auto& each) { return is_final(each.second.ending); };
  return static_cast<std::size_t>(std::count_if(settled.begin(), settled.end(), has_ended));
}

/// Settles the known of a page, forgets the expired and counts the rest.
inline void sweep_together(call& in, parking_store& parking, std::span<const parked_update> page,
                           sweep_result& result) {
  std::vector<message_key> keys;
  for (const auto& each : page) {
    keys.push_back({each.incoming.from.tenant, each.incoming.update.message_id});
  }
  const auto rows = in.load(keys);
  std::vector<parked_update> known;
  std::vector<parked_key> expired;
  for (std::size_t i = 0; i < page.size(); ++i) {
    if (!rows[i].empty()) known.push_back(page[i]);
    if (rows[i].empty() && has_expired(in, page[i])) expired.push_back(page[i].key());
  }
  const auto settled = settle_parked(in, parking, known);
  const auto gone = in.retry.run([&] { return parking.forget_unknown(expired); }) +
                    forget_misnamed(in, parking, known, settled);
  const auto ended = count_ended(settled);
  result.settled += ended;
  result.expired += gone;
  result.waiting += page.size() - ended - gone;
}

/// Leaves in the parking what the store refuses to look up, as an update of a tenant that it does
/// not have, until it waited too long.
inline void pass_over(call& in, parking_store& parking, const parked_update& each,
                      const store_error& error, sweep_result& result) {
  log(in.options.on_log, severity::warning, with_sqlstate(error.sqlstate(), ids_of(each.incoming)),
      "left in the parking: {}", {error.what()});
  if (!has_expired(in, each)) {
    ++result.waiting;
    return;
  }
  const auto key = each.key();
  in.retry.run([&] { parking.forget({&key, 1}); });
  ++result.expired;
}

inline void sweep_page(call& in, parking_store& parking, std::span<const parked_update> page,
                       sweep_result& result) {
  in_halves(
      all_positions(page.size()),
      [&](const positions& open) { sweep_together(in, parking, part_of(page, open), result); },
      [&](std::size_t i, const store_error& error) {
        pass_over(in, parking, page[i], error, result);
      });
}

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
inline void sweep(const service& of, sweep_result& result,
                  const retrier::surrender& ends_early = {},
                  const std::function<void()>& between_pages = {}) {
  auto* const parking = of.where.parking();
  if (parking == nullptr) return;
  constexpr std::size_t page_size = 256;
  parked_counts counts;
  parked_id last = 0;
  while (!ends_early || !ends_early()) {
    call in{of, of.options.deadline, ends_early};
    const auto page = in.retry.run([&] { return parking->parked_after(last, page_size); });
    if (!page.empty()) {
      sweep_page(in, *parking, page, result);
      for (const auto& each : page) ++counts[each.incoming.from.tenant];
      last = page.back().id;
    }
    for (auto& each : in.take_moved()) result.transitions.push_back(std::move(each));
    // What is parked meanwhile is for the next sweep: following the end could go on for ever.
    if (page.size() < page_size) break;
    if (between_pages) between_pages();
  }
  evict(*parking, of.options, counts, ends_early, result);
}

}  // namespace waybill::detail
