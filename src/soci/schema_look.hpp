#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <waybill/soci/schema_names.hpp>

#include "postgres_session.hpp"
#include "schema_findings.hpp"
#include "table_map.hpp"

namespace waybill::detail {

/// How closely tables are looked at.
enum class schema_look : std::uint8_t {
  before_migration,  ///< whether they are the tables at all; that of early updates may be missing
  structure,         ///< the same, with that: what every statement needs
  everything,        ///< also rights, words, and settings: what some statements need
};

/// What a database says of the tables that a schema names.
struct seen_schema {
  column_catalogue columns{};
  schema_findings found{};
  bool is_usable = false;  ///< whether statements can be made for the tables
};

/// Looks the tables up, and collects all that keeps waybill from working on them, each with the
/// statement or the setting that would correct it. Throws `store_error` where the server fails.
[[nodiscard]] seen_schema look_at_schema(postgres_session& session, const schema_names& names,
                                         schema_look how);

/// Throws a `store_error` with all problems, if there are any.
void expect_none(const schema_findings& found);

}  // namespace waybill::detail
