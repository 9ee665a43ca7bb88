#include "views.hpp"

#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace waybill_cli {

using nlohmann::ordered_json;

namespace {

[[nodiscard]] ordered_json time_or_null(const std::optional<waybill::time_point>& at) {
  return at ? ordered_json(iso_time(*at)) : ordered_json();
}

[[nodiscard]] ordered_json day_or_null(const std::optional<std::chrono::sys_days>& day) {
  return day ? ordered_json(iso_time(*day).substr(0, 10)) : ordered_json();
}

[[nodiscard]] double rounded(double percent) { return std::round(percent * 100) / 100; }

}  // namespace

ordered_json to_json(const waybill::campaign_delta& counters) {
  return {{"sent_count", counters.sent},
          {"delivered_count", counters.delivered},
          {"read_count", counters.read},
          {"failed_count", counters.failed}};
}

ordered_json to_json(std::string_view campaign, const waybill::campaign_stats& stats) {
  ordered_json result{{"campaign", campaign}, {"total_contacts", stats.total_contacts}};
  result.update(to_json(stats.counters));
  result["delivery_rate"] = rounded(stats.delivery_rate());
  result["read_rate"] = rounded(stats.read_rate());
  return result;
}

ordered_json to_json(std::string_view instance, const waybill::instance_stats& gauges) {
  return {{"instance", instance},
          {"health_score", gauges.health_score},
          {"consecutive_errors", gauges.consecutive_errors},
          {"counters_day", day_or_null(gauges.counters_day)},
          {"msgs_sent_today", gauges.sent_today},
          {"msgs_delivered_today", gauges.delivered_today},
          {"msgs_read_today", gauges.read_today},
          {"msgs_failed_today", gauges.failed_today},
          {"last_success_at", time_or_null(gauges.last_success_at)},
          {"last_error", gauges.last_error}};
}

ordered_json to_json(const waybill::logged_entry& logged) {
  const auto& entry = logged.entry;
  return {{"id", logged.id},
          {"created_at", iso_time(entry.at)},
          {"log_type", to_string(entry.type)},
          {"severity", to_string(entry.severity())},
          {"row", logged.row},
          {"contact", logged.contact},
          {"instance", logged.instance},
          {"message_id", entry.message_id},
          {"old_status", to_string(entry.old_status)},
          {"new_status", to_string(entry.new_status)},
          {"implied", entry.implied},
          {"error_code", entry.reason.code},
          {"error_message", entry.reason.text}};
}

ordered_json to_json(const waybill::status_transition& moved) {
  return {{"at", iso_time(moved.at)},
          {"row", moved.key.row},
          {"message_id", moved.message_id},
          {"campaign", moved.campaign},
          {"contact", moved.contact},
          {"instance", moved.instance},
          {"old_status", to_string(moved.old_status)},
          {"new_status", to_string(moved.new_status)}};
}

ordered_json to_json(const waybill::send_result& result) {
  ordered_json told{{"send", to_string(result.outcome)}, {"message_id", result.message_id}};
  if (!result.reason.empty()) {
    told["error_code"] = result.reason.code;
    told["error_message"] = result.reason.text;
  }
  if (result.unknown_instance) told["unknown_instance"] = true;
  return told;
}

std::string to_text(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string iso_time(waybill::time_point at) {
  const auto second = std::chrono::floor<std::chrono::seconds>(at);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(at - second).count();
  return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(second)),
                     rest);
}

}  // namespace waybill_cli
