#pragma once

#include <span>
#include <vector>

#include <waybill/message.hpp>

#include "postgres_database.hpp"

namespace waybill::detail {

// For each key, in the order asked, the rows that have it. Their tenant is spelled as in the key.

[[nodiscard]] std::vector<std::vector<tracked_message>> load_messages(
    postgres_database& database, std::span<const message_key> keys);
[[nodiscard]] std::vector<std::vector<tracked_message>> load_messages(
    postgres_database& database, std::span<const row_key> keys);

}  // namespace waybill::detail
