#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

namespace waybill_cli {

/// How often each kind of reply was given.
class reply_tally {
 public:
  /// Counts a reply, or each item of a list.
  void add(const waybill::reply& reply);

  [[nodiscard]] std::string table() const;
  [[nodiscard]] nlohmann::ordered_json json() const;

 private:
  void add(int http_status, const nlohmann::json& body);

  std::map<std::pair<std::string, int>, std::size_t> counts_;
};

// Tables for people.
[[nodiscard]] std::string campaign_table(const waybill::campaign_stats& stats);
[[nodiscard]] std::string instance_table(const waybill::instance_stats& gauges);
[[nodiscard]] std::string audit_table(const waybill::campaign_audit& audit);

// The same for programs.
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::campaign_delta& counters);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::campaign_stats& stats);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::instance_stats& gauges);

/// A moment as ISO 8601 in UTC, to the second.
[[nodiscard]] std::string iso_time(waybill::time_point at);

}  // namespace waybill_cli
