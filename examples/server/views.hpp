#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

namespace waybill_server {

// What this server shows of waybill's values, as JSON. Members are called as the columns in SQL
// are; times are ISO 8601 in UTC; rates are in percent.

using view = nlohmann::ordered_json;

[[nodiscard]] view view_of(const std::string& campaign, const waybill::campaign_stats& stats);
[[nodiscard]] view view_of(const std::string& instance, const waybill::instance_stats& stats);
[[nodiscard]] view view_of(const waybill::logged_entry& logged);
[[nodiscard]] view view_of(const waybill::status_transition& moved);

/// As text. Bytes that are no UTF-8, which a database may hold, become U+FFFD.
[[nodiscard]] std::string to_text(const view& json);

}  // namespace waybill_server
