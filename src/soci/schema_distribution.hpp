#pragma once

#include <string>
#include <string_view>

#include <waybill/soci/schema_names.hpp>

#include "postgres_session.hpp"
#include "schema_findings.hpp"
#include "table_map.hpp"

namespace waybill::detail {

// Tables whose rows are spread over several servers by their tenant (Citus).

/// Looks at how a distributed PostgreSQL keeps the tables, and collects what keeps the statements
/// from being of one server each. Finds nothing where no table is distributed.
void look_at_distribution(postgres_session& session, const schema_names& names,
                          tenants_at_once tenants, schema_findings& found);

/// Distributes those tables of a schema that are not, if some are. Throws a `store_error` where the
/// server is not the one that takes DDL.
void distribute_new_tables(postgres_session& session, const schema_names& names);

/// Statements as one that runs each by itself. Citus hands those that make or drop an index on to
/// the other servers with the whole text that they came in, where one statement alone is taken.
[[nodiscard]] std::string one_by_one(std::string_view statements);

/// Throws a `store_error` that names the server which takes DDL, if it is another.
void expect_coordinator(postgres_session& session);

/// The statements that distribute the tables of a schema; they may be run again.
[[nodiscard]] std::string distribution_sql(const schema_names& names);

}  // namespace waybill::detail
