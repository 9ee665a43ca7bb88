#include "schema_rights.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "array_literal.hpp"
#include "quoting.hpp"

namespace waybill::detail {

namespace {

constexpr auto column_rights_sql = R"sql(
SELECT quote_ident(p.name), quote_ident(current_user) FROM unnest(:columns::text[]) AS p(name)
WHERE NOT has_column_privilege(to_regclass(:table::text), p.name, :right::text)
)sql";

constexpr auto table_rights_sql = R"sql(
SELECT p.name, quote_ident(current_user) FROM unnest(:rights::text[]) AS p(name)
WHERE NOT has_table_privilege(to_regclass(:table::text), p.name)
)sql";

void expect_right(postgres_session& session, const std::string& table, std::string_view right,
                  const std::vector<std::string>& columns, schema_findings& found) {
  const auto missing =
      session.run({"check_schema", column_rights_sql, 2, false},
                  {{"columns", column_of(columns, [](const auto& each) { return each; })},
                   {"table", regclass(table)},
                   {"right", std::string{right}}});
  if (missing.size() == 0) return;
  found.problem("{} lacks a right: GRANT {} ({}) ON {} TO {}", missing.text(0, 1), right,
                fmt::join(missing.column(0), ", "), quote_table(table), missing.text(0, 1));
}

void expect_table_rights(postgres_session& session, const std::string& table,
                         const std::vector<std::string_view>& needed, schema_findings& found) {
  const auto missing =
      session.run({"check_schema", table_rights_sql, 2, false},
                  {{"rights", column_of(needed, [](const auto& each) { return each; })},
                   {"table", regclass(table)}});
  if (missing.size() == 0) return;
  found.problem("{} lacks a right: GRANT {} ON {} TO {}", missing.text(0, 1),
                fmt::join(missing.column(0), ", "), quote_table(table), missing.text(0, 1));
}

}  // namespace

void check_rights(postgres_session& session, const schema_table& table, const stored_table& stored,
                  const schema_names& names, schema_findings& found) {
  const bool is_log = table.name == "campaign_log";
  std::vector<std::string> read;
  std::vector<std::string> written;
  for (const auto& column : table.columns) {
    if (stored.columns.count(*column.called) == 0) continue;  // told already
    read.push_back(*column.called);
    if (is_written(table, column)) written.push_back(*column.called);
  }
  if (is_log) {
    for (const auto& [name, value] : names.campaign_log.constants) {
      if (stored.columns.count(name) != 0) written.push_back(name);
    }
  }
  if (table.name == "campaign_pace") {
    return expect_table_rights(session, *table.called, {"SELECT", "INSERT", "UPDATE"}, found);
  }
  if (table.name == "campaign_contact") {
    // Rows are found again by their place, a column of the system's.
    expect_table_rights(session, *table.called, {"SELECT"}, found);
  } else {
    expect_right(session, *table.called, "SELECT", read, found);
  }
  expect_right(session, *table.called, is_log ? "INSERT" : "UPDATE", written, found);
}

void check_parked_rights(postgres_session& session, const schema_names& names,
                         schema_findings& found) {
  expect_table_rights(session, names.parked_update, {"SELECT", "INSERT", "UPDATE", "DELETE"},
                      found);
}

void check_feed_rights(postgres_session& session, schema_findings& found) {
  expect_table_rights(session, "waybill.feed_head", {"SELECT", "INSERT", "UPDATE"}, found);
  expect_table_rights(session, "waybill.feed_batch", {"SELECT", "INSERT"}, found);
}

void check_server(postgres_session& session, schema_findings& found) {
  const auto settings =
      session.run({"check_schema",
                   "SELECT current_setting('synchronous_commit'), current_setting('fsync'),"
                   " current_setting('full_page_writes'), current_setting('server_encoding')",
                   4, false});
  if (settings.text(0, 0) == "off") {
    found.warning(
        "synchronous_commit is off: a crash of the server forgets the last of what was "
        "acknowledged; ALTER ROLE … SET synchronous_commit = on");
  }
  if (settings.text(0, 1) == "off") {
    found.warning(
        "fsync is off: a power cut may lose or damage everything; set fsync = on in "
        "postgresql.conf");
  }
  if (settings.text(0, 2) == "off") {
    found.warning(
        "full_page_writes is off: a power cut may damage pages of the tables; set "
        "full_page_writes = on in postgresql.conf");
  }
  const auto& encoding = settings.text(0, 3);
  if (encoding != "UTF8" && encoding != "SQL_ASCII") {
    found.warning(
        "the database's encoding is {}: in reasons of failures, characters that it lacks become "
        "question marks",
        encoding);
  }
}

}  // namespace waybill::detail
