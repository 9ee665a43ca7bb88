#pragma once

#include <waybill/message.hpp>
#include <waybill/recipients.hpp>

#include "postgres_database.hpp"

namespace waybill::detail::postgres_recipients {

// The recipients of campaigns: that part of a `report_store`.

[[nodiscard]] recipient_page read(postgres_database& database, const campaign_key& campaign,
                                  const recipient_query& query);

}  // namespace waybill::detail::postgres_recipients
