// waybill schema: for people who run DDL themselves.

#include <memory>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "choices.hpp"
#include "commands.hpp"

namespace waybill_cli {

namespace {

using action = void (*)(schema&);

void print_sql(schema& tables) { fmt::print("{}", tables.sql()); }

void check(schema& tables) {
  const auto pending = tables.pending();
  if (pending == 0) {
    for (const auto& warning : tables.check()) fmt::print("Warning: {}\n", warning);
    fmt::print("The schema is up to date.\n");
    return;
  }
  fmt::print("{} of {} migrations are missing; waybill init makes them.\n", pending,
             tables.steps());
  throw CLI::RuntimeError{1};
}

void add_action(CLI::App& group, const char* name, const char* about, action what) {
  auto* const command = group.add_subcommand(name, about);
  const auto options = std::make_shared<work_options>();
  options->add_store(*command);
  command->callback([options, what] {
    const opened_store store{*options};
    if (store.schema() == nullptr) throw std::runtime_error{options->store + " has no schema"};
    what(*store.schema());
  });
}

}  // namespace

void add_schema(CLI::App& program) {
  auto* const group = program.add_subcommand("schema", "Print or check the tables of a store");
  group->require_subcommand(1);
  add_action(*group, "sql", "Print the DDL of the kind of store that is named", print_sql);
  add_action(*group, "check", "Exit with 1 if migrations are missing from the store", check);
}

}  // namespace waybill_cli
