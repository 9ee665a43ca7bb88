// waybill schema: for people who run DDL themselves.

#include <memory>
#include <string>

#include <fmt/format.h>

#include "choices.hpp"
#include "commands.hpp"

#ifdef WAYBILL_CLI_WITH_SOCI
#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>

namespace waybill_cli {

namespace {

void check(const work_options& options) {
  opened_store store{options.store};
  if (store.postgres() == nullptr) throw std::runtime_error{options.store + " has no schema"};
  const auto pending = store.postgres()->pending_migrations();
  if (pending == 0) {
    fmt::print("The schema is up to date.\n");
    return;
  }
  fmt::print("{} of {} migrations are missing; waybill init makes them.\n", pending,
             waybill::postgres_migrations().size());
  throw CLI::RuntimeError{1};
}

}  // namespace

void add_schema(CLI::App& program) {
  auto* const group = program.add_subcommand("schema", "Print or check the tables in PostgreSQL");
  group->require_subcommand(1);
  group->add_subcommand("sql", "Print the DDL; it may be run again")->callback([] {
    fmt::print("{}", waybill::postgres_schema_sql());
  });
  auto* const command =
      group->add_subcommand("check", "Exit with 1 if migrations are missing from the database");
  const auto options = std::make_shared<work_options>();
  options->add_store(*command);
  command->callback([options] { check(*options); });
}

}  // namespace waybill_cli
#else
namespace waybill_cli {

void add_schema(CLI::App& /*program*/) {}

}  // namespace waybill_cli
#endif
