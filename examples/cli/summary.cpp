#include "summary.hpp"

#include <chrono>
#include <ctime>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "console.hpp"

namespace waybill_cli {

using nlohmann::ordered_json;

void reply_tally::add(const waybill::reply& reply) {
  const auto body = nlohmann::json::parse(reply.body);
  if (!body.contains("results")) return add(reply.http_status, body);
  for (const auto& each : body["results"]) add(reply.http_status, each);
}

void reply_tally::add(int http_status, const nlohmann::json& body) {
  const auto kind = body.value("status", body.value("error", "?"));
  ++counts_[{kind, http_status}];
}

std::string reply_tally::table() const {
  std::vector<std::vector<std::string>> rows{{"reply", "HTTP", "count"}};
  for (const auto& [kind, count] : counts_) {
    rows.push_back(
        {kind.first, std::to_string(kind.second), thousands(static_cast<long long>(count))});
  }
  return waybill_cli::table(rows);
}

ordered_json reply_tally::json() const {
  ordered_json result = ordered_json::object();
  for (const auto& [kind, count] : counts_) {
    auto& sum = result[kind.first];
    sum = count + (sum.is_null() ? std::size_t{0} : sum.get<std::size_t>());
  }
  return result;
}

std::string campaign_table(const waybill::campaign_stats& stats) {
  return table({{"total", "sent", "delivered", "read", "failed", "delivery rate", "read rate"},
                {thousands(stats.total_contacts), thousands(stats.counters.sent),
                 thousands(stats.counters.delivered), thousands(stats.counters.read),
                 thousands(stats.counters.failed), fmt::format("{:.1f} %", stats.delivery_rate()),
                 fmt::format("{:.1f} %", stats.read_rate())}});
}

std::string instance_table(const waybill::instance_stats& gauges) {
  const auto last = gauges.last_error.empty() ? "-" : gauges.last_error;
  return table({{"health", "errors in a row", "sent", "delivered", "read", "failed", "last error"},
                {std::to_string(gauges.health_score), thousands(gauges.consecutive_errors),
                 thousands(gauges.sent_today), thousands(gauges.delivered_today),
                 thousands(gauges.read_today), thousands(gauges.failed_today), last}});
}

std::string audit_table(const waybill::campaign_audit& audit) {
  const auto row = [](std::string name, const waybill::campaign_delta& of) {
    return std::vector<std::string>{std::move(name), thousands(of.sent), thousands(of.delivered),
                                    thousands(of.read), thousands(of.failed)};
  };
  return table({{"", "sent", "delivered", "read", "failed"},
                row("counters", audit.counters),
                row("rows recounted", audit.rows),
                row("difference", audit.drift())});
}

ordered_json to_json(const waybill::campaign_delta& counters) {
  return {{"sent", counters.sent},
          {"delivered", counters.delivered},
          {"read", counters.read},
          {"failed", counters.failed}};
}

ordered_json to_json(const waybill::campaign_stats& stats) {
  ordered_json result{{"total", stats.total_contacts}};
  result.update(to_json(stats.counters));
  result["delivery_rate"] = stats.delivery_rate();
  result["read_rate"] = stats.read_rate();
  return result;
}

ordered_json to_json(const waybill::instance_stats& gauges) {
  return {{"health", gauges.health_score},   {"consecutive_errors", gauges.consecutive_errors},
          {"sent_today", gauges.sent_today}, {"delivered_today", gauges.delivered_today},
          {"read_today", gauges.read_today}, {"failed_today", gauges.failed_today},
          {"last_error", gauges.last_error}};
}

std::string iso_time(waybill::time_point at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  return fmt::format("{:%FT%TZ}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

}  // namespace waybill_cli
