// waybill init, schema, campaign, instance: what must be there before messages.

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.hpp"
#include "opened_store.hpp"
#include "options.hpp"

namespace waybill_harness {

namespace {

struct catalog_options : work_options {
  std::string name{};
};

struct init_options : work_options {
  bool feed = false;
};

void init(const init_options& options, report& out) {
  const opened_store store{options};
  out.set("store", options.shown_store());
  if (store.schema() == nullptr) {
    out.set("migrations", 0);
    return out.say(fmt::format("There is nothing to make: {} keeps nothing.", options.store));
  }
  const bool makes_file = store.lacks_file();
  const auto steps = store.migrate();
  out.set("migrations", steps);
  if (makes_file) out.say(fmt::format("The store is a new file, {}.", store.file()));
  out.say(fmt::format("The schema {} up to date.", steps == 0 ? "is" : "was brought"));
  if (!options.feed) return;
  out.set("feed", true);
  out.say(store.schema()->keep_feed() ? "A feed is kept from now on." : "A feed is kept.");
}

using catalog_action = void (*)(waybill::catalog_store&, const catalog_options&, report&);

void add_catalog_action(CLI::App& group, report& out, const char* name, const char* about,
                        const char* argument, catalog_action what) {
  auto* const command = group.add_subcommand(name, about);
  const auto options = std::make_shared<catalog_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  if (argument != nullptr) {
    command->add_option(argument, options->name, "What sends call it")->required();
  }
  command->callback([options, what, &out] {
    const ready_store store{*options};
    what(store.catalog(), *options, out);
  });
}

void show_lines(report& out, const char* member, const std::vector<std::string>& lines) {
  out.show(member, lines, fmt::format("{}{}", fmt::join(lines, "\n"), lines.empty() ? "" : "\n"));
}

void add_campaigns(CLI::App& program, report& out) {
  auto* const group = program.add_subcommand("campaign", "Add or list campaigns");
  group->require_subcommand(1);
  add_catalog_action(*group, out, "add", "Add a campaign; one that is there stays as it is", "ID",
                     [](auto& catalog, const auto& what, report& say) {
                       catalog.add_campaign({what.tenant, what.name});
                       say.set("campaign", what.name);
                     });
  add_catalog_action(*group, out, "list", "List campaigns, one a line", nullptr,
                     [](auto& catalog, const auto& what, report& say) {
                       show_lines(say, "campaigns", catalog.campaigns(what.tenant));
                     });
}

void add_instances(CLI::App& program, report& out) {
  auto* const group = program.add_subcommand("instance", "Add or list sending instances");
  group->require_subcommand(1);
  add_catalog_action(*group, out, "add", "Add an instance; one that is there stays as it is",
                     "NAME", [](auto& catalog, const auto& what, report& say) {
                       catalog.add_instance({what.tenant, what.name});
                       say.set("instance", what.name);
                     });
  add_catalog_action(*group, out, "list", "List instances, one a line", nullptr,
                     [](auto& catalog, const auto& what, report& say) {
                       show_lines(say, "instances", catalog.instances(what.tenant));
                     });
}

using schema_action = void (*)(const opened_store&, const work_options&, report&);

void show_sql(const opened_store& store, const work_options& /*options*/, report& out) {
  const auto sql = store.schema()->sql();
  if (sql.empty()) out.say("There is nothing to make.");
  out.show("sql", sql, sql);
}

/// Takes the store's warnings about its tables, or returns a sentence where the tables are wrong.
/// Throws where the server fails.
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
  // While some of its own tables are missing, a store can say little about them.
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
  if (what == show_sql) {
    command->add_flag("--distributed", options->distributed,
                      "And the statements that distribute the tables by tenant, for Citus");
  }
  command->callback([options, what, &out] {
    const opened_store store{*options};
    if (store.schema() == nullptr) {
      throw usage_error{options->store + " has no schema; name a store that has: --store"};
    }
    what(store, *options, out);
  });
}

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

}  // namespace

void add_setup(CLI::App& program, report& out) {
  auto* const start = program.add_subcommand("init", "Make the tables, or bring them up to date");
  const auto options = std::make_shared<init_options>();
  options->add_store(*start);
  start->add_flag("--feed", options->feed, "And keep a feed, which costs whoever writes");
  start->callback([options, &out] { init(*options, out); });
  add_schema(program, out);
  add_campaigns(program, out);
  add_instances(program, out);
}

}  // namespace waybill_harness
