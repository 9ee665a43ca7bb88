#include "views.hpp"

#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace waybill_harness {

using nlohmann::ordered_json;

namespace {

[[nodiscard]] ordered_json time_or_null(const std::optional<waybill::time_point>& at) {
  return at ? ordered_json(iso_time(*at)) : ordered_json();
}

[[nodiscard]] ordered_json day_or_null(const std::optional<std::chrono::sys_days>& day) {
  return day ? ordered_json(iso_time(*day).substr(0, 10)) : ordered_json();
}

[[nodiscard]] double rounded(double percent) { return std::round(percent * 100) / 100; }

/// The kind of a reply: its `status` or `error`, or what became of a `send`.
[[nodiscard]] std::string kind_of(const ordered_json& body) {
  return body.value("status", body.value("error", body.value("send", "?")));
}

/// Empty where nothing failed.
[[nodiscard]] std::string_view failure_kind_of(const waybill::failure_reason& reason) {
  return reason.empty() ? std::string_view{} : to_string(reason.kind);
}

[[nodiscard]] std::string answer_of(const ordered_json& row) {
  return row.contains("send") ? row["send"].get<std::string>() : kind_of(row["reply"]);
}

/// A member of the reply, or of the row itself where that is a send.
[[nodiscard]] column answer_column(std::string title, std::string member) {
  const auto write = [member](const ordered_json& row) {
    return (row.contains("reply") ? row["reply"] : row).value(member, "-");
  };
  return {std::move(title), member, cell::text, write};
}

/// Adds a column for each counter, in the same order everywhere.
[[nodiscard]] columns with_counters(columns result, const std::string& before,
                                    const std::string& after) {
  for (const std::string each : {"sent", "delivered", "read", "failed"}) {
    result.push_back({each, before + each + after, cell::number});
  }
  return result;
}

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

ordered_json to_json(const waybill::tracked_message& message) {
  const auto& times = message.times;
  const auto status =
      message.status ? std::string{to_string(*message.status)} : message.foreign_status;
  const bool failed = message.status == waybill::message_status::failed;
  return {{"row", message.key.row},
          {"campaign", message.campaign},
          {"contact", message.contact},
          {"contact_name", message.contact_name},
          {"message_id", message.message_id},
          {"instance", message.instance},
          {"status", status},
          {"sent_at", time_or_null(times.sent_at)},
          {"delivered_at", time_or_null(times.delivered_at)},
          {"read_at", time_or_null(times.read_at)},
          {"failed_at", time_or_null(times.failed_at)},
          {"error_code", message.reason.code},
          {"error_message", message.reason.text},
          {"failure_kind", failed ? to_string(message.reason.kind) : std::string_view{}}};
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
          {"error_message", entry.reason.text},
          {"failure_kind", failure_kind_of(entry.reason)}};
}

ordered_json to_json(const waybill::failure_count& count) {
  return {{"failure_kind", to_string(count.kind)},
          {"error_code", count.code},
          {"messages", count.messages},
          {"sending_again_may_help", sending_again_may_help(count.kind)}};
}

ordered_json to_json(const waybill::status_transition& moved) {
  return {{"at", iso_time(moved.at)},
          {"row", moved.key.row},
          {"message_id", moved.message_id},
          {"campaign", moved.campaign},
          {"contact", moved.contact},
          {"instance", moved.instance},
          {"old_status", to_string(moved.old_status)},
          {"new_status", to_string(moved.new_status)},
          {"failure_kind", failure_kind_of(moved.reason)}};
}

ordered_json to_json(const std::string& row, const waybill::send_result& result) {
  ordered_json told{
      {"row", row}, {"send", to_string(result.outcome)}, {"message_id", result.message_id}};
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

std::string iso_time(waybill::time_point at) {
  const auto second = std::chrono::floor<std::chrono::seconds>(at);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(at - second).count();
  return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(second)),
                     rest);
}

const columns& campaign_columns() {
  static const columns result = [] {
    auto all = with_counters({{"campaign", "campaign"}, {"total", "total_contacts", cell::number}},
                             "", "_count");
    all.push_back({"delivery rate", "delivery_rate", cell::percent});
    all.push_back({"read rate", "read_rate", cell::percent});
    return all;
  }();
  return result;
}

const columns& log_columns() {
  static const columns result{{"id", "id"},
                              {"time", "created_at"},
                              {"what", "", cell::text,
                               [](const ordered_json& row) {
                                 return row["log_type"].get<std::string>() +
                                        (row["implied"].get<bool>() ? " (implied)" : "");
                               }},
                              {"row", "row"},
                              {"message id", "message_id"},
                              {"from", "old_status"},
                              {"to", "new_status"},
                              {"error", "error_code"},
                              {"why", "failure_kind"},
                              {"error message", "error_message", cell::long_text}};
  return result;
}

const columns& instance_columns() {
  static const columns result = [] {
    auto all = with_counters({{"instance", "instance"},
                              {"health", "health_score", cell::number},
                              {"errors in a row", "consecutive_errors", cell::number},
                              {"day", "counters_day"}},
                             "msgs_", "_today");
    all.push_back({"last error", "last_error", cell::long_text});
    return all;
  }();
  return result;
}

columns reply_columns(column first) {
  return {std::move(first),
          {"HTTP", "http_status"},
          {"answer", "", cell::text, answer_of},
          answer_column("message id", "message_id"),
          answer_column("from", "old_status"),
          answer_column("to", "new_status")};
}

void show_audit(report& out, std::string_view heading, const waybill::campaign_audit& audit) {
  static const auto what = with_counters({{"", "what"}}, "", "_count");
  auto rows = ordered_json::array();
  const auto add = [&](const char* name, const waybill::campaign_delta& of) {
    out.set(name, to_json(of));
    rows.push_back({{"what", name}});
    rows.back().update(to_json(of));
  };
  add("counters", audit.counters);
  add("rows", audit.rows);
  add("drift", audit.drift());
  out.set("holds", audit.holds());
  out.table(nullptr, heading, what, rows);
}

void reply_tally::add(const waybill::reply& reply) {
  auto bodies = ordered_json::array({ordered_json::parse(reply.body)});
  if (bodies[0].contains("results")) bodies = ordered_json(bodies[0]["results"]);
  for (const auto& each : bodies) ++counts_[{kind_of(each), reply.http_status}];
}

void reply_tally::show(report& out, std::string_view heading) const {
  static const columns what{
      {"reply", "reply"}, {"HTTP", "http_status"}, {"count", "count", cell::number}};
  auto rows = ordered_json::array();
  for (const auto& [kind, count] : counts_) {
    rows.push_back({{"reply", kind.first}, {"http_status", kind.second}, {"count", count}});
  }
  out.table("replies", heading, what, rows);
}

}  // namespace waybill_harness
