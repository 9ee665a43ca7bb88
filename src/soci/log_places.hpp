#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "apply_statement.hpp"

namespace waybill::detail {

// The ids of a tenant's log entries are their places in its feed (feed_store.hpp). They come from
// one row of the tenant, its head, to which a writing statement adds how many entries it has, and
// whose lock it keeps until it commits. So places are committed in their order: nobody sees an
// entry before all that precede it. A sequence would not do, because ids are drawn from it in one
// order and committed in another, and whoever reads on from the last id passes over what is
// committed late.
//
// The head is the last row that a statement locks, behind those that the entries are about: all
// writers of a tenant share it. Of several tenants the heads are locked in order of tenants.

/// The part `log_head` of the applying statement: `last_id` of each tenant behind the places of its
/// lines. `written_before` is an expression that has read what the other parts wrote; may be empty.
[[nodiscard]] std::string places(const apply_statement& in, std::string_view written_before);

/// The place of a line `l` of the row `m` under the head `h`.
[[nodiscard]] std::string place_of_line(const apply_statement& in);

/// A statement of its own that takes `:count` places of `:tenant`, and returns the last of them.
inline constexpr auto take_places_sql =
    "INSERT INTO waybill.log_head AS h (tenant_id, last_id) VALUES (:tenant::text, :count::bigint)"
    " ON CONFLICT (tenant_id) DO UPDATE SET last_id = h.last_id + EXCLUDED.last_id"
    " RETURNING h.last_id::text";

/// So many places up to this one, as an array.
[[nodiscard]] std::string places_until(std::int64_t last, std::size_t count);

}  // namespace waybill::detail
