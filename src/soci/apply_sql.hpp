#pragma once

#include <string>

#include "table_map.hpp"

namespace waybill::detail {

/// The text of the statement that applies a batch. It comes as one array for each column, whose
/// names are those that apply_command.cpp binds; `ord` numbers the changes from 1.
[[nodiscard]] std::string apply_sql(const table_map& tables);

}  // namespace waybill::detail
