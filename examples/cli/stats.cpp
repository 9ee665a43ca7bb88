// waybill stats: the counters of campaigns and instances, once or again and again.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "choices.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "interruption.hpp"
#include "opened_store.hpp"
#include "stats_frame.hpp"
#include "summary.hpp"
#include "views.hpp"

namespace waybill_cli {

namespace {

struct stats_options : work_options {
  std::string campaign{};
  double interval = 0;  ///< seconds between two looks; 0 for one look
};

[[nodiscard]] stats_frame look_up(waybill::store& store, const stats_options& options) {
  const waybill::tracker tracker{store, options.tracker()};
  auto* const catalog = store.catalog();
  stats_frame frame;
  std::vector<std::string> campaigns{options.campaign};
  if (options.campaign.empty()) campaigns = catalog->campaigns(options.tenant);
  for (const auto& each : campaigns) {
    const auto stats = tracker.campaign_stats(options.tenant, each);
    if (!stats) throw options.unknown_campaign(each);
    frame.campaigns.push_back(to_json(each, *stats));
  }
  if (catalog == nullptr) return frame;
  for (const auto& each : catalog->instances(options.tenant)) {
    const auto gauges = tracker.instance_stats(options.tenant, each);
    if (gauges) frame.instances.push_back(to_json(each, *gauges));
  }
  return frame;
}

void show_once(const stats_options& options, report& out) {
  const ready_store store{options};
  const auto frame = look_up(*store, options);
  show(out, frame);
  if (frame.campaigns.empty()) {
    out.say("There is no campaign yet; to add one: " + options.to_type({"campaign", "add", "ID"}));
  }
}

/// One look after the other, until somebody ends it.
void watch(const stats_options& options, report& out) {
  const interruption ctrl_c;
  const ready_store store{options};
  stats_watch frames{out, options.interval};
  do {
    try {
      frames.take(look_up(*store, options));
    } catch (const waybill::store_error& error) {
      frames.miss(error.what());
    }
  } while (!ctrl_c.comes_within(std::chrono::duration<double>{options.interval}));
  if (out.redraws()) out.say("");  // below the ^C
}

void run(const stats_options& options, report& out) {
  if (options.campaign.empty() && !options.schema_file.empty()) {
    throw usage_error{"name the CAMPAIGN: existing tables are not searched for all of them"};
  }
  if (options.interval != 0) return watch(options, out);
  show_once(options, out);
}

[[nodiscard]] std::string seconds_or_advice(const std::string& text) {
  const auto told = CLI::PositiveNumber(text);
  if (told.empty()) return {};
  return "SECONDS must be a number above 0, not '" + text + "'; a CAMPAIGN goes before --watch";
}

}  // namespace

void add_stats(CLI::App& program, report& out) {
  auto* const command =
      program.add_subcommand("stats", "Show the counters of campaigns and instances");
  const auto options = std::make_shared<stats_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  command->add_option("CAMPAIGN", options->campaign, "Only this one");
  command
      ->add_option("--watch", options->interval,
                   "Look again every so many seconds, and show the change a second; Ctrl-C ends it")
      ->type_name("[SECONDS]")
      ->expected(0, 1)
      ->default_str("2")
      ->check(seconds_or_advice);
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_cli
