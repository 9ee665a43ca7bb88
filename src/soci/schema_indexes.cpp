#include "schema_indexes.hpp"

#include <string>
#include <vector>

#include "quoting.hpp"

namespace waybill::detail {

namespace {

/// How many indexes of all rows begin with these columns, a tenant apart.
constexpr auto begins_sql = R"sql(
SELECT count(*)::text
FROM pg_index i
CROSS JOIN LATERAL (
  SELECT string_agg(a.attname::text, chr(31) ORDER BY k.place) || chr(31) AS names
  FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(number, place)
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
  WHERE a.attname::text <> :tenant::text
) c
WHERE i.indrelid = to_regclass(:table::text) AND i.indisvalid AND i.indpred IS NULL
  AND starts_with(c.names, :columns::text)
)sql";

/// The columns of an index that is wanted.
struct wanted_index {
  std::string table;
  std::string tenant;  ///< empty for none
  std::vector<std::string> columns;
};

[[nodiscard]] bool has_index(postgres_session& session, const wanted_index& wanted) {
  std::string columns;
  for (const auto& each : wanted.columns) columns += each + '\x1f';
  const auto rows = session.run(
      {"check_schema", begins_sql, 1, false},
      {{"tenant", wanted.tenant}, {"table", regclass(wanted.table)}, {"columns", columns}});
  return rows.number(0, 0) != 0;
}

[[nodiscard]] std::string statement_for(const wanted_index& wanted) {
  auto list = wanted.tenant.empty() ? std::string{} : quote_identifier(wanted.tenant);
  for (const auto& each : wanted.columns) {
    list += (list.empty() ? "" : ", ") + quote_identifier(each);
  }
  return fmt::format("CREATE INDEX CONCURRENTLY ON {} ({})", quote_table(wanted.table), list);
}

}  // namespace

void check_report_indexes(postgres_session& session, const schema_names& names,
                          schema_findings& found) {
  const auto& row = names.campaign_contact;
  const wanted_index recipients{row.table, row.tenant_id, {row.campaign_id, row.id}};
  if (!has_index(session, recipients)) {
    found.warning("a page of recipients sorts all rows of its campaign, for want of an index: {}",
                  statement_for(recipients));
  }
  const auto& log = names.campaign_log;
  if (log.table.empty()) return;
  const wanted_index story{log.table, log.tenant_id, {log.campaign_contact_id}};
  if (has_index(session, story)) return;
  found.warning("the story of one message reads the whole log, for want of an index: {}",
                statement_for(story));
}

}  // namespace waybill::detail
