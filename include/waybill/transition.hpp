#pragma once

// The rules of status transitions. Everything that decides a transition is in this file, and it
// knows no webhook, clock, thread or database: `decide` maps a state and a receipt to a decision,
// and equal input always gives equal output. It needs only the standard library, so tests of the
// rules can include this header and nothing else.

#include <array>
#include <cstddef>
#include <cstdint>

#include <waybill/decision.hpp>
#include <waybill/policy.hpp>
#include <waybill/status.hpp>

namespace waybill {

/// The effect of a receipt on a message in a given status: one cell of the rule table.
enum class rule : std::uint8_t {
  none,     ///< not a step
  stale,    ///< already at this stage or later
  climb,    ///< status and milestones move up to the receipt's stage
  fail,     ///< status becomes failed; what was counted stays counted
  keep,     ///< the stage's milestone is kept as evidence, the status is unchanged
  recover,  ///< the failure is withdrawn: the status is the highest stage proven
};

/// The rule for each status and receipt, in the order of their enumerations.
using rule_table = std::array<std::array<rule, all_receipts.size()>, all_statuses.size()>;

namespace detail::tables {

// clang-format off
using enum rule;
inline constexpr rule_table failure_wins{{
    // pending  sent   delivered  read     played   failed     receipt / status
    {{ none,    climb,  climb,    climb,   climb,   fail  }},  // pending
    {{ none,    climb,  climb,    climb,   climb,   fail  }},  // sending
    {{ none,    stale,  climb,    climb,   climb,   fail  }},  // sent
    {{ none,    stale,  stale,    climb,   climb,   fail  }},  // delivered
    {{ none,    stale,  stale,    stale,   stale,   fail  }},  // read
    {{ none,    stale,  stale,    stale,   stale,   stale }},  // failed, until a new send
}};
inline constexpr rule_table failure_yields{{
    {{ none,    climb,  climb,    climb,   climb,   fail  }},  // pending
    {{ none,    climb,  climb,    climb,   climb,   fail  }},  // sending
    {{ none,    stale,  climb,    climb,   climb,   fail  }},  // sent
    {{ none,    stale,  stale,    climb,   climb,   keep  }},  // delivered
    {{ none,    stale,  stale,    stale,   stale,   keep  }},  // read
    {{ none,    keep,   recover,  recover, recover, stale }},  // failed
}};
// clang-format on

}  // namespace detail::tables

namespace detail {

/// The stage a receipt proves; `played` is the read receipt of a voice message.
[[nodiscard]] constexpr milestone stage_of(receipt what) noexcept {
  switch (what) {
    case receipt::delivered: return milestone::delivered;
    case receipt::read:
    case receipt::played: return milestone::read;
    case receipt::failed: return milestone::failed;
    case receipt::pending:
    case receipt::sent: break;
  }
  return milestone::sent;
}

[[nodiscard]] constexpr message_status status_of(milestone stage) noexcept {
  constexpr std::array statuses{message_status::sent, message_status::delivered,
                                message_status::read, message_status::failed};
  return statuses[static_cast<std::size_t>(stage)];
}

/// What a stage proves: itself and, where milestones are implied, those below it. A failure proves
/// no other stage.
[[nodiscard]] constexpr milestone_set proof_of(milestone stage, const policy& knobs) noexcept {
  milestone_set result{stage};
  if (!knobs.implied_milestones || stage == milestone::failed) return result;
  for (const auto below : {milestone::sent, milestone::delivered}) {
    if (below < stage) result.insert(below);
  }
  return result;
}

/// The highest stage among milestones that hold a delivery or a read, ignoring a failure.
[[nodiscard]] constexpr milestone highest_of(milestone_set reached) noexcept {
  return reached.contains(milestone::read) ? milestone::read : milestone::delivered;
}

/// Sets milestones, and counts each of sent, delivered and read once.
constexpr void reach(decision& out, milestone_set proven, const policy& knobs) noexcept {
  out.newly_reached = proven - out.next.reached;
  out.next.reached = out.next.reached | proven;
  const auto count = [&](milestone which) { return out.newly_reached.contains(which) ? 1 : 0; };
  const auto sent = knobs.counts_sends ? count(milestone::sent) : 0;
  const auto delivered = count(milestone::delivered);
  const auto read = count(milestone::read);
  out.campaign += {sent, delivered, read, 0};
  out.instance += {.sent = sent,
                   .delivered = delivered,
                   .read = read,
                   .health = delivered * knobs.health.delivered + read * knobs.health.read,
                   .forgets_errors = delivered != 0};
}

constexpr void fail(decision& out, const policy& knobs) noexcept {
  out.next.status = message_status::failed;
  out.campaign.failed = 1;
  out.instance += {.failed = 1, .health = knobs.health.failed, .errors = 1};
}

}  // namespace detail

/// The cell for a status and a receipt under a failure rule.
[[nodiscard]] constexpr rule rule_for(message_status status, receipt what,
                                      failure_rule failure) noexcept {
  const auto& table =
      failure == failure_rule::wins ? detail::tables::failure_wins : detail::tables::failure_yields;
  return table[static_cast<std::size_t>(status)][static_cast<std::size_t>(what)];
}

/// Decides what one receipt does to one message. Total: every state, receipt and policy has an
/// answer, and a stale receipt is a verdict, not an error.
///
/// Counters are cumulative (a read message counts as sent, delivered and read), and the returned
/// deltas count exactly the milestones that are newly set; `failed` counts rows whose status is
/// failed, so its delta is +1, −1 or 0.
[[nodiscard]] constexpr decision decide(const message_state& state, receipt what,
                                        const policy& knobs = {}) noexcept {
  decision out;
  out.next = state;
  if (!state.status) {
    out.verdict = verdict::foreign_status;
    return out;
  }
  const auto stage = detail::stage_of(what);
  switch (rule_for(*state.status, what, knobs.failure)) {
    case rule::none: out.verdict = verdict::not_a_step; break;
    case rule::stale: break;
    case rule::fail:
      out.verdict = verdict::updated;
      detail::reach(out, {milestone::failed}, knobs);
      detail::fail(out, knobs);
      break;
    case rule::keep:
      detail::reach(out, {stage}, knobs);
      if (!out.newly_reached.empty()) out.verdict = verdict::recorded;
      break;
    case rule::recover:
      out.verdict = verdict::updated;
      out.withdraws_failure = true;
      out.campaign.failed = -1;
      detail::reach(out, detail::proof_of(stage, knobs), knobs);
      out.next.status = detail::status_of(detail::highest_of(out.next.reached));
      break;
    case rule::climb:
      out.verdict = verdict::updated;
      detail::reach(out, detail::proof_of(stage, knobs), knobs);
      out.next.status = detail::status_of(stage);
      break;
  }
  return out;
}

}  // namespace waybill
