#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <waybill/change.hpp>

#include "sqlite_session.hpp"

namespace waybill::detail {

/// Applies a batch in the transaction that the session has begun. Returns the positions of the
/// changes that lost the race, ascending.
[[nodiscard]] std::vector<std::size_t> apply_changes(sqlite_session& session,
                                                     std::span<const change> changes);

}  // namespace waybill::detail
