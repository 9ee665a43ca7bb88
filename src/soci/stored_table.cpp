#include "stored_table.hpp"

#include "quoting.hpp"

namespace waybill::detail {

namespace {

constexpr auto kind_sql =
    "SELECT c.relkind::text FROM pg_class c WHERE c.oid = to_regclass(:table::text)";

constexpr auto columns_sql = R"sql(
SELECT a.attname::text, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL),
  CASE WHEN coalesce(nullif(t.typbasetype, 0), t.oid) = 'varchar'::regtype
    THEN greatest(CASE WHEN t.typbasetype <> 0 THEN t.typtypmod ELSE a.atttypmod END - 4, 0)::text
    ELSE '0' END,
  (t.typtype = 'e')::int::text, a.attnotnull::int::text,
  (a.atthasdef OR a.attidentity <> '')::int::text, (a.attgenerated <> '')::int::text
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = to_regclass(:table::text) AND a.attnum > 0 AND NOT a.attisdropped
)sql";

}  // namespace

stored_table read_table(postgres_session& session, std::string_view name) {
  const parameters which{{"table", regclass(name)}};
  const auto kind = session.run({"check_schema", kind_sql, 1, false}, which);
  if (kind.size() == 0) return {};
  stored_table result{kind.text(0, 0).front(), {}};
  const auto rows = session.run({"check_schema", columns_sql, 7, false}, which);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto says = [&](std::size_t column) { return rows.number(i, column) != 0; };
    result.columns[rows.text(i, 0)] = {rows.text(i, 1), static_cast<std::size_t>(rows.number(i, 2)),
                                       says(3),         says(4),
                                       says(5),         says(6)};
  }
  return result;
}

}  // namespace waybill::detail
