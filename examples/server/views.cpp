#include "views.hpp"

#include <chrono>
#include <cmath>
#include <ctime>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace waybill_server {

namespace {

[[nodiscard]] std::string iso_time(waybill::time_point at) {
  const auto second = std::chrono::floor<std::chrono::seconds>(at);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(at - second).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(second)), rest);
}

[[nodiscard]] view time_or_null(const std::optional<waybill::time_point>& at) {
  return at ? view(iso_time(*at)) : view();
}

[[nodiscard]] double rounded(double percent) { return std::round(percent * 100) / 100; }

}  // namespace

view view_of(const std::string& campaign, const waybill::campaign_stats& stats) {
  const auto& counters = stats.counters;
  return {{"campaign", campaign},
          {"total_contacts", stats.total_contacts},
          {"sent_count", counters.sent},
          {"delivered_count", counters.delivered},
          {"read_count", counters.read},
          {"failed_count", counters.failed},
          {"delivery_rate", rounded(stats.delivery_rate())},
          {"read_rate", rounded(stats.read_rate())}};
}

view view_of(const std::string& instance, const waybill::instance_stats& stats) {
  return {{"instance", instance},
          {"health_score", stats.health_score},
          {"consecutive_errors", stats.consecutive_errors},
          {"msgs_sent_today", stats.sent_today},
          {"msgs_delivered_today", stats.delivered_today},
          {"msgs_read_today", stats.read_today},
          {"msgs_failed_today", stats.failed_today},
          {"last_success_at", time_or_null(stats.last_success_at)},
          {"last_error", stats.last_error}};
}

view view_of(const waybill::logged_entry& logged) {
  const auto& entry = logged.entry;
  return {{"id", logged.id},
          {"created_at", iso_time(entry.at)},
          {"log_type", to_string(entry.type)},
          {"implied", entry.implied},
          {"row", logged.row},
          {"contact", logged.contact},
          {"instance", logged.instance},
          {"message_id", entry.message_id},
          {"old_status", to_string(entry.old_status)},
          {"new_status", to_string(entry.new_status)},
          {"error_code", entry.reason.code},
          {"error_message", entry.reason.text}};
}

view view_of(const waybill::status_transition& moved) {
  return {{"at", iso_time(moved.at)},
          {"row", moved.key.row},
          {"contact", moved.contact},
          {"instance", moved.instance},
          {"message_id", moved.message_id},
          {"old_status", to_string(moved.old_status)},
          {"new_status", to_string(moved.new_status)}};
}

std::string to_text(const view& json) {
  return json.dump(-1, ' ', false, view::error_handler_t::replace);
}

}  // namespace waybill_server
