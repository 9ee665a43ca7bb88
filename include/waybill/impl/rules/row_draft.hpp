#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <waybill/change.hpp>
#include <waybill/message.hpp>
#include <waybill/policy.hpp>
#include <waybill/transition.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

[[nodiscard]] inline counting_day day_of(time_point now, const policy& knobs) noexcept {
  return {std::chrono::floor<std::chrono::days>(now + knobs.utc_offset), knobs.health.new_day};
}

/// When an update proves its stage: the provider's time, but never later than its arrival.
[[nodiscard]] inline time_point evidence_time(const incoming_update& in) noexcept {
  return std::min(in.update.occurred_at.value_or(in.arrived_at), in.arrived_at);
}

/// The types of the log begin with the milestones, in their order.
[[nodiscard]] constexpr log_type log_type_of(milestone which) noexcept {
  return static_cast<log_type>(which);
}
static_assert(log_type_of(milestone::sent) == log_type::message_sent);
static_assert(log_type_of(milestone::delivered) == log_type::message_delivered);
static_assert(log_type_of(milestone::read) == log_type::message_read);
static_assert(log_type_of(milestone::failed) == log_type::message_failed);

/// One row while a batch is folded into it.
class row_draft {
 public:
  row_draft(const tracked_message& row, const policy& knobs, time_point now)
      : knobs_(knobs), now_(now), state_(row.state()), times_(row.times),
        has_reason_(!row.reason.empty()) {
    change_.key = row.key;
    change_.place = row.place;
    change_.expected_message_id = row.message_id;
    change_.expected = state_;
    change_.day = day_of(now, knobs);
  }

  /// A new send of the row: clears what the earlier one reached and subtracts its counts.
  void restart() {
    const auto count = [&](milestone which) { return state_.reached.contains(which) ? -1 : 0; };
    change_.campaign +=
        {knobs_.counts_sends ? count(milestone::sent) : 0, count(milestone::delivered),
         count(milestone::read), state_.status == message_status::failed ? -1 : 0};
    state_ = {};
    times_ = {};
    has_reason_ = false;
  }

  /// Decides one receipt and adds its effect to the change.
  verdict fold(receipt what, time_point at, const failure_reason& reason,
               const std::string& message_id) {
    const auto next = decide(state_, what, knobs_);
    if (next.verdict == verdict::not_a_step || next.verdict == verdict::foreign_status) {
      return next.verdict;
    }
    if (what == receipt::failed) keep_reason(reason, next.verdict);
    prove(what, next, at);
    log(what, next, message_id);
    change_.campaign += next.campaign;
    change_.instance += next.instance;
    state_ = next.next;
    dirty_ = dirty_ || next.verdict != verdict::already_processed;
    return next.verdict;
  }

  /// The message of an intended row goes by the provider's id from now on.
  void name(const std::string& message_id, const std::string& instance) {
    change_.send = new_send{message_id, instance, false};
    dirty_ = true;
  }

  [[nodiscard]] std::optional<message_status> status() const noexcept { return state_.status; }
  [[nodiscard]] bool dirty() const noexcept { return dirty_; }

  /// The change folded so far. Only for a row whose status is known.
  [[nodiscard]] change finish() && {
    change_.next_status = *state_.status;
    return std::move(change_);
  }

 private:
  /// The first reason stays; a failure without a reason gets the default one.
  void keep_reason(const failure_reason& reason, verdict what) {
    if (has_reason_) return;
    if (!reason.empty()) {
      change_.reason = reason;
    } else if (what != verdict::already_processed) {
      change_.reason.text = knobs_.default_failure_text.view();
    }
    has_reason_ = !change_.reason.empty();
    dirty_ = dirty_ || has_reason_;
  }

  /// Sets the times of newly reached stages; evidence for a stage already reached can only move its
  /// time earlier, and changes no counter.
  void prove(receipt what, const decision& next, time_point at) {
    const auto stage = stage_of(what);
    const auto proof = proof_of(stage, knobs_);
    for (const auto which : all_milestones) {
      // The time of the send comes from the sender: only a report of a send corrects it.
      const bool is_evidence =
          which == stage || (which != milestone::sent && proof.contains(which));
      const bool earlier = is_evidence && times_[which] && at < *times_[which];
      if (!earlier && !next.newly_reached.contains(which)) continue;
      times_.prove(which, at);
      change_.proven.prove(which, at);
      dirty_ = true;
    }
    if (next.newly_reached.contains(milestone::delivered)) latest(change_.succeeded_at, at);
    if (next.newly_reached.contains(milestone::read)) latest(change_.interacted_at, at);
  }

  static void latest(std::optional<time_point>& field, time_point at) {
    field = field ? std::max(*field, at) : at;
  }

  void log(receipt what, const decision& next, const std::string& message_id) {
    const auto entry = [&](log_type type, bool implied) {
      change_.log.push_back(
          {type, message_id, *state_.status, *next.next.status, implied, {}, now_});
    };
    if (next.withdraws_failure) entry(log_type::message_failure_withdrawn, false);
    for (const auto which : {milestone::sent, milestone::delivered, milestone::read}) {
      if (next.newly_reached.contains(which)) entry(log_type_of(which), which != stage_of(what));
    }
    if (next.next.status != message_status::failed || state_.status == message_status::failed) {
      return;
    }
    entry(log_type::message_failed, false);
    change_.log.back().reason = change_.reason;
  }

  const policy& knobs_;
  time_point now_;
  message_state state_;
  milestones times_;
  bool has_reason_;
  bool dirty_ = false;
  change change_;
};

}  // namespace waybill::detail
