// waybill init, campaign, instance: what messages speak of.

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "choices.hpp"
#include "commands.hpp"
#include "opened_store.hpp"

namespace waybill_cli {

namespace {

struct catalog_options : work_options {
  std::string name{};
};

void init(const work_options& options, report& out) {
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
}

using catalog_action = void (*)(waybill::catalog_store&, const catalog_options&, report&);

void add_catalog_action(CLI::App& group, report& out, const char* name, const char* about,
                        const char* argument, catalog_action what) {
  auto* const command = group.add_subcommand(name, about);
  const auto options = std::make_shared<catalog_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  if (argument != nullptr) command->add_option(argument, options->name)->required();
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
                       catalog.add_campaign(what.tenant, what.name);
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
                       catalog.add_instance(what.tenant, what.name);
                       say.set("instance", what.name);
                     });
  add_catalog_action(*group, out, "list", "List instances, one a line", nullptr,
                     [](auto& catalog, const auto& what, report& say) {
                       show_lines(say, "instances", catalog.instances(what.tenant));
                     });
}

}  // namespace

void add_catalog(CLI::App& program, report& out) {
  auto* const start = program.add_subcommand("init", "Make the tables, or bring them up to date");
  const auto options = std::make_shared<work_options>();
  options->add_store(*start);
  start->callback([options, &out] { init(*options, out); });
  add_campaigns(program, out);
  add_instances(program, out);
}

}  // namespace waybill_cli
