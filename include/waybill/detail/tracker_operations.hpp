#pragma once

// What operators call on a tracker; tracker.hpp includes this file.

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <waybill/detail/early_updates.hpp>
#include <waybill/report_store.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

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
    std::vector<parked_id> expired;
    for (std::size_t i = 0; i < page.size(); ++i) {
      if (!rows[i].empty()) known.push_back(page[i]);
      if (rows[i].empty() && page[i].incoming.arrived_at < oldest) expired.push_back(page[i].id);
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

}  // namespace detail

inline sweep_result tracker::sweep() const {
  sweep_result result;
  auto* const parking = store_.parking();
  if (parking == nullptr) return result;
  constexpr std::size_t page_size = 256;
  parked_id last = 0;
  while (true) {
    detail::retrier retry{*options_.clock, options_.deadline};
    const auto page = retry.run([&] { return parking->parked_after(last, page_size); });
    if (!page.empty()) {
      detail::sweeper{store_, *parking, options_, retry, result.transitions}.sweep(page, result);
      last = page.back().id;
    }
    // What is parked meanwhile is for the next sweep: following the end could go on for ever.
    if (page.size() < page_size) return result;
  }
}

inline std::optional<campaign_stats> tracker::campaign_stats(std::string_view tenant,
                                                             std::string_view campaign) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  return retry.run([&] { return reports().read_campaign(tenant, campaign); });
}

inline std::optional<instance_stats> tracker::instance_stats(std::string_view tenant,
                                                             std::string_view instance) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  return retry.run([&] { return reports().read_instance(tenant, instance); });
}

inline std::vector<tracked_message> tracker::find_stalled(std::string_view tenant,
                                                          std::chrono::seconds age,
                                                          std::size_t limit) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  const auto sent_before = options_.clock->now() - age;
  return retry.run([&] { return reports().find_stalled(tenant, sent_before, limit); });
}

inline std::vector<status_transition> tracker::fail_stalled(std::string_view tenant,
                                                            std::chrono::seconds age,
                                                            std::size_t limit) const {
  const auto now = options_.clock->now();
  std::vector<std::vector<tracked_message>> known;
  std::vector<incoming_update> timeouts;
  for (auto& row : find_stalled(tenant, age, limit)) {
    auto& in = timeouts.emplace_back();
    in = {{row.key.tenant, {}}, {}, now};
    in.update.instance = row.instance;
    in.update.message_id = row.message_id;
    in.update.receipt = receipt::failed;
    in.update.reason = {"timeout", "no delivery report in time"};
    known.push_back({std::move(row)});
  }
  const auto planned = plan(known, timeouts, options_.policy, now);
  if (planned.changes.empty()) return {};
  // Applied once: what loses the race has moved, and is stalled no more.
  detail::retrier retry{*options_.clock, options_.deadline};
  const auto lost = retry.run([&] { return store_.apply(planned.changes); });
  std::vector<status_transition> transitions;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto& out = planned.outcomes[i];
    if (!out.change || std::binary_search(lost.begin(), lost.end(), *out.change)) continue;
    const auto& row = known[i].front();
    transitions.push_back({row.key, row.message_id, row.instance, row.campaign, row.contact,
                           *out.old_status, *out.new_status, now});
  }
  return transitions;
}

inline std::optional<campaign_audit> tracker::verify(std::string_view tenant,
                                                     std::string_view campaign) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  return retry.run([&] { return reports().audit(tenant, campaign); });
}

inline std::optional<campaign_audit> tracker::recount(std::string_view tenant,
                                                      std::string_view campaign) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  return retry.run([&] { return reports().repair(tenant, campaign); });
}

inline report_store& tracker::reports() const {
  if (auto* const found = store_.reports()) return *found;
  throw std::logic_error("waybill: this store answers no questions; give it a report_store");
}

}  // namespace waybill
