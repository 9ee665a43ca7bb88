#pragma once

#include <span>

#include <waybill/change.hpp>

#include "command.hpp"

namespace waybill::detail {

/// The one statement that applies a batch of changes of any size. It returns the positions,
/// counted from 1, of those that lost the race.
[[nodiscard]] const command& apply_command();

/// What it binds for a batch.
[[nodiscard]] parameters apply_parameters(std::span<const change> changes);

}  // namespace waybill::detail
