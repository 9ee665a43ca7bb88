#pragma once

#include <map>
#include <string_view>

#include <waybill/soci/schema_names.hpp>

#include "postgres_session.hpp"
#include "schema_findings.hpp"
#include "stored_table.hpp"

namespace waybill::detail {

/// The tables of a schema as the database has them, by waybill's names for them.
using stored_tables = std::map<std::string_view, stored_table>;

/// Looks at what only some statements need: rights, words, values that fit, an index, rows that are
/// not hidden, and settings of the server.
void look_at_uses(postgres_session& session, const schema_names& names, const stored_tables& stored,
                  bool has_parked_update, schema_findings& found);

}  // namespace waybill::detail
