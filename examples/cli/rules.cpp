// waybill rules: the transition matrix of a policy.

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "choices.hpp"
#include "commands.hpp"
#include "console.hpp"

namespace waybill_cli {

namespace {

/// A fresh message brought to a status by the reports that lead there.
[[nodiscard]] waybill::message_state state_at(waybill::message_status status,
                                              const waybill::policy& knobs) {
  waybill::message_state state{waybill::message_status::pending, {}};
  if (status < waybill::message_status::sent) {
    state.status = status;
    return state;
  }
  state = waybill::decide(state, waybill::receipt::sent, knobs).next;
  if (status == waybill::message_status::failed) {
    return waybill::decide(state, waybill::receipt::failed, knobs).next;
  }
  for (const auto step : {waybill::receipt::delivered, waybill::receipt::read}) {
    if (*state.status < status) state = waybill::decide(state, step, knobs).next;
  }
  return state;
}

[[nodiscard]] std::string counted(const waybill::campaign_delta& delta) {
  std::string text;
  const auto add = [&](std::string_view name, long long by) {
    if (by != 0) text += fmt::format("{}{:+} {}", text.empty() ? "" : ", ", by, name);
  };
  add("sent", delta.sent);
  add("delivered", delta.delivered);
  add("read", delta.read);
  add("failed", delta.failed);
  return text.empty() ? "-" : text;
}

void run(const work_options& options) {
  const auto knobs = options.chosen_policy();
  std::vector<std::vector<std::string>> rows{
      {"status", "report", "verdict", "becomes", "the campaign counts", "health"}};
  for (const auto status : waybill::all_statuses) {
    const auto state = state_at(status, knobs);
    for (const auto report : waybill::all_receipts) {
      const auto decision = waybill::decide(state, report, knobs);
      const auto health = decision.instance.health;
      rows.push_back({std::string{to_string(status)}, std::string{to_string(report)},
                      std::string{to_string(decision.verdict)},
                      std::string{to_string(*decision.next.status)}, counted(decision.campaign),
                      health == 0 ? "-" : fmt::format("{:+}", health)});
    }
  }
  fmt::print("What each report does to a message, under the policy \"{}\":\n\n{}", options.policy,
             table(rows));
}

}  // namespace

void add_rules(CLI::App& program) {
  auto* const command =
      program.add_subcommand("rules", "Print the transition matrix of a policy as a table");
  const auto options = std::make_shared<work_options>();
  options->add_policy(*command);
  command->callback([options] { run(*options); });
}

}  // namespace waybill_cli
