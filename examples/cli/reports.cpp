// waybill stats, log, stalled, verify, recount: what an operator asks.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "choices.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "summary.hpp"

namespace waybill_cli {

namespace {

struct report_options : work_options {
  std::string campaign{};
  std::size_t limit = 20;
  std::uint64_t before = 0;
  long hours = 24;
  bool fail = false;
};

using action = void (*)(waybill::store&, const waybill::tracker&, const report_options&);

/// Adds a command about a store; what else it takes is added to the result.
std::pair<CLI::App*, std::shared_ptr<report_options>> add_action(CLI::App& program,
                                                                 const char* name,
                                                                 const char* about, action what) {
  auto* const command = program.add_subcommand(name, about);
  const auto options = std::make_shared<report_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  command->callback([options, what] {
    opened_store store{*options};
    what(*store, waybill::tracker{*store, options->tracker()}, *options);
  });
  return {command, options};
}

[[nodiscard]] std::runtime_error unknown_campaign(const report_options& options) {
  return std::runtime_error{"there is no campaign \"" + options.campaign +
                            "\"; waybill campaign list shows those that are"};
}

void print_stats(waybill::store& store, const waybill::tracker& tracker,
                 const report_options& options) {
  auto* const catalog = store.catalog();
  if (catalog == nullptr && options.campaign.empty()) {
    throw std::runtime_error{"name the CAMPAIGN: existing tables are not searched for all of them"};
  }
  std::vector<std::string> campaigns{options.campaign};
  if (options.campaign.empty()) campaigns = catalog->campaigns(options.tenant);
  for (const auto& each : campaigns) {
    const auto stats = tracker.campaign_stats(options.tenant, each);
    if (!stats) throw unknown_campaign(options);
    fmt::print("Campaign \"{}\":\n\n{}\n", each, campaign_table(*stats));
  }
  if (catalog == nullptr) return;
  for (const auto& each : catalog->instances(options.tenant)) {
    fmt::print("Instance \"{}\":\n\n{}\n", each,
               instance_table(tracker.instance_stats(options.tenant, each).value()));
  }
}

void print_log(waybill::store& store, const waybill::tracker& /*tracker*/,
               const report_options& options) {
  const auto before = options.before == 0 ? std::nullopt : std::optional{options.before};
  const auto page =
      store.reports()->read_log(options.tenant, options.campaign, before, options.limit);
  std::vector<std::vector<std::string>> rows{
      {"id", "time", "what", "row", "message id", "from", "to", "reason"}};
  for (const auto& [id, row, contact, instance, entry] : page) {
    const auto& reason = entry.reason;
    rows.push_back({std::to_string(id), iso_time(entry.at),
                    std::string{to_string(entry.type)} + (entry.implied ? " (implied)" : ""), row,
                    entry.message_id, std::string{to_string(entry.old_status)},
                    std::string{to_string(entry.new_status)},
                    reason.code + (reason.code.empty() ? "" : " ") + reason.text});
  }
  fmt::print("{}", table(rows));
  if (page.size() == options.limit && !page.empty()) {
    fmt::print("\nThe page before it: --before {}\n", page.back().id);
  }
}

void print_stalled(waybill::store& /*store*/, const waybill::tracker& tracker,
                   const report_options& options) {
  const std::chrono::hours age{options.hours};
  if (options.fail) {
    const auto failed = tracker.fail_stalled(options.tenant, age, options.limit);
    fmt::print("{} messages failed with reason timeout.\n", failed.size());
    return;
  }
  std::vector<std::vector<std::string>> rows{{"row", "message id", "campaign", "sent"}};
  for (const auto& each : tracker.find_stalled(options.tenant, age, options.limit)) {
    rows.push_back({each.key.row, each.message_id, each.campaign,
                    iso_time(each.times.sent_at.value_or(waybill::time_point{}))});
  }
  fmt::print("{}", table(rows));
}

void verify(waybill::store& /*store*/, const waybill::tracker& tracker,
            const report_options& options) {
  const auto audit = tracker.verify(options.tenant, options.campaign);
  if (!audit) throw unknown_campaign(options);
  fmt::print("{}\n", audit_table(*audit));
  if (audit->holds()) {
    fmt::print("The counters are right.\n");
    return;
  }
  fmt::print("The counters are wrong; waybill recount corrects them.\n");
  throw CLI::RuntimeError{1};
}

void recount(waybill::store& /*store*/, const waybill::tracker& tracker,
             const report_options& options) {
  const auto audit = tracker.recount(options.tenant, options.campaign);
  if (!audit) throw unknown_campaign(options);
  fmt::print("{}\n{}\n", audit_table(*audit),
             audit->holds() ? "There was nothing to correct." : "The counters were corrected.");
}

}  // namespace

void add_reports(CLI::App& program) {
  auto [stats, stats_of] =
      add_action(program, "stats", "Show the counters of campaigns and instances", print_stats);
  stats->add_option("CAMPAIGN", stats_of->campaign, "Only this one");

  auto [log, log_of] =
      add_action(program, "log", "Show a campaign's audit log, newest first", print_log);
  log->add_option("CAMPAIGN", log_of->campaign)->required();
  log->add_option("--limit", log_of->limit, "Entries on a page")->capture_default_str();
  log->add_option("--before", log_of->before, "Only entries with a lower id: the next page");

  auto [stalled, stalled_of] = add_action(
      program, "stalled", "Show messages that were sent and never heard of again", print_stalled);
  stalled->add_option("--hours", stalled_of->hours, "How long ago at least")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  stalled->add_option("--limit", stalled_of->limit, "At most so many")->capture_default_str();
  stalled->add_flag("--fail", stalled_of->fail, "Make failures with reason timeout of them");

  auto [check, check_of] = add_action(
      program, "verify", "Compare a campaign's counters with its rows; exits with 1 if they differ",
      verify);
  check->add_option("CAMPAIGN", check_of->campaign)->required();

  auto [repair, repair_of] = add_action(
      program, "recount", "Correct a campaign's counters; safe while webhooks come in", recount);
  repair->add_option("CAMPAIGN", repair_of->campaign)->required();
}

}  // namespace waybill_cli
