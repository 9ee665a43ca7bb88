#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

namespace waybill_cli {

// What the harness and the example server show of waybill's values, as JSON. Members are called as
// the columns of the tables in SQL are; times are ISO 8601 in UTC; rates are in percent.

[[nodiscard]] nlohmann::ordered_json to_json(const waybill::campaign_delta& counters);
[[nodiscard]] nlohmann::ordered_json to_json(std::string_view campaign,
                                             const waybill::campaign_stats& stats);
[[nodiscard]] nlohmann::ordered_json to_json(std::string_view instance,
                                             const waybill::instance_stats& gauges);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::logged_entry& logged);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::status_transition& moved);
/// The outcome of a send; why it is not recorded as sent, and that its instance is unknown, only
/// where that is so.
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::send_result& result);

/// As text. Bytes that are no UTF-8, which a database may hold, become U+FFFD.
[[nodiscard]] std::string to_text(const nlohmann::ordered_json& value);

/// A moment to the millisecond.
[[nodiscard]] std::string iso_time(waybill::time_point at);

}  // namespace waybill_cli
