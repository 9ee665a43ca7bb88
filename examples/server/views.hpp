#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

#include "service.hpp"

namespace waybill_server {

// What the server shows of waybill's values, as JSON. Members have the names of the columns in SQL;
// times are ISO 8601 in UTC; rates are in percent.

[[nodiscard]] nlohmann::ordered_json to_json(const std::string& campaign,
                                             const waybill::campaign_stats& stats);
[[nodiscard]] nlohmann::ordered_json to_json(const instance_view& instance);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::logged_entry& logged);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::status_transition& moved);
/// The outcome of a send. Why it is not recorded as sent, and that its instance is unknown, stand
/// there only where that is so.
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::send_result& result);

/// In UTC, to the second.
[[nodiscard]] std::string iso_time(waybill::time_point at);
/// Empty where nothing failed.
[[nodiscard]] std::string_view failure_kind_of(const waybill::failure_reason& reason);

/// As text. Bytes that are not UTF-8, which a database may hold, become U+FFFD.
[[nodiscard]] std::string to_text(const nlohmann::ordered_json& value);

}  // namespace waybill_server
