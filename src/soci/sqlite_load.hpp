#pragma once

#include <span>
#include <vector>

#include <waybill/message.hpp>

#include "sqlite_database.hpp"

namespace waybill::detail {

// For each key, in the order asked, the rows that have it.

[[nodiscard]] std::vector<std::vector<tracked_message>> load_messages(
    sqlite_database& database, std::span<const message_key> keys);
[[nodiscard]] std::vector<std::vector<tracked_message>> load_messages(
    sqlite_database& database, std::span<const row_key> keys);

}  // namespace waybill::detail
