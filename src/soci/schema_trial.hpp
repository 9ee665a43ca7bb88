#pragma once

#include "postgres_session.hpp"
#include "schema_findings.hpp"
#include "table_map.hpp"

namespace waybill::detail {

/// Tries each kind of write in a transaction that is rolled back: a report of each status and a
/// send on messages that are there, or, where there are none, an entry of the log. What a look at
/// the catalogue cannot tell fails here: partitions, triggers, constraints over several columns.
void try_writes(postgres_session& session, const table_map& tables, schema_findings& found);

}  // namespace waybill::detail
