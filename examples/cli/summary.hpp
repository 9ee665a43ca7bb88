#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

#include "report.hpp"

namespace waybill_cli {

// What several commands tell. Members are called as the columns of the tables in SQL are.

[[nodiscard]] nlohmann::ordered_json to_json(const waybill::campaign_delta& counters);
[[nodiscard]] nlohmann::ordered_json to_json(std::string_view campaign,
                                             const waybill::campaign_stats& stats);
[[nodiscard]] nlohmann::ordered_json to_json(std::string_view instance,
                                             const waybill::instance_stats& gauges);

[[nodiscard]] const columns& campaign_columns();
[[nodiscard]] const columns& instance_columns();

/// Counters beside the rows, and whether they agree.
void show_audit(report& out, std::string_view heading, const waybill::campaign_audit& audit);

/// Of rows that are answers: a `reply` with its `http_status`, or what became of a `send`. The
/// first column tells to what.
[[nodiscard]] columns reply_columns(column first);

/// How often each kind of reply was given.
class reply_tally {
 public:
  /// Counts a reply, or each item of a list.
  void add(const waybill::reply& reply);
  void show(report& out, std::string_view heading) const;

 private:
  void add(int http_status, const nlohmann::json& body);

  std::map<std::pair<std::string, int>, std::size_t> counts_;
};

/// A moment as ISO 8601 in UTC, to the second.
[[nodiscard]] std::string iso_time(waybill::time_point at);

}  // namespace waybill_cli
