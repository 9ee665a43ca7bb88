#pragma once

#include <chrono>
#include <cstddef>

#include <waybill/dialect.hpp>
#include <waybill/impl/service/queued_body.hpp>
#include <waybill/impl/service/settle.hpp>
#include <waybill/ingestor_stats.hpp>
#include <waybill/reply.hpp>

namespace waybill::detail {

inline void count_ending(ingestor_stats& stats, const settled_update& update) {
  switch (update.ending) {
    case ending::unknown: ++stats.unknown; return;
    case ending::not_ours:
    case ending::misnamed: ++stats.not_ours; return;
    case ending::ambiguous: ++stats.ambiguous; return;
    case ending::rejected: ++stats.rejected; return;
    case ending::failed: ++stats.failed; return;
    case ending::decided: break;
  }
  const bool changed = update.verdict == verdict::updated || update.verdict == verdict::recorded;
  ++(changed ? stats.applied : stats.duplicates);
}

inline void count_ended(ingestor_stats& stats, const queued_body& body,
                        std::chrono::steady_clock::time_point now) {
  for (const auto& update : body.settled) count_ending(stats, update);
  stats.answer_seconds.add(std::chrono::duration<double>(now - body.accepted_at).count());
}

inline void count_body(ingestor_stats& stats, const parse_report& report) {
  ++stats.bodies;
  for (const auto& each : report.ignored) ++stats.ignored[static_cast<std::size_t>(each.reason)];
  for (const auto* problems : {&report.issues, &report.remarks}) {
    for (const auto& each : *problems) ++stats.issues[static_cast<std::size_t>(each.code)];
  }
}

inline void count_sweep(ingestor_stats& stats, const sweep_result& swept) {
  stats.settled += swept.settled;
  stats.expired += swept.expired;
  stats.evicted += swept.evicted;
  stats.transitions += swept.transitions.size();
}

}  // namespace waybill::detail
