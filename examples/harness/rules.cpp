// waybill rules: the transition matrix of a policy.

#include <memory>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

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

/// The counters that a report changes: `+1 sent, +1 delivered`.
[[nodiscard]] std::string counted(const ordered_json& row) {
  std::string text;
  for (const std::string name : {"sent", "delivered", "read", "failed"}) {
    const auto by = row[name + "_count"].get<long long>();
    if (by != 0) text += fmt::format("{}{:+} {}", text.empty() ? "" : ", ", by, name);
  }
  return text.empty() ? "-" : text;
}

[[nodiscard]] std::string health_of(const ordered_json& row) {
  const auto step = row["health_score"].get<long long>();
  return step == 0 ? "-" : fmt::format("{:+}", step);
}

[[nodiscard]] ordered_json row_of(waybill::message_status status, waybill::receipt reported,
                                  const waybill::policy& knobs) {
  const auto decision = waybill::decide(state_at(status, knobs), reported, knobs);
  ordered_json row{{"status", to_string(status)},
                   {"receipt", to_string(reported)},
                   {"verdict", to_string(decision.verdict)},
                   {"new_status", to_string(*decision.next.status)}};
  row.update(to_json(decision.campaign));
  row["health_score"] = decision.instance.health;
  return row;
}

void run(const work_options& options, report& out) {
  static const columns what{{"status", "status"},
                            {"report", "receipt"},
                            {"verdict", "verdict"},
                            {"becomes", "new_status"},
                            {"the campaign counts", "", cell::text, counted},
                            {"health", "", cell::number, health_of}};
  const auto knobs = options.chosen_policy();
  auto rows = ordered_json::array();
  for (const auto status : waybill::all_statuses) {
    for (const auto reported : waybill::all_receipts) {
      rows.push_back(row_of(status, reported, knobs));
    }
  }
  out.set("policy", options.policy);
  out.table(
      "rules",
      fmt::format("What each report does to a message, under the policy \"{}\"", options.policy),
      what, rows);
}

}  // namespace

void add_rules(CLI::App& program, report& out) {
  auto* const command =
      program.add_subcommand("rules", "Print the transition matrix of a policy as a table");
  const auto options = std::make_shared<work_options>();
  options->add_policy(*command);
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_harness
