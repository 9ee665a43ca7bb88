#pragma once

#include <waybill/message.hpp>
#include <waybill/recipients.hpp>

#include "sqlite_database.hpp"

namespace waybill::detail::sqlite_recipients {

// The recipients of campaigns: that part of a `report_store`.

[[nodiscard]] recipient_page read(sqlite_database& database, const campaign_key& campaign,
                                  const recipient_query& query);

}  // namespace waybill::detail::sqlite_recipients
