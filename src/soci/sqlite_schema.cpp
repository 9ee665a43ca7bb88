// The tables of `sqlite_store` and their migrations.

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <waybill/soci/schema.hpp>
#include <waybill/soci/sqlite_store.hpp>
#include <waybill/store_error.hpp>

#include "soci.hpp"
#include "sqlite_parts.hpp"

namespace waybill {

namespace {

using detail::command;

constexpr auto foundation_sql = R"sql(
CREATE TABLE schema_migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000000)
) STRICT;
)sql";

[[nodiscard]] std::string record_sql(const migration& step) {
  return fmt::format("INSERT INTO schema_migration (number, name) VALUES ({}, '{}');\n",
                     step.number, step.name);
}

[[nodiscard]] bool has_schema(detail::sqlite_session& session) {
  static const command what{
      "migrate", "SELECT count(*) FROM sqlite_master WHERE name = 'schema_migration'", 1, false};
  return session.run(what).number(0, 0) != 0;
}

/// How many migrations were applied to a schema that is there.
[[nodiscard]] std::size_t applied_migrations(detail::sqlite_session& session) {
  static const command what{"migrate", "SELECT coalesce(max(number), 0) FROM schema_migration", 1,
                            false};
  const auto number = static_cast<std::size_t>(session.run(what).number(0, 0));
  const auto known = sqlite_migrations().size();
  if (number <= known) return number;
  throw store_error{store_failure::permanent,
                    fmt::format("migrate: the schema is at {}, newer than the {} that this version "
                                "of waybill knows; update the program",
                                number, known)};
}

using table_columns = std::set<std::pair<std::string, std::string>>;

constexpr auto columns_sql =
    "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c"
    " WHERE t.type = 'table'";

[[nodiscard]] table_columns columns_of(detail::sqlite_session& session) {
  static const command what{"check_schema", columns_sql, 2, false};
  const auto rows = session.run(what);
  table_columns result;
  for (std::size_t i = 0; i < rows.size(); ++i) result.emplace(rows.text(i, 0), rows.text(i, 1));
  return result;
}

/// What a file that is made now would hold: the migrations say it.
[[nodiscard]] table_columns columns_of_new_file() {
  sqlite_api::sqlite3* opened = nullptr;
  sqlite_api::sqlite3_open(":memory:", &opened);
  const std::unique_ptr<sqlite_api::sqlite3, decltype(&sqlite_api::sqlite3_close)> memory{
      opened, &sqlite_api::sqlite3_close};
  table_columns result;
  const auto take = [](void* into, int, char** values, char**) {
    static_cast<table_columns*>(into)->emplace(values[0], values[1]);
    return 0;
  };
  sqlite_api::sqlite3_exec(opened, sqlite_schema_sql().c_str(), nullptr, nullptr, nullptr);
  sqlite_api::sqlite3_exec(opened, columns_sql, take, &result, nullptr);
  return result;
}

/// An empty file is an empty database. One that is there stays unopened: to close it would take
/// from this process all locks it has on it, which is how POSIX has it.
void make_file(const std::string& file) {
  const int made = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
  if (made >= 0) {
    ::close(made);
  } else if (errno != EEXIST) {
    const auto why = std::generic_category().message(errno);
    throw store_error{store_failure::retry_safe,
                      fmt::format("migrate: {} cannot be made: {}", file, why)};
  }
}

}  // namespace

std::string sqlite_schema_sql() {
  std::string result{"PRAGMA journal_mode = WAL;\nBEGIN IMMEDIATE;\n"};
  result += foundation_sql;
  for (const auto& step : sqlite_migrations()) {
    result += '\n' + std::string{step.sql} + record_sql(step);
  }
  return result + "\nCOMMIT;\n";
}

std::size_t sqlite_store::migrate() {
  make_file(parts_->database.file());
  const auto session = parts_->database.borrow_writer();
  // The second waits for the first, which may take its time.
  session->be_patient();
  session->begin("migrate");
  if (!has_schema(*session)) session->run_script({"migrate", foundation_sql});
  const auto pending = sqlite_migrations().subspan(applied_migrations(*session));
  for (const auto& step : pending) {
    session->run_script({"migrate", std::string{step.sql} + record_sql(step)});
  }
  session->commit("migrate");
  return pending.size();
}

void sqlite_store::check_schema() {
  const auto columns = columns_of(*parts_->database.borrow_reader());
  std::set<std::string> missing;
  for (const auto& [table, column] : columns_of_new_file()) {
    if (columns.count({table, column}) != 0) continue;
    const bool has_table = columns.lower_bound({table, {}}) != columns.end() &&
                           columns.lower_bound({table, {}})->first == table;
    missing.insert(has_table ? fmt::format("{} has no column {}", table, column)
                             : fmt::format("there is no table {}", table));
  }
  if (missing.empty()) return;
  throw store_error{store_failure::retry_safe,
                    fmt::format("check_schema: the tables are not those of this version; restore "
                                "them from a backup:\n- {}",
                                fmt::join(missing, "\n- "))};
}

std::size_t sqlite_store::pending_migrations() {
  const auto all = sqlite_migrations().size();
  std::error_code ignored;
  if (!std::filesystem::exists(parts_->database.file(), ignored)) return all;
  const auto session = parts_->database.borrow_reader();
  return has_schema(*session) ? all - applied_migrations(*session) : all;
}

}  // namespace waybill
