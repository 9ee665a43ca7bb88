// The law of order: where it holds, the result does not depend on the order of the reports or on
// duplicates. Batches have their own file.

#include <algorithm>
#include <array>
#include <string>

#include <doctest/doctest.h>

#include <waybill/transition.hpp>

#include "../support/reachable.hpp"
#include "sequences.hpp"

using sequences::check_counts;
using sequences::check_order;
using waybill::message_state;
using waybill::message_status;
using waybill::milestone;
using waybill::policy;
using waybill::receipt;
using waybill::verdict;

namespace {

constexpr std::size_t longest = 6;
constexpr std::array without_failed{receipt::pending, receipt::sent, receipt::delivered,
                                    receipt::read, receipt::played};

auto rules_of(const policy& knobs) {
  return [knobs](const message_state& state, receipt what) {
    return waybill::decide(state, what, knobs);
  };
}

// Rules with a mistake, each of a kind that a table can contain.

/// Sets a milestone in the state without reporting it as new and counting it.
waybill::decision forgets_to_count(const message_state& state, receipt what) {
  auto answer = waybill::decide(state, what);
  answer.campaign = {};
  return answer;
}

/// Counts a report each time it is repeated.
waybill::decision counts_repeats(const message_state& state, receipt what) {
  auto answer = waybill::decide(state, what, policy::order_independent());
  if (what == receipt::delivered && answer.verdict == verdict::already_processed) {
    answer.campaign.delivered = 1;
  }
  return answer;
}

/// Withdraws a failure without subtracting its count.
waybill::decision keeps_withdrawn_count(const message_state& state, receipt what) {
  auto answer = waybill::decide(state, what, policy::order_independent());
  answer.campaign.failed = std::max<std::int64_t>(answer.campaign.failed, 0);
  return answer;
}

/// Does not keep a failure that came late.
waybill::decision forgets_evidence(const message_state& state, receipt what) {
  auto answer = waybill::decide(state, what, policy::order_independent());
  if (answer.verdict == verdict::recorded && what == receipt::failed) answer.next = state;
  return answer;
}

/// Lets a stale report move the status back.
waybill::decision moves_down(const message_state& state, receipt what) {
  auto answer = waybill::decide(state, what, policy::order_independent());
  if (state.status == message_status::read && what == receipt::delivered) {
    answer.next.status = message_status::delivered;
  }
  return answer;
}

}  // namespace

TEST_CASE("under order_independent every order and repetition of the same reports ends the same") {
  const auto found =
      check_order(waybill::all_receipts, longest, rules_of(policy::order_independent()));
  CHECK(found.violations == 0);
  MESSAGE(found.sequences, " sequences followed");
}

TEST_CASE("under the default the same holds for all reports without a failure") {
  const auto found = check_order(without_failed, longest, rules_of({}));
  CHECK(found.violations == 0);
  MESSAGE(found.sequences, " sequences followed");
}

TEST_CASE("under the default a failure makes the order matter, which is why there is another") {
  CHECK(check_order(waybill::all_receipts, 2, rules_of({})).violations > 0);
}

TEST_CASE("where stages imply nothing the order matters, with or without failures") {
  CHECK(check_order(without_failed, 2, rules_of(policy::reference())).violations > 0);
}

TEST_CASE("under every policy one message is counted as its state shows, whatever is reported") {
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    CAPTURE(name);
    const auto found = check_counts(waybill::all_receipts, longest, rules_of(knobs));
    CHECK(found.violations == 0);
    MESSAGE(found.sequences, " sequences counted under ", name);
  }
}

TEST_CASE("the laws catch rules that are wrong") {
  const auto& reports = waybill::all_receipts;
  CHECK(check_order(reports, 3, counts_repeats).violations > 0);
  CHECK(check_order(reports, 3, keeps_withdrawn_count).violations > 0);
  CHECK(check_order(reports, 3, forgets_evidence).violations > 0);
  CHECK(check_order(reports, 3, moves_down).violations > 0);
  CHECK(check_counts(reports, 3, forgets_to_count).violations > 0);
  CHECK(check_counts(reports, 3, counts_repeats).violations > 0);
  CHECK(check_counts(reports, 3, keeps_withdrawn_count).violations > 0);
}

TEST_CASE("reports lead a fresh message to every status but sending, which is the sender's") {
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    const auto states = reachable_states(knobs);
    for (const auto status : waybill::all_statuses) {
      CAPTURE(name);
      CAPTURE(std::string{to_string(status)});
      const bool reached = std::any_of(states.begin(), states.end(),
                                       [&](const auto& state) { return state.status == status; });
      CHECK(reached == (status != message_status::sending));
    }
  }
}

TEST_CASE("under order_independent a message that was delivered is never left failed") {
  const auto states = reachable_states(policy::order_independent());
  CHECK(states.size() == 8);
  for (const auto& state : states) {
    if (state.status != message_status::failed) continue;
    CHECK_FALSE(state.reached.contains(milestone::delivered));
    CHECK_FALSE(state.reached.contains(milestone::read));
  }
}
