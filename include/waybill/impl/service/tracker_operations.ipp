#pragma once

// What operators call on a tracker; tracker.hpp includes this file.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/retry.hpp>
#include <waybill/impl/service/sweeper.hpp>
#include <waybill/plan.hpp>
#include <waybill/report_store.hpp>
#include <waybill/store.hpp>
#include <waybill/store_error.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

/// Applies all changes that can be. A batch that the store refuses is halved until what is refused
/// stands alone; `misconfigured` keeps the last error of the set-up. Returns the positions that are
/// not applied, ascending, counted from `first`.
inline std::vector<std::size_t> apply_or_leave(store& where, const tracker_options& options,
                                               retrier& retry, std::span<const change> changes,
                                               std::optional<store_error>& misconfigured,
                                               std::size_t first = 0) {
  try {
    auto left = retry.run([&] { return where.apply(changes); });
    for (auto& each : left) each += first;
    return left;
  } catch (const store_error& error) {
    if (!error.is_refusal()) throw;
    if (error.misconfigured()) misconfigured = error;
    if (changes.size() == 1) {
      const auto& refused = changes.front();
      log(options.on_log, severity::error,
          {refused.key.tenant, {}, refused.expected_message_id, {}}, "{}: {}",
          error.permanent() ? "refused for good" : "not stored", error.what());
      return {first};
    }
  }
  const auto middle = changes.size() / 2;
  auto left = apply_or_leave(where, options, retry, changes.first(middle), misconfigured, first);
  const auto rest =
      apply_or_leave(where, options, retry, changes.subspan(middle), misconfigured, first + middle);
  left.insert(left.end(), rest.begin(), rest.end());
  return left;
}

}  // namespace detail

WAYBILL_INLINE sweep_result tracker::sweep() const {
  sweep_result result;
  detail::sweep_parked(store_, options_, result);
  return result;
}

WAYBILL_INLINE std::optional<campaign_stats> tracker::campaign_stats(
    std::string_view tenant, std::string_view campaign) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  return retry.run([&] { return reports().read_campaign(tenant, campaign); });
}

WAYBILL_INLINE std::optional<instance_stats> tracker::instance_stats(
    std::string_view tenant, std::string_view instance) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  return retry.run([&] { return reports().read_instance(tenant, instance); });
}

WAYBILL_INLINE std::vector<tracked_message> tracker::find_stalled(std::string_view tenant,
                                                                  std::chrono::seconds age,
                                                                  std::size_t limit) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  const auto sent_before = options_.clock->now() - age;
  return retry.run([&] { return reports().find_stalled(tenant, sent_before, limit); });
}

WAYBILL_INLINE std::vector<status_transition> tracker::fail_stalled(std::string_view tenant,
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
  std::optional<store_error> misconfigured;
  const auto left = detail::apply_or_leave(store_, options_, retry, planned.changes, misconfigured);
  if (misconfigured && left.size() == planned.changes.size()) throw store_error{*misconfigured};
  std::vector<status_transition> transitions;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto& out = planned.outcomes[i];
    if (!out.change || std::binary_search(left.begin(), left.end(), *out.change)) continue;
    const auto& row = known[i].front();
    transitions.push_back({row.key, row.message_id, row.instance, row.campaign, row.contact,
                           *out.old_status, *out.new_status, now});
  }
  return transitions;
}

WAYBILL_INLINE std::optional<campaign_audit> tracker::verify(std::string_view tenant,
                                                             std::string_view campaign) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  return retry.run([&] { return reports().audit(tenant, campaign); });
}

WAYBILL_INLINE std::optional<campaign_audit> tracker::recount(std::string_view tenant,
                                                              std::string_view campaign) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  return retry.run([&] { return reports().repair(tenant, campaign); });
}

WAYBILL_INLINE report_store& tracker::reports() const {
  if (auto* const found = store_.reports()) return *found;
  throw std::logic_error("waybill: this store answers no questions; give it a report_store");
}

}  // namespace waybill
