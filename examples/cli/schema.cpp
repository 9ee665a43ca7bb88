// waybill schema: for people who run DDL themselves.

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "choices.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "opened_store.hpp"

namespace waybill_cli {

namespace {

using schema_action = void (*)(const opened_store&, const work_options&, report&);

void show_sql(const opened_store& store, const work_options& /*options*/, report& out) {
  const auto sql = store.schema()->sql();
  if (sql.empty()) out.say("There is nothing to make.");
  out.show("sql", sql, sql);
}

void check(const opened_store& store, const work_options& options, report& out) {
  const auto pending = store.pending();
  const auto steps = store.schema()->steps();
  const auto warnings = pending == 0 ? store.schema()->check() : std::vector<std::string>{};
  out.set("migrations", steps);
  out.set("pending_migrations", pending);
  out.set("warnings", warnings);
  for (const auto& warning : warnings) out.say("Warning: " + warning);
  if (pending == 0) return out.say("The schema is up to date.");
  out.say_wrong(
      fmt::format("{} of {} migrations {} missing.", pending, steps, pending == 1 ? "is" : "are"));
  out.say("To make what is missing: " + options.to_type({"init"}));
  throw ended{exit_code::no};
}

void add_schema_action(CLI::App& group, report& out, const char* name, const char* about,
                       schema_action what) {
  auto* const command = group.add_subcommand(name, about);
  const auto options = std::make_shared<work_options>();
  options->add_store(*command);
  command->callback([options, what, &out] {
    const opened_store store{*options};
    if (store.schema() == nullptr) {
      throw usage_error{options->store + " has no schema; name a store that has: --store"};
    }
    what(store, *options, out);
  });
}

}  // namespace

void add_schema(CLI::App& program, report& out) {
  auto* const group = program.add_subcommand("schema", "Print or check the tables of a store");
  group->require_subcommand(1);
  add_schema_action(*group, out, "sql", "Print the DDL of the kind of store that is named",
                    show_sql);
  add_schema_action(*group, out, "check", "Exit with 1 if migrations are missing from the store",
                    check);
}

}  // namespace waybill_cli
