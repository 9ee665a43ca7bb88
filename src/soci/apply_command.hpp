#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <waybill/change.hpp>

#include "command.hpp"
#include "table_map.hpp"

namespace waybill::detail {

/// The one statement that applies a batch of changes of any size. It returns one text for
/// `lost_changes`.
[[nodiscard]] command apply_command(const table_map& tables);

/// What it binds for a batch.
[[nodiscard]] parameters apply_parameters(std::span<const change> changes);

/// The positions of the changes that lost the race, ascending: all of `count` but those that
/// moved, which are told from 1 as `1,3,4`.
[[nodiscard]] std::vector<std::size_t> lost_changes(std::string_view moved, std::size_t count);

}  // namespace waybill::detail
