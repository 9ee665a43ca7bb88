// waybill init, campaign, instance: what messages speak of.

#include <memory>
#include <string>

#include <fmt/format.h>

#include "choices.hpp"
#include "commands.hpp"

namespace waybill_cli {

namespace {

struct catalog_options : work_options {
  std::string name{};
};

void init(const catalog_options& options) {
  opened_store store{options};
  if (store.schema() == nullptr) {
    fmt::print("There is nothing to make: {} keeps nothing.\n", options.store);
    return;
  }
  const auto steps = store.migrate();
  fmt::print("The schema {} up to date.\n", steps == 0 ? "is" : "was brought");
}

using action = void (*)(opened_store&, const catalog_options&);

void add_action(CLI::App& group, const char* name, const char* about, const char* argument,
                action what) {
  auto* const command = group.add_subcommand(name, about);
  const auto options = std::make_shared<catalog_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  if (argument != nullptr) command->add_option(argument, options->name)->required();
  command->callback([options, what] {
    opened_store store{*options};
    what(store, *options);
  });
}

void print_lines(const std::vector<std::string>& lines) {
  for (const auto& line : lines) fmt::print("{}\n", line);
}

}  // namespace

void add_catalog(CLI::App& program) {
  auto* const start = program.add_subcommand("init", "Make the tables, or bring them up to date");
  const auto options = std::make_shared<catalog_options>();
  options->add_store(*start);
  start->callback([options] { init(*options); });

  auto* const campaign = program.add_subcommand("campaign", "Add or list campaigns");
  campaign->require_subcommand(1);
  add_action(*campaign, "add", "Add a campaign", "ID", [](opened_store& store, const auto& what) {
    store.catalog().add_campaign(what.tenant, what.name);
  });
  add_action(*campaign, "list", "List campaigns, one a line", nullptr,
             [](opened_store& store, const auto& what) {
               print_lines(store.catalog().campaigns(what.tenant));
             });

  auto* const instance = program.add_subcommand("instance", "Add or list sending instances");
  instance->require_subcommand(1);
  add_action(*instance, "add", "Add an instance", "NAME",
             [](opened_store& store, const auto& what) {
               store.catalog().add_instance(what.tenant, what.name);
             });
  add_action(*instance, "list", "List instances, one a line", nullptr,
             [](opened_store& store, const auto& what) {
               print_lines(store.catalog().instances(what.tenant));
             });
}

}  // namespace waybill_cli
