#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <waybill/change.hpp>
#include <waybill/decision.hpp>
#include <waybill/stats.hpp>

namespace waybill {

/// The effect of a batch on one instance's gauges: the sum of its changes, in arrival order.
struct gauge_change {
  instance_delta delta{};                    ///< counts, health and errors
  counting_day day{};                        ///< the latest of its changes
  std::optional<time_point> succeeded_at{};  ///< the latest delivery, if any
  std::optional<std::string> last_error{};   ///< of the last failure, if any

  /// Appends one more change.
  gauge_change& operator+=(const change& later) {
    delta += later.instance;
    if (day.date < later.day.date) day = later.day;
    if (later.succeeded_at) {
      succeeded_at = std::max(*later.succeeded_at, succeeded_at.value_or(*later.succeeded_at));
    }
    if (!later.instance_error.empty()) last_error = later.instance_error;
    for (const auto& entry : later.log) {
      if (entry.type != log_type::message_failed) continue;
      last_error = entry.reason.text.empty() ? entry.reason.code : entry.reason.text;
    }
    return *this;
  }
};

/// The gauges after a batch: the rule for every store, in C++ or in SQL.
///
/// A day later than the stored one resets the four "today" counters and adds the health recovery,
/// once; an earlier day counts into the stored day. Health is clamped to 0…100 after the batch, not
/// after each step.
[[nodiscard]] inline instance_stats advance(instance_stats gauges, const gauge_change& by) {
  if (gauges.counters_day && *gauges.counters_day < by.day.date) {
    gauges.sent_today = gauges.delivered_today = gauges.read_today = gauges.failed_today = 0;
    gauges.health_score = std::min(100, gauges.health_score + by.day.health_recovery);
  }
  gauges.counters_day = std::max(by.day.date, gauges.counters_day.value_or(by.day.date));
  gauges.sent_today += by.delta.sent;
  gauges.delivered_today += by.delta.delivered;
  gauges.read_today += by.delta.read;
  gauges.failed_today += by.delta.failed;
  const auto health = gauges.health_score + by.delta.health;
  gauges.health_score = static_cast<int>(std::clamp<std::int64_t>(health, 0, 100));
  const auto carried = by.delta.forgets_errors ? 0 : gauges.consecutive_errors;
  gauges.consecutive_errors = carried + by.delta.errors;
  gauges.last_success_at = std::max(gauges.last_success_at, by.succeeded_at);
  gauges.last_error = by.last_error.value_or(gauges.last_error);
  return gauges;
}

}  // namespace waybill
