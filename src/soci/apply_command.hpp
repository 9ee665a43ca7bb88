#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <waybill/change.hpp>

#include "apply_columns.hpp"
#include "command.hpp"
#include "table_map.hpp"

namespace waybill::detail {

/// The statement for a batch: with the parts that it needs, and no look at what is not written.
[[nodiscard]] apply_shape shape_of(std::span<const change> changes);

/// The statement that applies batches of a shape. It returns one text for `lost_changes`, and how
/// many lines are to be logged where another statement does (apply_log.hpp); in the form for one
/// change, no row if that did not move. Where something was not written, it fails so that
/// `is_unwritten` knows the error.
[[nodiscard]] command apply_command(const table_map& tables, const apply_shape& shape);

/// What it binds for a batch.
[[nodiscard]] parameters apply_parameters(const table_map& tables, const apply_shape& shape,
                                          std::span<const change> changes);

/// The lines of the log that a batch has, for a statement that has all their columns.
[[nodiscard]] parameters log_parameters(std::span<const change> changes);

/// The positions of the changes that lost the race, ascending: all of `count` but those that
/// moved, which are told from 1 as `1,3,4`.
[[nodiscard]] std::vector<std::size_t> lost_changes(std::string_view moved, std::size_t count);

}  // namespace waybill::detail
