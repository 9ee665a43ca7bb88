#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "apply_columns.hpp"
#include "table_map.hpp"

namespace waybill::detail {

/// The statement at hand: its tables and its shape.
struct apply_statement {
  const table_map& tables;
  const apply_shape& shape;

  [[nodiscard]] bool is_one() const noexcept { return shape.form == apply_form::one; }
  [[nodiscard]] bool has(apply_part part) const noexcept { return shape.has(part); }
};

/// A column's name within the statement.
[[nodiscard]] constexpr std::string_view called(std::string_view name) noexcept {
  constexpr std::string_view of_log_alone = "log_";
  constexpr std::string_view count = "log_lines";
  const bool is_of_log = name.starts_with(of_log_alone) && name != count;
  return is_of_log ? name.substr(of_log_alone.size()) : name;
}

/// What `write` says of each column that the shape needs, in a list with commas.
template <typename Columns, typename Write>
void list(std::string& to, const apply_shape& shape, const Columns& columns, Write write) {
  for (const auto& each : columns) {
    if (shape.has(each.part)) to += (to.empty() ? "" : ", ") + write(each);
  }
}

[[nodiscard]] inline auto as_array(const table_map& tables) {
  return [&tables](const auto& column) {
    return fmt::format(":{}::{}[]", column.name, tables.sql(column.type));
  };
}

/// A bound value under its name. Nothing comes as the empty text.
[[nodiscard]] inline auto as_scalar(const table_map& tables) {
  return [&tables](const auto& column) {
    const auto type = tables.sql(column.type);
    return column.may_be_null
               ? fmt::format("nullif(:{}::text, '')::{} AS {}", column.name, type,
                             called(column.name))
               : fmt::format(":{}::{} AS {}", column.name, type, called(column.name));
  };
}

[[nodiscard]] inline auto as_name(std::string_view alias = {}) {
  return [alias](const auto& column) { return fmt::format("{}{}", alias, called(column.name)); };
}

}  // namespace waybill::detail
