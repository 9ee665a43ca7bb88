#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/message.hpp>
#include <waybill/status.hpp>
#include <waybill/store_parts.hpp>

#include "postgres_database.hpp"

namespace waybill::detail::postgres_log {

// The logs of campaigns: that part of a `report_store`.

/// What `read_entries` reads of an entry `l`, but for its id, each under its name.
[[nodiscard]] std::string entry_columns(const table_map& tables);
/// Those names, each in its place of a format.
[[nodiscard]] std::string entry_names(std::string_view format);

[[nodiscard]] std::vector<logged_entry> read(postgres_database& database,
                                             const campaign_key& campaign,
                                             std::optional<log_id> before, std::size_t limit);

/// What the log has of one row, oldest first.
[[nodiscard]] std::vector<logged_entry> read_story(postgres_database& database, const row_key& row);

std::size_t remove(postgres_database& database, std::string_view tenant, time_point older_than,
                   std::size_t limit);

}  // namespace waybill::detail::postgres_log
