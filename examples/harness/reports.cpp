// waybill log, failures, stalled, verify, recount: what an operator asks.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "commands.hpp"
#include "gateway_question.hpp"
#include "opened_store.hpp"
#include "options.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

struct report_options : work_options {
  std::string campaign{};
  std::size_t limit = 20;
  std::uint64_t before = 0;
  long hours = 24;
  bool fail = false;
};

struct work {
  waybill::store& store;
  waybill::tracker tracker;
  const report_options& options;
  report& out;
};
using report_action = void (*)(const work&);

/// Adds a command on a store; the caller adds further options to the result.
std::pair<CLI::App*, std::shared_ptr<report_options>> add_report_action(
    CLI::App& program, report& out, const char* name, const char* about, report_action what) {
  auto* const command = program.add_subcommand(name, about);
  const auto options = std::make_shared<report_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  command->callback([options, what, &out] {
    const ready_store store{*options};
    what({*store, store.tracker(), *options, out});
  });
  return {command, options};
}

[[nodiscard]] std::string advice_of(const ordered_json& row) {
  return row["sending_again_may_help"].get<bool>() ? "may help" : "-";
}

void show_log(const work& on) {
  const auto& [store, tracker, options, out] = on;
  const auto before = options.before == 0 ? std::nullopt : std::optional{options.before};
  const auto page =
      store.reports()->read_log({options.tenant, options.campaign}, before, options.limit);
  if (page.empty() && !tracker.campaign_stats({options.tenant, options.campaign})) {
    throw options.unknown_campaign(options.campaign);
  }
  for (const auto& each : page) out.row(log_columns(), to_json(each));
  if (page.empty()) return out.say("There is no entry.");
  if (page.size() == options.limit) {
    out.say(fmt::format("The page before it: --before {}", page.back().id));
  }
}

void show_failures(const work& on) {
  static const columns what{{"why", "failure_kind"},
                            {"error", "error_code"},
                            {"messages", "messages", cell::number},
                            {"sending again", "", cell::text, advice_of}};
  const waybill::campaign_key campaign{on.options.tenant, on.options.campaign};
  const auto found = on.store.reports()->failures(campaign);
  if (found.empty() && !on.tracker.campaign_stats(campaign)) {
    throw on.options.unknown_campaign(on.options.campaign);
  }
  for (const auto& each : found) on.out.row(what, to_json(each));
  if (found.empty()) on.out.say("No message has failed.");
}

/// Null where the gateway cannot be asked.
[[nodiscard]] ordered_json ask_of(const waybill::tracked_message& message,
                                  const std::string& dialect) {
  const auto question = question_about(message, dialect);
  if (!question) return nullptr;
  return {{"method", question->method}, {"path", question->path}, {"body", question->body}};
}

[[nodiscard]] ordered_json row_of(const waybill::tracked_message& message) {
  ordered_json result{{"row", message.key.row},       {"message_id", message.message_id},
                      {"campaign", message.campaign}, {"contact", message.contact},
                      {"instance", message.instance}, {"sent_at", nullptr}};
  if (message.times.sent_at) result["sent_at"] = iso_time(*message.times.sent_at);
  return result;
}

/// What to ask the gateway, for people; programs have it beside each message.
void tell_questions(const work& on, const ordered_json& questions) {
  if (questions.empty()) {
    return on.out.say(fmt::format(
        "A gateway that posts as {} cannot be asked about them; --fail makes failures of them.",
        on.options.dialect));
  }
  on.out.say(
      "Reports may have been lost. Ask the gateway, and give each answer to waybill handle:");
  if (on.out.as_json) return;
  for (const auto& each : questions) {
    on.out.say(fmt::format("{} {} {}", each["method"].get<std::string>(),
                           each["path"].get<std::string>(), each["body"].dump()));
  }
}

void show_stalled(const work& on) {
  static const columns what{{"row", "row"},
                            {"message id", "message_id"},
                            {"campaign", "campaign"},
                            {"instance", "instance"},
                            {"sent", "sent_at"}};
  const auto found = on.tracker.find_stalled(
      on.options.tenant, std::chrono::hours{on.options.hours}, on.options.limit);
  auto questions = ordered_json::array();
  for (const auto& each : found) {
    auto row = row_of(each);
    row["ask"] = ask_of(each, on.options.dialect);
    if (!row["ask"].is_null()) questions.push_back(row["ask"]);
    on.out.row(what, std::move(row));
  }
  if (found.empty()) return on.out.say("There is no such message.");
  on.out.end_rows();
  tell_questions(on, questions);
}

void fail_stalled(const work& on) {
  static const columns what{{"row", "row"},
                            {"message id", "message_id"},
                            {"campaign", "campaign"},
                            {"from", "old_status"},
                            {"to", "new_status"}};
  const auto failed = on.tracker.fail_stalled(
      on.options.tenant, std::chrono::hours{on.options.hours}, on.options.limit);
  for (const auto& each : failed) on.out.row(what, to_json(each));
  on.out.say(counted(failed.size(), "message", "messages") + " failed with reason timeout.");
}

void verify(const work& on) {
  const auto audit = on.tracker.verify({on.options.tenant, on.options.campaign});
  if (!audit) throw on.options.unknown_campaign(on.options.campaign);
  on.out.set("campaign", on.options.campaign);
  show_audit(on.out, "", *audit);
  if (audit->holds()) return on.out.say("The counters are right.");
  on.out.say_wrong("The counters are wrong.");
  on.out.say("To correct them: " + on.options.to_type({"recount", on.options.campaign}));
  throw ended{exit_code::no};
}

void recount(const work& on) {
  const auto audit = on.tracker.recount({on.options.tenant, on.options.campaign});
  if (!audit) throw on.options.unknown_campaign(on.options.campaign);
  on.out.set("campaign", on.options.campaign);
  show_audit(on.out, "", *audit);
  on.out.set("corrected", !audit->holds());
  on.out.say(audit->holds() ? "There was nothing to correct." : "The counters were corrected.");
}

void add_stalled(CLI::App& program, report& out) {
  auto [command, options] = add_report_action(
      program, out, "stalled",
      "Show messages that were sent and got no report, and what to ask the gateway about them",
      [](const work& on) { on.options.fail ? fail_stalled(on) : show_stalled(on); });
  options->add_dialect(*command);
  command->add_option("--hours", options->hours, "How long ago at least")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--limit", options->limit, "At most so many")->capture_default_str();
  command->add_flag("--fail", options->fail, "Mark them as failed, with the reason timeout");
}

}  // namespace

void add_reports(CLI::App& program, report& out) {
  auto [log, log_of] =
      add_report_action(program, out, "log", "Show a campaign's audit log, newest first", show_log);
  log->add_option("CAMPAIGN", log_of->campaign)->required();
  log->add_option("--limit", log_of->limit, "Entries on a page")->capture_default_str();
  log->add_option("--before", log_of->before, "Only entries with a lower id: the next page");

  auto [failures, failures_of] = add_report_action(
      program, out, "failures", "Show why messages of a campaign failed, and how many of them",
      show_failures);
  failures->add_option("CAMPAIGN", failures_of->campaign)->required();

  add_stalled(program, out);

  auto [check, check_of] = add_report_action(
      program, out, "verify",
      "Compare a campaign's counters with its rows; exits with 1 if they differ", verify);
  check->add_option("CAMPAIGN", check_of->campaign)->required();

  auto [repair, repair_of] =
      add_report_action(program, out, "recount",
                        "Correct a campaign's counters; safe while webhooks come in", recount);
  repair->add_option("CAMPAIGN", repair_of->campaign)->required();
}

}  // namespace waybill_harness
