#include "stored_statuses.hpp"

#include <fmt/format.h>

#include <waybill/status.hpp>

#include "array_literal.hpp"
#include "quoting.hpp"

namespace waybill::detail {

namespace {

constexpr auto sample_sql = R"sql(
SELECT DISTINCT s.status
FROM (SELECT c.{status}::text AS status FROM {table} c LIMIT 10000) s
WHERE s.status <> ALL (:words::text[]) AND lower(btrim(s.status)) = ANY (:words::text[])
ORDER BY s.status
)sql";

}  // namespace

std::vector<std::string> misspelt_statuses(postgres_session& session, const schema_names& names) {
  const auto table = quote_table(names.campaign_contact.table);
  const auto status = quote_identifier(names.campaign_contact.status);
  const auto sql = fmt::format(sample_sql, fmt::arg("table", table), fmt::arg("status", status));
  const auto words = column_of(all_statuses, [](message_status each) { return to_string(each); });
  const auto found = session.run({"check_schema", sql, 1, false}, {{"words", words}}).column(0);
  std::vector<std::string> result;
  for (const auto& each : found) {
    result.push_back(fmt::format(
        "rows of {0} have the status {1}, which is not how waybill spells it: it leaves them "
        "alone, "
        "and answers their reports already_processed; UPDATE {0} SET {2} = lower(btrim({2}))",
        table, quote_literal(each), status));
  }
  return result;
}

}  // namespace waybill::detail
