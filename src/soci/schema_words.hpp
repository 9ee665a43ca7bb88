#pragma once

#include "postgres_session.hpp"
#include "schema_findings.hpp"
#include "schema_tables.hpp"
#include "stored_table.hpp"

namespace waybill::detail {

/// Whether a column of words (`column_kind::word`) takes those that waybill writes there: by its
/// enum, by its length, and by the CHECKs that look at nothing else.
void check_words(postgres_session& session, const schema_table& table, const schema_column& column,
                 const stored_column& stored, schema_findings& found);

}  // namespace waybill::detail
