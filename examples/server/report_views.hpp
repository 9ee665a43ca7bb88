#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

namespace waybill_server {

// The reports of campaigns and recipients as JSON, as views.hpp shows the rest.

[[nodiscard]] nlohmann::ordered_json to_json(const waybill::tracked_message& message);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::message_story& story);
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::failure_count& failures);
/// Times from one stage to the next are in seconds.
[[nodiscard]] nlohmann::ordered_json to_json(const waybill::campaign_pace& pace,
                                             waybill::time_point now);

}  // namespace waybill_server
