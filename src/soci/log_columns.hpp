#pragma once

#include <string>
#include <string_view>

#include "table_map.hpp"

namespace waybill::detail {

/// The columns of the log and what goes into them, each list with commas, of a batch's log lines
/// `l` and the rows that moved `m`. `id` is that of an entry where waybill gives it.
struct log_insert {
  std::string names;
  std::string values;
  std::string overriding;  ///< what stands behind the names
};
[[nodiscard]] log_insert log_columns(const table_map& tables, std::string_view id = {});

/// A field of a log entry `l` as it is read back, as text that is never NULL: of its column, or of
/// the `details`, or nothing.
[[nodiscard]] std::string log_field(const table_map& tables, std::string_view name);

}  // namespace waybill::detail
