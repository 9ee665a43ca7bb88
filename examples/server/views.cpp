#include "views.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <ctime>

namespace waybill_server {

using nlohmann::ordered_json;

namespace {

/// To two decimals.
[[nodiscard]] double rounded(double percent) { return std::round(percent * 100) / 100; }

[[nodiscard]] ordered_json to_json(const health_day::lows& health) {
  auto lowest = ordered_json::array();
  for (const auto& score : health.scores) lowest.push_back(score ? ordered_json(*score) : nullptr);
  return {{"since", iso_time(health.since)},
          {"step_minutes", std::chrono::minutes{health_day::steps{1}}.count()},
          {"lowest", lowest}};
}

}  // namespace

std::string iso_time(waybill::time_point at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  const auto time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%FT%TZ", &utc)};
}

std::string_view failure_kind_of(const waybill::failure_reason& reason) {
  return reason.empty() ? std::string_view{} : to_string(reason.kind);
}

ordered_json to_json(const std::string& campaign, const waybill::campaign_stats& stats) {
  return {{"campaign", campaign},
          {"total_contacts", stats.total_contacts},
          {"sent_count", stats.counters.sent},
          {"delivered_count", stats.counters.delivered},
          {"read_count", stats.counters.read},
          {"failed_count", stats.counters.failed},
          {"delivery_rate", rounded(stats.delivery_rate())},
          {"read_rate", rounded(stats.read_rate())}};
}

ordered_json to_json(const instance_view& instance) {
  const auto& gauges = instance.gauges;
  return {{"instance", instance.name},
          {"health_score", gauges.health_score},
          {"health_day", to_json(instance.health)},
          {"msgs_sent_today", gauges.sent_today},
          {"msgs_delivered_today", gauges.delivered_today},
          {"msgs_read_today", gauges.read_today},
          {"msgs_failed_today", gauges.failed_today},
          {"last_error", gauges.last_error}};
}

ordered_json to_json(const waybill::logged_entry& logged) {
  const auto& entry = logged.entry;
  return {{"created_at", iso_time(entry.at)},
          {"log_type", to_string(entry.type)},
          {"old_status", to_string(entry.old_status)},
          {"new_status", to_string(entry.new_status)},
          {"implied", entry.implied},
          {"row", logged.row},
          {"contact", logged.contact},
          {"message_id", entry.message_id},
          {"error_code", entry.reason.code},
          {"error_message", entry.reason.text},
          {"failure_kind", failure_kind_of(entry.reason)}};
}

ordered_json to_json(const waybill::status_transition& moved) {
  return {{"at", iso_time(moved.at)},
          {"row", moved.key.row},
          {"message_id", moved.message_id},
          {"contact", moved.contact},
          {"instance", moved.instance},
          {"old_status", to_string(moved.old_status)},
          {"new_status", to_string(moved.new_status)},
          {"failure_kind", failure_kind_of(moved.reason)}};
}

ordered_json to_json(const waybill::send_result& result) {
  ordered_json told{{"send", to_string(result.outcome)}, {"message_id", result.message_id}};
  if (!result.reason.empty()) {
    told["error_code"] = result.reason.code;
    told["error_message"] = result.reason.text;
    told["failure_kind"] = failure_kind_of(result.reason);
  }
  if (result.unknown_instance) told["unknown_instance"] = true;
  return told;
}

std::string to_text(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace waybill_server
