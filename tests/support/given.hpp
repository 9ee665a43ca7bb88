#pragma once

// Short ways to say "a row in this state" and "a report of that", for the tests of the rules.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/plan.hpp>

namespace given {

inline constexpr waybill::time_point noon{std::chrono::sys_days{std::chrono::year{2024} / 6 / 1} +
                                          std::chrono::hours{12}};

/// So many seconds after noon of a day in June.
[[nodiscard]] constexpr waybill::time_point at(int seconds) {
  return noon + std::chrono::seconds{seconds};
}

/// A row with message id `m1`, sent from the instance `phone`; what it reached, it reached `when`.
[[nodiscard]] inline waybill::tracked_message row(std::optional<waybill::message_status> status,
                                                  waybill::milestone_set reached = {},
                                                  waybill::time_point when = at(0)) {
  waybill::tracked_message result;
  result.key = {"", "row-1"};
  result.message_id = "m1";
  result.instance = "phone";
  result.status = status;
  for (const auto which : waybill::all_milestones) {
    if (reached.contains(which)) result.times[which] = when;
  }
  return result;
}

[[nodiscard]] inline waybill::tracked_message sent_row() {
  return row(waybill::message_status::sent, {waybill::milestone::sent});
}

[[nodiscard]] inline waybill::tracked_message delivered_row() {
  return row(waybill::message_status::delivered,
             {waybill::milestone::sent, waybill::milestone::delivered});
}

/// A report about `m1` that arrives at noon plus `arrived` seconds and tells no time of its own.
[[nodiscard]] inline waybill::incoming_update report(waybill::receipt what, int arrived = 10) {
  waybill::incoming_update result;
  result.update.message_id = "m1";
  result.update.receipt = what;
  result.arrived_at = at(arrived);
  return result;
}

/// The same with the provider's own time of the event.
[[nodiscard]] inline waybill::incoming_update dated_report(waybill::receipt what, int arrived,
                                                           int occurred) {
  auto result = report(what, arrived);
  result.update.occurred_at = at(occurred);
  return result;
}

[[nodiscard]] inline waybill::incoming_update failure(std::string code, std::string text,
                                                      int arrived = 10) {
  auto result = report(waybill::receipt::failed, arrived);
  result.update.reason = {std::move(code), std::move(text)};
  return result;
}

/// Plans reports that all mean one row.
[[nodiscard]] inline waybill::plan_result plan_for(
    const waybill::tracked_message& row, const std::vector<waybill::incoming_update>& reports,
    const waybill::policy& knobs = {}, waybill::time_point now = at(60)) {
  const std::vector<std::vector<waybill::tracked_message>> known(reports.size(), {row});
  return waybill::plan(known, reports, knobs, now);
}

}  // namespace given
