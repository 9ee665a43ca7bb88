#pragma once

// How transitions.txt writes a state, a report and a decision.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/plan.hpp>
#include <waybill/transition.hpp>

#include "../support/given.hpp"

namespace text {

inline constexpr std::array<std::string_view, 4> milestone_names{"sent", "delivered", "read",
                                                                 "failed"};

[[nodiscard]] inline std::string status_name(std::optional<waybill::message_status> status) {
  return status ? std::string{to_string(*status)} : "foreign";
}

[[nodiscard]] inline std::string or_dash(std::string text) { return text.empty() ? "-" : text; }

[[nodiscard]] inline std::string joined(const std::vector<std::string>& parts,
                                        const std::string& separator) {
  std::string result;
  for (const auto& part : parts) result += (result.empty() ? "" : separator) + part;
  return or_dash(result);
}

[[nodiscard]] inline std::string names_of(waybill::milestone_set set) {
  std::vector<std::string> names;
  for (const auto which : waybill::all_milestones) {
    if (!set.contains(which)) continue;
    names.emplace_back(milestone_names[static_cast<std::size_t>(which)]);
  }
  return joined(names, "+");
}

/// Reads `delivered, reached before: sent+delivered`.
[[nodiscard]] inline waybill::message_state parse_state(const std::string& line) {
  const std::string between = ", reached before: ";
  const auto comma = line.find(between);
  if (comma == std::string::npos) throw std::runtime_error("not a state: " + line);
  const auto reached = line.substr(comma + between.size());
  const auto status = line.substr(0, comma);
  waybill::message_state state{waybill::parse_status(status), {}};
  for (const auto which : waybill::all_milestones) {
    const auto name = milestone_names[static_cast<std::size_t>(which)];
    if (reached.find(name) != std::string::npos) state.reached.insert(which);
  }
  if (status_name(state.status) + between + names_of(state.reached) != line) {
    throw std::runtime_error("not a state: " + line);
  }
  return state;
}

/// Reads the report of `  delivered -> …`.
[[nodiscard]] inline waybill::receipt parse_report(const std::string& line) {
  const auto end = line.find(' ', 2);
  const auto what = waybill::parse_receipt(line.substr(2, end - 2));
  if (!what) throw std::runtime_error("not a report: " + line);
  return *what;
}

[[nodiscard]] inline std::string with_sign(std::int64_t number) {
  return (number > 0 ? "+" : "") + std::to_string(number);
}

[[nodiscard]] inline std::string text_of(const waybill::campaign_delta& delta) {
  std::vector<std::string> parts;
  const auto add = [&](std::int64_t number, const char* name) {
    if (number != 0) parts.push_back(with_sign(number) + ' ' + name);
  };
  add(delta.sent, "sent");
  add(delta.delivered, "delivered");
  add(delta.read, "read");
  add(delta.failed, "failed");
  return joined(parts, " ");
}

/// The gauges; their four counters are left out as long as they follow the campaign's.
[[nodiscard]] inline std::string text_of(const waybill::decision& answer) {
  const auto& delta = answer.instance;
  std::vector<std::string> parts;
  const waybill::campaign_delta today{delta.sent, delta.delivered, delta.read, delta.failed};
  auto expected = answer.campaign;
  expected.failed = std::max<std::int64_t>(expected.failed, 0);
  if (today != expected) parts.push_back("today " + text_of(today));
  if (delta.forgets_errors) parts.emplace_back("errors to 0");
  if (delta.errors != 0) parts.push_back("errors " + with_sign(delta.errors));
  if (delta.health != 0) parts.push_back("health " + with_sign(delta.health));
  return joined(parts, ", ");
}

[[nodiscard]] inline std::string text_of(const std::vector<waybill::log_entry>& log) {
  std::vector<std::string> parts;
  for (const auto& entry : log) {
    const auto name = entry.type == waybill::log_type::message_failure_withdrawn
                          ? std::string{"withdrawn"}
                          : std::string{to_string(entry.type).substr(sizeof("message_") - 1)};
    parts.push_back(entry.implied ? '(' + name + ')' : name);
  }
  return joined(parts, " ");
}

/// plan() writes the log, and must plan what decide() decides.
[[nodiscard]] inline std::string log_of(const waybill::message_state& state, waybill::receipt what,
                                        const waybill::policy& knobs) {
  const auto row = given::row(state.status, state.reached);
  const auto planned = given::plan_for(row, {given::report(what)}, knobs);
  return planned.changes.empty() ? "no change planned" : text_of(planned.changes[0].log);
}

[[nodiscard]] inline std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

/// The line of one case.
[[nodiscard]] inline std::string line_of(const waybill::message_state& state, waybill::receipt what,
                                         const waybill::policy& knobs) {
  using waybill::verdict;
  const auto answer = waybill::decide(state, what, knobs);
  const auto verdict_name = std::string{to_string(answer.verdict)};
  const auto start = "  " + padded(std::string{to_string(what)}, 9) + " -> ";
  const waybill::decision untouched{.verdict = answer.verdict, .next = state};
  if (answer == untouched) return start + verdict_name;
  return start + padded(verdict_name, 17) + " | " + padded(status_name(answer.next.status), 9) +
         " | " + padded(names_of(answer.newly_reached), 19) + " | " +
         padded(text_of(answer.campaign), 38) + " | " + padded(text_of(answer), 22) + " | " +
         log_of(state, what, knobs);
}

}  // namespace text
