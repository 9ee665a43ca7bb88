#pragma once

#include <array>
#include <span>
#include <string_view>

#include <waybill/change.hpp>

#include "apply_columns.hpp"
#include "command.hpp"
#include "table_map.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

// The log of a batch as a second statement of its transaction. A distributed PostgreSQL takes no
// INSERT among the parts of the applying statement. So that one tells what the log needs of the
// rows that moved, and this one binds it as it came.

/// What the applying statement tells of the rows that moved, after the numbers of their changes:
/// arrays in the order of the numbers. The count of lines that they are to get follows.
inline constexpr std::array<std::string_view, 5> columns_of_moved{"ord", "id", "campaign_id",
                                                                  "contact_id", "instance"};

/// Whether the log that a batch of the shape has is written by a statement of its own.
[[nodiscard]] bool is_logged_apart(const table_map& tables, const apply_shape& shape);

/// That statement. It returns a row for each line that it wrote.
[[nodiscard]] command apply_log_command(const table_map& tables);

/// What it binds for a batch, of which the applying statement returned `applied`.
[[nodiscard]] parameters apply_log_parameters(std::span<const change> changes,
                                              const text_rows& applied);

/// Throws a `store_error` unless it wrote all lines.
void expect_logged(const table_map& tables, const text_rows& applied, const text_rows& logged);

}  // namespace waybill::detail
