#include "row_security.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <waybill/store_error.hpp>

#include "array_literal.hpp"
#include "quoting.hpp"

namespace waybill::detail {

namespace {

/// A table, and one of the commands that waybill needs on it, by its letter in `pg_policy`.
struct need {
  std::string table;
  char command;
};

/// A need that row-level security stands against.
struct limit {
  need what;
  bool reaches_some;
  std::string role;
};

/// Policies of a role that let a row through are joined with OR, restrictive ones with AND. Without
/// a condition a policy holds for all rows.
constexpr auto limits_sql = R"sql(
SELECT n.ord::text, (count(p.polrelid) FILTER (WHERE p.polpermissive) > 0)::int::text,
  quote_ident(current_user)
FROM unnest(:tables::text[], :commands::text[]) WITH ORDINALITY AS n(name, command, ord)
LEFT JOIN LATERAL (
  SELECT q.polrelid, q.polpermissive,
    coalesce(pg_get_expr(q.polqual, q.polrelid), 'true') = 'true'
      AND coalesce(pg_get_expr(q.polwithcheck, q.polrelid), 'true') = 'true' AS holds_for_all
  FROM pg_policy q
  WHERE q.polrelid = to_regclass(n.name) AND q.polcmd::text IN ('*', n.command)
    AND EXISTS (SELECT FROM unnest(q.polroles) r
                WHERE r = 0 OR pg_has_role(current_user, r, 'USAGE'))
) p ON true
WHERE row_security_active(to_regclass(n.name))
GROUP BY n.ord
HAVING NOT coalesce(bool_or(p.holds_for_all) FILTER (WHERE p.polpermissive), false)
  OR NOT coalesce(bool_and(p.holds_for_all) FILTER (WHERE NOT p.polpermissive), true)
ORDER BY n.ord
)sql";

[[nodiscard]] std::vector<limit> read_limits(postgres_session& session, std::string_view operation,
                                             std::span<const need> needs) {
  const auto rows = session.run(
      {operation, limits_sql, 3, false},
      {{"tables", column_of(needs, [](const need& each) { return regclass(each.table); })},
       {"commands", column_of(needs, [](const need& each) { return std::string{each.command}; })}});
  std::vector<limit> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto which = static_cast<std::size_t>(rows.number(i, 0)) - 1;
    result.push_back({needs[which], rows.number(i, 1) != 0, rows.text(i, 2)});
  }
  return result;
}

[[nodiscard]] std::string_view word_of(char command) noexcept {
  switch (command) {
    case 'a': return "INSERT";
    case 'w': return "UPDATE";
    case 'd': return "DELETE";
    default: return "SELECT";
  }
}

/// The statement that gives a role all rows.
[[nodiscard]] std::string remedy(const limit& each) {
  const auto command = word_of(each.what.command);
  return fmt::format(
      "CREATE POLICY waybill_{0} ON {1} FOR {0} TO {2} {3} (true), or ALTER ROLE {2} "
      "BYPASSRLS",
      command, quote_table(each.what.table), each.role,
      each.what.command == 'a' ? "WITH CHECK" : "USING");
}

/// Everything that waybill does to the tables of a schema.
[[nodiscard]] std::vector<need> needs_of(const schema_names& names) {
  std::vector<need> result;
  const auto add = [&](const std::string& table, std::string_view commands) {
    if (table.empty()) return;
    for (const char command : commands) result.push_back({table, command});
  };
  const bool makes_rows = names == schema_names::waybill();
  const bool touches_contacts = !names.contact.last_interaction_date.empty();
  add(names.campaign.table, makes_rows ? "rwa" : "rw");
  add(names.campaign_contact.table, makes_rows ? "rwa" : "rw");
  add(names.contact.table, makes_rows ? "rwa" : touches_contacts ? "rw" : "r");
  add(names.instance.table, makes_rows ? "rwa" : "rw");
  add(names.campaign_log.table, "ra");
  add(names.campaign_pace.table, "rwa");
  // Rows are locked before they go, and a lock asks for the policy of UPDATE.
  add(names.parked_update, "rwad");
  if (makes_rows) add("waybill.feed_head", "rwa");
  if (makes_rows) add("waybill.feed_batch", "ra");
  return result;
}

}  // namespace

row_security read_row_security(postgres_session& session, const schema_names& names) {
  row_security result;
  for (const auto& each : read_limits(session, "check_schema", needs_of(names))) {
    const auto table = quote_table(each.what.table);
    if (each.reaches_some) {
      result.warnings.push_back(
          fmt::format("row-level security of {} may keep rows from {} ({}): what it hides is "
                      "answered as if it were not there, and verify and recount refuse: {}",
                      table, each.role, word_of(each.what.command), remedy(each)));
    } else {
      result.problems.push_back(fmt::format("row-level security of {} lets {} {} no row: {}", table,
                                            each.role, word_of(each.what.command), remedy(each)));
    }
  }
  return result;
}

void expect_all_rows(postgres_session& session, const command& what,
                     std::span<const std::string_view> tables) {
  std::vector<need> needs;
  for (const auto table : tables) needs.push_back({std::string{table}, 'r'});
  const auto limits = read_limits(session, what.operation, needs);
  if (limits.empty()) return;
  std::vector<std::string> remedies;
  for (const auto& each : limits) remedies.push_back(remedy(each));
  throw store_error{
      store_failure::misconfigured,
      fmt::format(
          "{}: row-level security may hide rows of {} from {}, so that counting them proves "
          "nothing: {}",
          what.operation, quote_table(limits.front().what.table), limits.front().role,
          fmt::join(remedies, "; "))};
}

}  // namespace waybill::detail
