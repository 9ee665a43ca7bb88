#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/soci/schema_names.hpp>

namespace waybill::detail {

/// What a column must be able to hold.
enum class column_kind : std::uint8_t {
  key,
  text,
  remark,  ///< a text for people
  word,
  time,
  count,
  date,
  json,
  flag,
  log_id
};

/// Whether a schema may do without.
enum class column_need : std::uint8_t { optional, needed };

/// A column that a schema may have: what waybill calls it, and where its own name is kept.
struct schema_column {
  std::string_view name;
  column_kind kind;
  column_need need;
  std::string* called;  ///< of the `schema_names` it was asked of
};

struct schema_table {
  std::string_view name;
  column_need need;
  std::string* called;
  std::vector<schema_column> columns;
};

/// Whether waybill writes a column of another owner's tables.
[[nodiscard]] bool is_written(const schema_table& table, const schema_column& column) noexcept;

/// The names in use: existing tables have the pace of campaigns only under a name that their owner
/// gave it.
[[nodiscard]] schema_names without_others_pace(schema_names names);

/// Every table and column of a schema: the one list behind the mapping, its check against a
/// database, and the statements. Parked updates are not among them: their columns are always
/// waybill's own.
[[nodiscard]] std::vector<schema_table> schema_tables(schema_names& names);

}  // namespace waybill::detail
