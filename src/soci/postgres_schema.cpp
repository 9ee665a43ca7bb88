// The schema `waybill` and its migrations.

#include <cstddef>
#include <span>
#include <string>

#include <fmt/format.h>

#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/store_error.hpp>

#include "postgres_database.hpp"

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
  throw store_error{failure_kind::permanent,
                    fmt::format("migrate: the schema is at {}, newer than the {} that this version "
                                "of waybill knows; update the program",
                                number, known)};
}

}  // namespace

std::string postgres_schema_sql() {
  std::string result{"BEGIN;\n"};
  result += std::string{lock_sql} + ";\n" + foundation_sql;
  for (const auto& step : postgres_migrations()) {
    result += fmt::format(
        "\nDO $waybill$ BEGIN\n"
        "IF NOT EXISTS (SELECT FROM waybill.schema_migration WHERE number = {}) THEN\n"
        "{}{}END IF;\nEND $waybill$;\n",
        step.number, step.sql, record_sql(step));
  }
  return result + "\nCOMMIT;\n";
}

std::size_t postgres_store::migrate() {
  static const command lock{"migrate", lock_sql, 1, false};
  const auto session = implementation_->borrow();
  session->be_patient();
  session->begin();
  // Whoever comes second waits for the first, which may take its time.
  session->run_script({"migrate", "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0"});
  session->run(lock);
  if (!has_schema(*session)) session->run_script({"migrate", foundation_sql});
  const auto pending = postgres_migrations().subspan(applied_migrations(*session));
  for (const auto& step : pending) {
    session->run_script({"migrate", std::string{step.sql} + record_sql(step)});
  }
  session->commit();
  return pending.size();
}

std::size_t postgres_store::pending_migrations() {
  const auto session = implementation_->borrow();
  const auto applied = has_schema(*session) ? applied_migrations(*session) : 0;
  return postgres_migrations().size() - applied;
}

}  // namespace waybill
