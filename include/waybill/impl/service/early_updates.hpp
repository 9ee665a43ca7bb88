#pragma once

#include <cstddef>
#include <exception>
#include <iterator>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include <waybill/impl/service/settler.hpp>
#include <waybill/parking_store.hpp>

namespace waybill::detail {

/// Updates that came before their send was recorded, or whose instance goes by another name in
/// their row. Each step below is durable by itself, and their order is what loses nothing: an
/// update is parked before anybody looks again, and forgotten only after it was settled.
class early_updates {
 public:
  using settled_by_id = std::map<parked_id, settled_update>;

  early_updates(store& where, parking_store& parking, const tracker_options& options,
                retrier& retry, std::vector<status_transition>& transitions)
      : store_(where), parking_(parking), options_(options), retry_(retry),
        settler_(where, options, retry, transitions) {}

  /// Parks updates that may wait, then looks again for those whose message was unknown at the first
  /// look, because their send may have been recorded meanwhile. `first[i]` is how `updates[i]`
  /// ended at that look; it stays so if it waits.
  std::vector<settled_update> park(std::span<const incoming_update> updates,
                                   std::span<const ending> first) {
    std::vector<settled_update> results(updates.size());
    std::vector<parked_id> ids;
    try {
      ids = retry_.run([&] { return parking_.park(updates); });
    } catch (const store_error& error) {
      if (error.is_refusal()) return isolate(updates, first, error);
      return give_up(updates, error.what());
    } catch (const std::exception& error) {
      return give_up(updates, error.what());
    }
    for (std::size_t i = 0; i < results.size(); ++i) results[i].ending = first[i];
    const auto settled = look_again(updates, first);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto slot = settled.find(ids[i]);
      // What is parked is safe: if settling it failed for now, the sweep will do it.
      if (slot != settled.end() && slot->second.ending != ending::failed) results[i] = slot->second;
    }
    return results;
  }

  /// Settles and then forgets exactly these; what the store failed on, or still has to wait, stays
  /// for the next time.
  settled_by_id settle(std::span<const parked_update> parked) {
    std::vector<incoming_update> updates;
    for (const auto& each : parked) updates.push_back(each.incoming);
    auto results = settler_.settle(updates);
    settled_by_id settled;
    std::vector<parked_key> done;
    for (std::size_t i = 0; i < parked.size(); ++i) {
      const auto ended = results[i].ending;
      if (ended != ending::failed && !may_wait(ended)) done.push_back(parked[i].key());
      settled.emplace(parked[i].id, std::move(results[i]));
    }
    if (!done.empty()) retry_.run([&] { parking_.forget(done); });
    return settled;
  }

  /// Settles what is parked for messages that are known by now.
  settled_by_id settle(std::span<const message_key> known) {
    const auto parked = retry_.run([&] { return parking_.parked_for(known); });
    return parked.empty() ? settled_by_id{} : settle(parked);
  }

 private:
  settled_by_id look_again(std::span<const incoming_update> updates,
                           std::span<const ending> first) noexcept {
    try {
      std::vector<message_key> keys;
      for (std::size_t i = 0; i < updates.size(); ++i) {
        const auto& in = updates[i];
        if (first[i] == ending::unknown) keys.push_back({in.from.tenant, in.update.message_id});
      }
      if (keys.empty()) return {};
      const auto rows = retry_.run([&] { return store_.load(keys); });
      std::vector<message_key> known;
      for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!rows[i].empty()) known.push_back(keys[i]);
      }
      return known.empty() ? settled_by_id{} : settle(known);
    } catch (...) {
      log_exception(options_.on_log, severity::warning, {}, "left to the sweep");
    }
    return {};
  }

  /// A parking that is refused is halved until what is refused stands alone.
  std::vector<settled_update> isolate(std::span<const incoming_update> updates,
                                      std::span<const ending> first, const store_error& error) {
    if (updates.size() == 1 && error.permanent()) {
      give_up(updates, error.what());
      return {settled_update{.ending = ending::rejected}};
    }
    if (updates.size() == 1) {
      tell_misconfigured(options_, updates.front(), "not parked", error.what());
      return {settled_update{}};
    }
    const auto middle = updates.size() / 2;
    auto results = park(updates.first(middle), first.first(middle));
    auto second = park(updates.subspan(middle), first.subspan(middle));
    std::move(second.begin(), second.end(), std::back_inserter(results));
    return results;
  }

  std::vector<settled_update> give_up(std::span<const incoming_update> updates, const char* why) {
    for (const auto& in : updates) {
      log(options_.on_log, severity::error,
          {in.from.tenant, in.update.instance, in.update.message_id, {}}, "not parked: {}", why);
    }
    return std::vector<settled_update>(updates.size());
  }

  store& store_;
  parking_store& parking_;
  const tracker_options& options_;
  retrier& retry_;
  settler settler_;
};

}  // namespace waybill::detail
