#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

#include "report.hpp"

namespace waybill_harness {

// What the command line shows of waybill's values: for programs as JSON, for people as tables of
// the same. Members have the names of the columns in SQL; times are ISO 8601 in UTC; rates are in
// percent.

[[nodiscard]] nlohmann::ordered_json to_json(const waybill::campaign_delta& counters);
[[nodiscard]] nlohmann::ordered_json to_json(std::string_view campaign,
                                             const waybill::campaign_stats& stats);
[[nodiscard]] nlohmann::ordered_json to_json(std::string_view instance,
                                             const waybill::instance_stats& gauges);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::tracked_message& message);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::logged_entry& logged);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::failure_count& count);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::status_transition& moved);
/// What became of a row's send or intent. Why it is not recorded as sent, and that its instance is
/// unknown, stand there only where that is so.
[[nodiscard]] nlohmann::ordered_json to_json(const std::string& row,
                                             const waybill::send_result& result);

/// As text. Bytes that are not UTF-8, which a database may hold, become U+FFFD.
[[nodiscard]] std::string to_text(const nlohmann::ordered_json& value);

/// A moment to the millisecond.
[[nodiscard]] std::string iso_time(waybill::time_point at);

[[nodiscard]] const columns& campaign_columns();
[[nodiscard]] const columns& instance_columns();
/// For rows with a `reply` and its `http_status`, or with the outcome of a `send`. The first column
/// says what was answered.
[[nodiscard]] columns reply_columns(column first);

/// Counters beside the rows, and whether they agree.
void show_audit(report& out, std::string_view heading, const waybill::campaign_audit& audit);

[[nodiscard]] const columns& log_columns();

/// How often each kind of reply was given.
class reply_tally {
 public:
  /// Counts a reply, or each item of a list.
  void add(const waybill::reply& reply);
  void show(report& out, std::string_view heading) const;

 private:
  std::map<std::pair<std::string, int>, std::size_t> counts_;
};

}  // namespace waybill_harness
