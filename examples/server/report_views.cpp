#include "report_views.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "views.hpp"

namespace waybill_server {

using nlohmann::ordered_json;

namespace {

[[nodiscard]] ordered_json time_or_null(const std::optional<waybill::time_point>& at) {
  return at ? ordered_json(iso_time(*at)) : ordered_json();
}

[[nodiscard]] ordered_json quantiles(const waybill::latency_counts& counts) {
  const auto seconds = [&](double share) {
    const auto took = counts.quantile(share);
    return took ? ordered_json(std::chrono::duration<double>{*took}.count()) : ordered_json();
  };
  return {{"messages", counts.total()},
          {"p50", seconds(0.5)},
          {"p90", seconds(0.9)},
          {"p99", seconds(0.99)}};
}

/// A chart shows no more, and a campaign of a week has 10,080 minutes.
constexpr std::int64_t most_bars = 120;

using minutes_of_pace = std::vector<waybill::pace_minute_counts>;

[[nodiscard]] std::int64_t minutes_of_a_bar(const minutes_of_pace& minutes) {
  if (minutes.empty()) return 1;
  const auto first = waybill::minute_of(minutes.front().minute);
  return (waybill::minute_of(minutes.back().minute) - first) / most_bars + 1;
}

/// Sums of so many minutes from the first on; those in which nothing happened are left out.
[[nodiscard]] ordered_json bars_of(const minutes_of_pace& minutes, std::int64_t of_a_bar) {
  std::map<std::int64_t, waybill::pace_minute_counts> bars;
  for (const auto& each : minutes) {
    const auto since = waybill::minute_of(each.minute) - waybill::minute_of(minutes.front().minute);
    auto& bar = bars[since / of_a_bar];
    bar.sent += each.sent;
    bar.delivered += each.delivered;
    bar.read += each.read;
    bar.failed += each.failed;
  }
  auto result = ordered_json::array();
  for (const auto& [place, bar] : bars) {
    const auto began = minutes.front().minute + std::chrono::minutes{place * of_a_bar};
    result.push_back({{"at", iso_time(began)},
                      {"sent", bar.sent},
                      {"delivered", bar.delivered},
                      {"read", bar.read},
                      {"failed", bar.failed}});
  }
  return result;
}

}  // namespace

ordered_json to_json(const waybill::tracked_message& message) {
  const auto& times = message.times;
  return {{"row", message.key.row},
          {"contact", message.contact},
          {"contact_name", message.contact_name},
          {"message_id", message.message_id},
          {"instance", message.instance},
          {"status", message.status ? to_string(*message.status) : message.foreign_status},
          {"sent_at", time_or_null(times.sent_at)},
          {"delivered_at", time_or_null(times.delivered_at)},
          {"read_at", time_or_null(times.read_at)},
          {"failed_at", time_or_null(times.failed_at)},
          {"error_code", message.reason.code},
          {"error_message", message.reason.text},
          {"failure_kind", failure_kind_of(message.reason)}};
}

ordered_json to_json(const waybill::message_story& story) {
  auto result = to_json(story.message);
  result["log"] = ordered_json::array();
  for (const auto& each : story.log) result["log"].push_back(to_json(each));
  return result;
}

ordered_json to_json(const waybill::failure_count& failures) {
  return {{"failure_kind", to_string(failures.kind)},
          {"error_code", failures.code},
          {"messages", failures.messages}};
}

ordered_json to_json(const waybill::campaign_pace& pace, waybill::time_point now) {
  const auto minutes = minutes_of_a_bar(pace.minutes);
  return {{"is_kept", pace.is_kept},
          {"awaited", pace.awaited()},
          {"started_at", time_or_null(pace.started_at)},
          {"first_report_at", time_or_null(pace.first_report_at)},
          {"last_report_at", time_or_null(pace.last_report_at)},
          {"completed_at", time_or_null(pace.completed_at(now))},
          {"to_delivered", quantiles(pace.to_delivered)},
          {"to_read", quantiles(pace.to_read)},
          {"bar_minutes", minutes},
          {"bars", bars_of(pace.minutes, minutes)}};
}

}  // namespace waybill_server
