#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <waybill/message.hpp>
#include <waybill/status.hpp>
#include <waybill/store_parts.hpp>

#include "postgres_database.hpp"

namespace waybill::detail::postgres_log {

// The logs of campaigns: that part of a `report_store`.

[[nodiscard]] std::vector<logged_entry> read(postgres_database& database,
                                             const campaign_key& campaign,
                                             std::optional<log_id> before, std::size_t limit);

/// What the log has of one row, oldest first.
[[nodiscard]] std::vector<logged_entry> read_story(postgres_database& database, const row_key& row);

std::size_t remove(postgres_database& database, std::string_view tenant, time_point older_than,
                   std::size_t limit);

}  // namespace waybill::detail::postgres_log
