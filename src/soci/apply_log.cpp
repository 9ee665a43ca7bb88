#include "apply_log.hpp"

#include <string>

#include <fmt/format.h>

#include "apply_command.hpp"
#include "apply_statement.hpp"
#include "log_columns.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

using apply_columns::of_log;

/// All that any batch logs.
constexpr apply_shape every_line{apply_form::many, all_parts};

/// Where the applying statement tells how many lines there are to be.
constexpr std::size_t count_column = 1 + columns_of_moved.size();

/// The type of what a column of the rows that moved is bound as.
[[nodiscard]] std::string type_of(const table_map& tables, std::string_view column) {
  if (column == "ord") return "bigint";
  if (!tables.has("campaign_contact", column)) return "text";
  return tables.sql(fmt::format("{{type_campaign_contact_{}}}", column));
}

}  // namespace

bool is_logged_apart(const table_map& tables, const apply_shape& shape) {
  return tables.is_of_one_tenant() && tables.has("campaign_log") && shape.has(apply_part::log);
}

command apply_log_command(const table_map& tables) {
  const auto columns = log_columns(tables);
  std::string lines;
  std::string names_of_lines;
  std::string moved;
  std::string names_of_moved;
  list(lines, every_line, of_log, as_array(tables));
  list(names_of_lines, every_line, of_log, as_name());
  for (const auto column : columns_of_moved) {
    const auto* const comma = moved.empty() ? "" : ", ";
    moved += fmt::format("{}:moved_{}::{}[]", comma, column, type_of(tables, column));
    names_of_moved += fmt::format("{}{}", comma, column);
  }
  return {"apply",
          tables.sql(R"sql(
INSERT INTO {campaign_log} ({columns})
SELECT {values}
FROM unnest({lines}) WITH ORDINALITY AS l({names_of_lines}, line)
JOIN (SELECT :tenant::{tenant_type} AS tenant_id, v.* FROM unnest({moved}) AS v({names_of_moved})) m
  ON m.ord = l.change
WHERE m.campaign_id IS NOT NULL
ORDER BY l.line
RETURNING '1'
)sql",
                     {{"columns", columns.names},
                      {"values", columns.values},
                      {"lines", lines},
                      {"names_of_lines", names_of_lines},
                      {"moved", moved},
                      {"names_of_moved", names_of_moved}}),
          1, true, true};
}

parameters apply_log_parameters(std::span<const change> changes, const text_rows& applied) {
  auto result = log_parameters(changes);
  static constexpr std::array<std::string_view, columns_of_moved.size()> names{
      "moved_ord", "moved_id", "moved_campaign_id", "moved_contact_id", "moved_instance"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    result.emplace_back(names[i], applied.text(0, i + 1));
  }
  return result;
}

void expect_logged(const table_map& tables, const text_rows& applied, const text_rows& logged) {
  const auto expected = static_cast<std::size_t>(applied.number(0, count_column));
  if (logged.size() < expected) {
    throw_unwritten({"apply", {}}, tables.table("campaign_log"));
  }
}

}  // namespace waybill::detail
