// The compiler checks the whole domain of the rules: every status (and one of the user's own),
// every set of milestones, every receipt, every named policy. If a law is broken, this file does
// not compile; the test case repeats the check at run time, for a debugger.

#include <array>
#include <optional>

#include <doctest/doctest.h>

#include <waybill/transition.hpp>

namespace {

using namespace waybill;

struct question {
  message_state state{};
  waybill::receipt receipt{};
  waybill::policy policy{};
};

constexpr bool nothing_moved(const question& asked, const decision& answer) {
  return answer.next == asked.state && answer.newly_reached.empty() && !answer.withdraws_failure &&
         answer.campaign == campaign_delta{} && answer.instance == instance_delta{};
}

constexpr std::int64_t one_if(bool condition) { return condition ? 1 : 0; }

/// The verdict is one of the five, and says whether anything moved.
constexpr bool verdict_tells_what_moved(const question& asked, const decision& answer) {
  switch (answer.verdict) {
    case verdict::updated: return answer.next.status != asked.state.status;
    case verdict::recorded:
      return answer.next.status == asked.state.status && !answer.newly_reached.empty();
    case verdict::already_processed: return nothing_moved(asked, answer);
    case verdict::not_a_step:
      return asked.receipt == receipt::pending && nothing_moved(asked, answer);
    case verdict::foreign_status: return !asked.state.status && nothing_moved(asked, answer);
  }
  return false;
}

/// Milestones are only added, and a new one was not set before.
constexpr bool milestones_only_grow(const question& asked, const decision& answer) {
  return answer.next.reached == (asked.state.reached | answer.newly_reached) &&
         answer.newly_reached - asked.state.reached == answer.newly_reached;
}

/// The counters of stages count exactly the newly set milestones.
constexpr bool deltas_equal_newly_reached(const question&, const decision& answer) {
  const auto count = [&](milestone which) { return one_if(answer.newly_reached.contains(which)); };
  const auto& total = answer.campaign;
  const auto& today = answer.instance;
  return total.sent == count(milestone::sent) && total.delivered == count(milestone::delivered) &&
         total.read == count(milestone::read) && today.sent == total.sent &&
         today.delivered == total.delivered && today.read == total.read;
}

/// The counter of failures follows the status; the gauges only count arriving failures.
constexpr bool failed_delta_equals_status_change(const question& asked, const decision& answer) {
  const auto before = one_if(asked.state.status == message_status::failed);
  const auto after = one_if(answer.next.status == message_status::failed);
  const bool arrives = after > before;
  return answer.campaign.failed == after - before && answer.withdraws_failure == (after < before) &&
         answer.instance.failed == one_if(arrives) && answer.instance.errors == one_if(arrives);
}

/// Deciding again on the result is stale: a duplicate counts nothing.
constexpr bool repeats_are_stale(const question& asked, const decision& answer) {
  const question again{answer.next, asked.receipt, asked.policy};
  return nothing_moved(again, decide(again.state, again.receipt, again.policy));
}

/// A message never goes back a stage, and only a failure leads to failed.
constexpr bool never_moves_down(const question& asked, const decision& answer) {
  if (asked.state.status == message_status::failed) return true;
  if (answer.next.status == message_status::failed) {
    return answer.next.status == asked.state.status || asked.receipt == receipt::failed;
  }
  return answer.next.status >= asked.state.status;
}

using law = bool (*)(const question&, const decision&);

/// How many cases break the law.
constexpr int violations(law holds, const waybill::policy& knobs) {
  int found = 0;
  for (std::size_t status = 0; status <= all_statuses.size(); ++status) {
    for (unsigned bits = 0; bits < 16; ++bits) {
      message_state state{std::nullopt, {}};
      if (status < all_statuses.size()) state.status = all_statuses[status];
      for (const auto which : all_milestones) {
        if ((bits >> static_cast<unsigned>(which) & 1U) != 0) state.reached.insert(which);
      }
      for (const auto what : all_receipts) {
        const question asked{state, what, knobs};
        if (!holds(asked, decide(state, what, knobs))) ++found;
      }
    }
  }
  return found;
}

constexpr bool holds_everywhere(law what) {
  for (const auto& [name, knobs] : named_policies) {
    if (violations(what, knobs) != 0) return false;
  }
  return true;
}

constexpr std::array laws{verdict_tells_what_moved,   milestones_only_grow,
                          deltas_equal_newly_reached, failed_delta_equals_status_change,
                          repeats_are_stale,          never_moves_down};

static_assert(holds_everywhere(verdict_tells_what_moved));
static_assert(holds_everywhere(milestones_only_grow));
static_assert(holds_everywhere(deltas_equal_newly_reached));
static_assert(holds_everywhere(failed_delta_equals_status_change));
static_assert(holds_everywhere(repeats_are_stale));
static_assert(holds_everywhere(never_moves_down));

// Rows of the matrix that a user of the rules relies on first.
constexpr milestone_set sent_only{milestone::sent};
constexpr auto yields = policy::order_independent();
constexpr message_state fresh{};
static_assert(noexcept(decide(fresh, receipt::read, yields)));
static_assert(decide({message_status::sent, sent_only}, receipt::delivered).next.status ==
              message_status::delivered);
static_assert(decide({message_status::sent, sent_only}, receipt::played).next.status ==
              message_status::read);
static_assert(decide({message_status::sent, sent_only}, receipt::pending).verdict ==
              verdict::not_a_step);
static_assert(decide({message_status::failed, sent_only}, receipt::read).verdict ==
              verdict::already_processed);
static_assert(decide({message_status::failed, sent_only}, receipt::read, yields).next.status ==
              message_status::read);
static_assert(decide({message_status::failed, {}}, receipt::sent, yields).next.status ==
              message_status::failed);

}  // namespace

TEST_CASE("every answer of the rules keeps every law, at run time as in the compiler") {
  for (const auto& [name, knobs] : named_policies) {
    for (const auto& holds : laws) CHECK(violations(holds, knobs) == 0);
  }
}

TEST_CASE("a rule that forgets to count sends breaks the law of deltas") {
  auto knobs = policy{};
  knobs.counts_sends = false;
  CHECK(violations(deltas_equal_newly_reached, knobs) > 0);
}
