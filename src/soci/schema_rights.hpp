#pragma once

#include <waybill/soci/schema_names.hpp>

#include "postgres_session.hpp"
#include "schema_findings.hpp"
#include "schema_tables.hpp"
#include "stored_table.hpp"

namespace waybill::detail {

/// Whether the role of the connection may read and write what waybill reads and writes of a table.
void check_rights(postgres_session& session, const schema_table& table, const stored_table& stored,
                  const schema_names& names, schema_findings& found);

/// The same for the table of early updates, which is there.
void check_parked_rights(postgres_session& session, const schema_names& names,
                         schema_findings& found);

/// The same for the tables of the feed.
void check_feed_rights(postgres_session& session, schema_findings& found);

/// Warns of settings of the server under which a crash forgets what was acknowledged, and of an
/// encoding that lacks characters.
void check_server(postgres_session& session, schema_findings& found);

}  // namespace waybill::detail
