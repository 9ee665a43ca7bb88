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

/// What the store says of its tables; a sentence instead where they are not what they should be.
/// A server that fails is no answer.
[[nodiscard]] std::string check_tables(schema& tables, std::vector<std::string>& warnings) {
  try {
    warnings = tables.check();
    return {};
  } catch (const waybill::store_error& error) {
    if (!error.sqlstate().empty()) throw;
    return error.what();
  }
}

void check(const opened_store& store, const work_options& options, report& out) {
  const auto pending = store.pending();
  const auto steps = store.schema()->steps();
  // Of its own tables the store can say little while they are not all made.
  const bool can_check = pending == 0 || !options.schema_file.empty();
  std::vector<std::string> warnings;
  const auto wrong = can_check ? check_tables(*store.schema(), warnings) : std::string{};
  out.set("migrations", steps);
  out.set("pending_migrations", pending);
  out.set("warnings", warnings);
  if (!wrong.empty()) out.set("problems", wrong);
  for (const auto& warning : warnings) out.say("Warning: " + warning);
  if (!wrong.empty()) out.say_wrong(wrong);
  if (pending != 0) {
    out.say_wrong(fmt::format("{} of {} migrations {} missing.", pending, steps,
                              pending == 1 ? "is" : "are"));
    out.say("To make what is missing: " + options.to_type({"init"}));
  }
  if (pending != 0 || !wrong.empty()) throw ended{exit_code::no};
  out.say("The schema is up to date.");
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
  add_schema_action(
      *group, out, "check",
      "Look at the tables of the store; exits with 1 if migrations are missing or the "
      "tables are not what they should be",
      check);
}

}  // namespace waybill_cli
