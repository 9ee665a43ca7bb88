#pragma once

#include <string>

#include "apply_statement.hpp"

namespace waybill::detail {

/// Keeps the changes whose expected state holds, and locks their rows in key order. Nothing where
/// the one change comes as scalars.
[[nodiscard]] std::string chosen(const apply_statement& in);

/// Writes the messages' rows; all other parts derive from what it returns.
[[nodiscard]] std::string moved(const apply_statement& in);

}  // namespace waybill::detail
