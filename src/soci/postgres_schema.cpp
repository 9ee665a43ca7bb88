// The schema `waybill` and its migrations.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/store_error.hpp>

#include "keep_feed.hpp"
#include "postgres_parts.hpp"
#include "quoting.hpp"
#include "schema_distribution.hpp"

namespace waybill {

namespace {

using detail::command;

// "waybill" in ASCII: who takes this lock is migrating.
constexpr auto lock_sql = "SELECT pg_advisory_xact_lock(33602696198581356)::text";

constexpr auto foundation_sql = R"sql(
CREATE SCHEMA IF NOT EXISTS waybill;
CREATE TABLE IF NOT EXISTS waybill.schema_migration (
  number integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);
)sql";

[[nodiscard]] std::string record_sql(const migration& step) {
  return fmt::format("INSERT INTO waybill.schema_migration (number, name) VALUES ({}, '{}');\n",
                     step.number, step.name);
}

[[nodiscard]] bool has_schema(detail::postgres_session& session) {
  static const command what{
      "migrate", "SELECT (to_regclass('waybill.schema_migration') IS NOT NULL)::int::text", 1,
      false};
  return session.run(what).number(0, 0) != 0;
}

/// How many migrations were applied to a schema that is there.
[[nodiscard]] std::size_t applied_migrations(detail::postgres_session& session) {
  static const command what{
      "migrate", "SELECT coalesce(max(number), 0)::text FROM waybill.schema_migration", 1, false};
  const auto number = static_cast<std::size_t>(session.run(what).number(0, 0));
  const auto known = postgres_migrations().size();
  if (number <= known) return number;
  throw store_error{store_failure::permanent,
                    fmt::format("migrate: the schema is at {}, newer than the {} that this version "
                                "of waybill knows; update the program",
                                number, known)};
}

/// Begins what only one process may do at a time. The second waits for the first, which
/// may take its time.
void begin_alone(detail::postgres_session& session) {
  static const command lock{"migrate", lock_sql, 1, false};
  session.be_patient();
  session.begin();
  session.run_script({"migrate", "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0"});
  session.run(lock);
}

/// The steps that make the table of parked updates, each told by the column that it brings.
struct parked_step {
  std::string_view name;
  std::string_view column;
};
constexpr std::array parked_steps{parked_step{"parked_update", "tenant_id"},
                                  parked_step{"parked_failure_kind", "failure_kind"}};

[[nodiscard]] bool lacks_column(detail::postgres_session& session, const std::string& table,
                                std::string_view column) {
  static const command what{
      "migrate",
      "SELECT (NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(:table::text)"
      " AND attname = :column::text AND NOT attisdropped))::int::text",
      1, false};
  const auto rows =
      session.run(what, {{"table", detail::regclass(table)}, {"column", std::string{column}}});
  return rows.number(0, 0) != 0;
}

/// One of these steps for a table of another name.
[[nodiscard]] std::string parked_sql(const parked_step& which, const std::string& table) {
  const auto steps = postgres_migrations();
  const auto step = std::find_if(steps.begin(), steps.end(),
                                 [&](const auto& each) { return each.name == which.name; });
  const std::string_view own = "waybill.parked_update";
  std::string sql{step->sql};
  for (auto at = sql.find(own); at != std::string::npos; at = sql.find(own, at)) {
    sql.replace(at, own.size(), detail::quote_table(table));
  }
  return sql;
}

/// Those that a table of parked updates lacks.
[[nodiscard]] std::vector<parked_step> pending_parked_steps(detail::postgres_session& session,
                                                            const std::string& table) {
  std::vector<parked_step> result;
  for (const auto& each : parked_steps) {
    if (lacks_column(session, table, each.column)) result.push_back(each);
  }
  return result;
}

/// Makes the one table that is waybill's own among existing ones, as far as it is not there;
/// returns 1 if there was anything to do.
[[nodiscard]] std::size_t make_parked_update(detail::postgres_session& session,
                                             const schema_names& names) {
  const auto& table = names.parked_update;
  if (table.empty()) return 0;
  begin_alone(session);
  const auto pending = pending_parked_steps(session, table);
  if (!pending.empty()) {
    detail::expect_coordinator(session);
    for (const auto& each : pending) {
      session.run_script({"migrate", detail::one_by_one(parked_sql(each, table))});
    }
    detail::distribute_new_tables(session, names);
  }
  session.commit();
  return pending.empty() ? 0 : 1;
}

}  // namespace

std::string postgres_schema_sql() {
  std::string result{"BEGIN;\n"};
  result += std::string{lock_sql} + ";\n" + foundation_sql;
  for (const auto& step : postgres_migrations()) {
    result += fmt::format(
        "\n{};\n",
        detail::one_by_one(fmt::format(
            "IF NOT EXISTS (SELECT FROM waybill.schema_migration WHERE number = {}) THEN\n"
            "{}{}END IF;\n",
            step.number, step.sql, record_sql(step))));
  }
  return result + "\nCOMMIT;\n";
}

std::string postgres_schema_sql(const schema_names& names) {
  if (names == schema_names::waybill()) return postgres_schema_sql();
  if (names.parked_update.empty()) return {};
  std::string result{"BEGIN;\n"};
  for (const auto& each : parked_steps) result += parked_sql(each, names.parked_update);
  return result + "COMMIT;\n";
}

std::string postgres_distribution_sql(const schema_names& names) {
  return detail::distribution_sql(names);
}

std::size_t postgres_store::migrate() {
  auto& database = parts_->database;
  if (!database.owns_tables()) {
    // Nothing is made in a database whose tables are others: it may be the wrong one.
    database.look_up_tables(detail::schema_look::before_migration);
    return make_parked_update(*database.borrow(), database.names());
  }
  const auto session = database.borrow();
  begin_alone(*session);
  const bool is_new = !has_schema(*session);
  const auto applied = is_new ? 0 : applied_migrations(*session);
  const auto pending = postgres_migrations().subspan(applied);
  if (!pending.empty()) detail::expect_coordinator(*session);
  if (is_new) session->run_script({"migrate", foundation_sql});
  for (const auto& step : pending) {
    session->run_script({"migrate", detail::one_by_one(std::string{step.sql} + record_sql(step))});
  }
  if (!pending.empty()) detail::distribute_new_tables(*session, database.names());
  session->commit();
  return pending.size();
}

bool postgres_store::keep_feed() {
  auto& database = parts_->database;
  if (!database.owns_tables())
    throw store_error{store_failure::permanent, "keep_feed: existing tables keep no feed"};
  const auto session = database.borrow();
  begin_alone(*session);
  const bool is_new = !detail::is_feed_kept(*session);
  if (is_new) {
    detail::expect_coordinator(*session);
    detail::begin_feed(*session);
  }
  session->commit();
  return is_new;
}

std::size_t postgres_store::pending_migrations() {
  auto& database = parts_->database;
  const auto session = database.borrow();
  if (!database.owns_tables()) {
    const auto& table = database.names().parked_update;
    return table.empty() || pending_parked_steps(*session, table).empty() ? 0 : 1;
  }
  const auto applied = has_schema(*session) ? applied_migrations(*session) : 0;
  return postgres_migrations().size() - applied;
}

}  // namespace waybill
