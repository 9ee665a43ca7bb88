#pragma once

#include <cstdint>
#include <string>

#include "apply_statement.hpp"

namespace waybill::detail {

// A tenant's feed (feed_store.hpp) is a list of batches: what one statement logged for the tenant,
// under the place of its last entry. The places come from one row of the tenant, its head, to which
// a writing statement adds how many entries it has, and whose lock it keeps until it commits. So
// batches are committed in the order of their places, and without a gap: nobody sees an entry
// before all that precede it. The ids of the log would not do, because they are drawn from a
// sequence in one order and committed in another, and whoever reads on from the last id passes over
// what is committed late.
//
// All writers of a tenant share the head, so that it is the last row that a statement locks: the
// log is written before. Of several tenants the heads are locked in order of tenants.

/// The parts `fed`, `feed_head` and `feed_batch` of the applying statement, behind `logged`. What
/// reads `fed` before other rows are locked has it made before.
[[nodiscard]] std::string feed_parts(const apply_statement& in);

/// A statement of its own that takes `:count` places of `:tenant`, and returns the last of them.
inline constexpr auto take_places_sql =
    "INSERT INTO waybill.feed_head AS h (tenant_id, last_place)"
    " VALUES (:tenant::text, :count::bigint)"
    " ON CONFLICT (tenant_id) DO UPDATE SET last_place = h.last_place + EXCLUDED.last_place"
    " RETURNING h.last_place::text";

/// Another that then adds the batch. It returns a row.
inline constexpr auto add_batch_sql =
    "INSERT INTO waybill.feed_batch (tenant_id, last_place, campaign_ids, log_ids)"
    " VALUES (:tenant::text, :last_place::bigint, :campaign_ids::text[], :log_ids::bigint[])"
    " RETURNING '1'";

/// The batches of `:tenant` that have some of the next entries behind the place `h.begins` of its
/// head, so many of them at most; for a lateral join. That is a range of the key, and no other is
/// read. The limit stands in the text too, for the planner to see: it would sort a young table.
[[nodiscard]] std::string next_batches(std::uint64_t limit);

/// Those entries: the place of each, and its key in the log.
[[nodiscard]] std::string next_entries(std::uint64_t limit);

/// A place or a limit as text. The sum of two of them is still a bigint.
[[nodiscard]] std::string place_text(std::uint64_t place);

}  // namespace waybill::detail
