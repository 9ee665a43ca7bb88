#pragma once

#include <waybill/impl/store/pace_sums.hpp>
#include <waybill/message.hpp>

#include "postgres_database.hpp"
#include "postgres_session.hpp"

namespace waybill::detail::postgres_pace {

// How fast campaigns go: that part of a `report_store`.

/// Whether the tables keep it.
[[nodiscard]] bool is_kept(postgres_database& database);
/// The slots that are kept of a campaign; none where none are kept.
[[nodiscard]] pace_counts read(postgres_database& database, const campaign_key& campaign);
/// Sets the slots of a campaign right, by its rows, in the transaction that is open. The keys are
/// `postgres_database::campaign_keys`. What other writers move meanwhile keeps its slots.
void repair(postgres_database& database, postgres_session& session, const parameters& keys);

}  // namespace waybill::detail::postgres_pace
