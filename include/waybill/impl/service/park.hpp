#pragma once

#include <cstddef>
#include <exception>
#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/impl/service/settle.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

// Updates that came before their send was recorded, or whose instance goes by another name in
// their row. Each step below is durable by itself, and their order is what loses nothing: an update
// is parked before its message is looked up again, and forgotten only after it was settled.

using settled_by_id = std::map<parked_id, settled_update>;

/// Settles and then forgets exactly these; what the store failed on, or still has to wait, stays
/// for the next time.
inline settled_by_id settle_parked(call& in, parking_store& parking,
                                   std::span<const parked_update> parked) {
  std::vector<incoming_update> updates;
  for (const auto& each : parked) updates.push_back(each.incoming);
  auto results = settle(in, updates);
  settled_by_id settled;
  std::vector<parked_key> done;
  for (std::size_t i = 0; i < parked.size(); ++i) {
    if (is_final(results[i].ending)) done.push_back(parked[i].key());
    settled.emplace(parked[i].id, std::move(results[i]));
  }
  if (!done.empty()) in.retry.run([&] { parking.forget(done); });
  return settled;
}

/// Settles what is parked for messages that are known by now.
inline settled_by_id settle_known(call& in, parking_store& parking,
                                  std::span<const message_key> known) {
  if (known.empty()) return {};
  const auto parked = in.retry.run([&] { return parking.parked_for(known); });
  return parked.empty() ? settled_by_id{} : settle_parked(in, parking, parked);
}

/// Those of these messages that have a row by now.
[[nodiscard]] inline std::vector<message_key> known_of(call& in,
                                                       std::span<const message_key> keys) {
  std::vector<message_key> known;
  if (keys.empty()) return known;
  const auto rows = in.load(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!rows[i].empty()) known.push_back(keys[i]);
  }
  return known;
}

/// Looks again for messages that were unknown at the first look: their send may have been recorded
/// meanwhile. What is parked is safe, so that a failure is left to the sweep.
inline settled_by_id look_again(call& in, parking_store& parking,
                                std::span<const incoming_update> updates,
                                std::span<const ending> first) noexcept {
  try {
    std::vector<message_key> keys;
    for (std::size_t i = 0; i < updates.size(); ++i) {
      const auto& each = updates[i];
      if (first[i] == ending::unknown) keys.push_back({each.from.tenant, each.update.message_id});
    }
    return settle_known(in, parking, known_of(in, keys));
  } catch (...) {
    log_exception(in.options.on_log, severity::warning, {}, "left to the sweep");
  }
  return {};
}

/// Parks updates that may wait. `first[i]` is how `updates[i]` ended at the first look; it stays so
/// if it waits. Does not throw for a failing store.
inline std::vector<settled_update> park(call& in, parking_store& parking,
                                        std::span<const incoming_update> updates,
                                        std::span<const ending> first) {
  std::vector<settled_update> results(updates.size());
  const auto give_up = [&](const positions& open, const char* why, std::string_view sqlstate = {}) {
    for (const auto i : open) {
      log(in.options.on_log, severity::error, with_sqlstate(sqlstate, ids_of(updates[i])),
          "not parked: {}", {why});
    }
  };
  const auto note = [&](const positions& open, std::span<const parked_id> ids) {
    const auto settled = look_again(in, parking, part_of(updates, open), part_of(first, open));
    for (std::size_t i = 0; i < open.size(); ++i) {
      auto& result = results[open[i]];
      result.ending = first[open[i]];
      const auto slot = settled.find(ids[i]);
      // If settling it failed for now, the sweep will do it.
      if (slot != settled.end() && slot->second.ending != ending::failed) result = slot->second;
    }
  };
  const auto work = [&](const positions& open) {
    try {
      note(open, in.retry.run([&] { return parking.park(part_of(updates, open)); }));
    } catch (const store_error& error) {
      if (error.is_refusal()) throw;
      give_up(open, error.what(), error.sqlstate());
    } catch (const std::exception& error) {
      give_up(open, error.what());
    }
  };
  in_halves(all_positions(updates.size()), work, [&](std::size_t i, const store_error& error) {
    if (error.misconfigured()) {
      return tell_misconfigured(in.of, updates[i], "not parked", error);
    }
    give_up({i}, error.what(), error.sqlstate());
    results[i].ending = ending::rejected;
  });
  return results;
}

/// Settles updates, those that may wait through the parking if the store has one. `on_part` hears
/// of updates that need not wait for the rest; one that may wait may still find its message after
/// that, when it is parked.
inline std::vector<settled_update> settle_or_park(call& in,
                                                  std::span<const incoming_update> updates,
                                                  const part_hook& on_part = {}) {
  auto results = settle(in, updates, on_part);
  auto* const parking = parking_in_use(in.of);
  if (parking == nullptr) return results;
  std::vector<incoming_update> waiting;
  std::vector<ending> endings;
  positions ended;
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
  auto parked = park(in, *parking, waiting, endings);
  auto next = parked.begin();
  for (auto& result : results) {
    if (may_wait(result.ending)) result = std::move(*next++);
  }
  return results;
}

}  // namespace waybill::detail
