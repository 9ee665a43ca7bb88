#pragma once

#include <string>

#include "apply_columns.hpp"
#include "table_map.hpp"

namespace waybill::detail {

/// The text of the statement that applies a batch of the shape. It binds the columns that the shape
/// needs (apply_columns.hpp); `ord` numbers the changes from 1.
[[nodiscard]] std::string apply_sql(const table_map& tables, const apply_shape& shape);

}  // namespace waybill::detail
