#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/impl/service/call.hpp>
#include <waybill/plan.hpp>

namespace waybill::detail {

/// The report of a message that got none, which no gateway sends.
[[nodiscard]] inline incoming_update timeout_of(const tracked_message& row, time_point now) {
  incoming_update in{{row.key.tenant, {}}, {}, now};
  in.update.instance = row.instance;
  in.update.message_id = row.message_id;
  in.update.receipt = receipt::failed;
  in.update.reason = {"timeout", "no delivery report in time"};
  return in;
}

/// Applies all changes that can be; tells for each whether it was. What the store refuses is logged
/// and left. Throws the error of the set-up if it left all of them.
[[nodiscard]] inline std::vector<bool> apply_or_leave(call& in, std::span<const change> changes) {
  std::vector<bool> applied(changes.size());
  std::size_t count = 0;
  std::optional<store_error> misconfigured;
  const auto work = [&](const positions& open) {
    const auto part = part_of(changes, open);
    const auto lost = in.retry.run([&] { return in.where.apply(part); });
    for (const auto i : open) applied[i] = true;
    for (const auto i : lost) applied[open[i]] = false;
    count += open.size() - lost.size();
  };
  in_halves(all_positions(changes.size()), work, [&](std::size_t i, const store_error& error) {
    if (error.misconfigured()) misconfigured = error;
    log(in.options.on_log, severity::error,
        {changes[i].key.tenant, {}, changes[i].expected_message_id, {}}, "{}: {}",
        {error.permanent() ? "refused for good" : "not stored", error.what()});
  });
  if (misconfigured && count == 0) throw store_error{*misconfigured};
  return applied;
}

/// Makes failures of rows that stalled. Applied once: what loses the race has moved, and is stalled
/// no more.
inline void fail_stalled(call& in, std::vector<tracked_message> stalled) {
  const auto now = in.options.clock->now();
  std::vector<std::vector<tracked_message>> known;
  std::vector<incoming_update> timeouts;
  for (auto& row : stalled) {
    timeouts.push_back(timeout_of(row, now));
    known.push_back({std::move(row)});
  }
  const auto planned = plan(known, timeouts, in.options.policy, now);
  if (planned.changes.empty()) return;
  const auto applied = apply_or_leave(in, planned.changes);
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto& out = planned.outcomes[i];
    if (!out.change || !applied[*out.change]) continue;
    in.moved(transition_of(known[i].front(), planned.changes[*out.change], *out.old_status,
                           *out.new_status, now));
  }
}

}  // namespace waybill::detail
