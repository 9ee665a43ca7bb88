// Checks transitions.txt line by line against the rules. The head of that file explains it.

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/transition.hpp>

#include "../support/reachable.hpp"
#include "transition_text.hpp"

namespace {

const std::string path = std::string{WAYBILL_TEST_DATA} + "/spec/transitions.txt";

std::vector<std::string> read_lines() {
  std::ifstream file{path};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// One case line of the file, and its correct text.
struct text_case {
  std::size_t line = 0;  ///< counted from 1
  std::string policy{};
  waybill::message_state state{};
  waybill::receipt receipt{};
  std::string expected{};
};

std::vector<text_case> read_cases(const std::vector<std::string>& lines) {
  std::vector<text_case> cases;
  text_case current;
  for (const auto& line : lines) {
    ++current.line;
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '=') {
      current.policy = line.substr(3, line.size() - 6);
    } else if (line.front() != ' ') {
      current.state = text::parse_state(line);
    } else {
      current.receipt = text::parse_report(line);
      const auto knobs = waybill::find_policy(current.policy).value();
      current.expected = text::line_of(current.state, current.receipt, knobs);
      cases.push_back(current);
    }
  }
  return cases;
}

void rewrite(std::vector<std::string> lines, const std::vector<text_case>& cases) {
  for (const auto& each : cases) lines[each.line - 1] = each.expected;
  std::ofstream file{path};
  for (const auto& line : lines) file << line << '\n';
}

}  // namespace

TEST_CASE("every line of transitions.txt says what the rules decide") {
  const auto lines = read_lines();
  const auto cases = read_cases(lines);
  REQUIRE(cases.size() >= 3 * 7 * 6);
  const auto* wanted = std::getenv("WAYBILL_REWRITE");
  if (wanted != nullptr && std::string{wanted} == "1") {
    rewrite(lines, cases);
    MESSAGE("rewrote ", cases.size(), " cases; review the difference");
    return;
  }
  for (const auto& each : cases) {
    CAPTURE(each.line);
    CAPTURE(each.policy);
    CHECK(lines[each.line - 1] == each.expected);
  }
  MESSAGE(cases.size(), " cases checked");
}

TEST_CASE("transitions.txt has every status with every report under every policy, none twice") {
  std::set<std::tuple<std::string, std::string, waybill::receipt>> by_status;
  std::set<std::tuple<std::string, std::string, unsigned, waybill::receipt>> by_state;
  for (const auto& each : read_cases(read_lines())) {
    const auto status = text::status_name(each.state.status);
    CAPTURE(each.line);
    by_status.insert({each.policy, status, each.receipt});
    const unsigned reached = each.state.reached.bits();
    CHECK(by_state.insert({each.policy, status, reached, each.receipt}).second);
  }
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    for (const auto what : waybill::all_receipts) {
      CHECK(by_status.count({name, "foreign", what}) == 1);
      for (const auto status : waybill::all_statuses) {
        CAPTURE(name);
        CAPTURE(std::string{to_string(status)});
        CHECK(by_status.count({name, text::status_name(status), what}) == 1);
      }
    }
  }
}

TEST_CASE("transitions.txt has every state that reports can lead a fresh message to") {
  std::set<std::tuple<std::string, std::string, unsigned>> written;
  for (const auto& each : read_cases(read_lines())) {
    const unsigned reached = each.state.reached.bits();
    written.insert({each.policy, text::status_name(each.state.status), reached});
  }
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    for (const auto& state : reachable_states(knobs)) {
      CAPTURE(name);
      CAPTURE(text::status_name(state.status));
      CAPTURE(text::names_of(state.reached));
      const unsigned reached = state.reached.bits();
      CHECK(written.count({name, text::status_name(state.status), reached}) == 1);
    }
  }
}
