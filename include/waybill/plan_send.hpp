#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/change.hpp>
#include <waybill/impl/rules/row_draft.hpp>
#include <waybill/message.hpp>
#include <waybill/policy.hpp>

namespace waybill {

/// What became of recording a send.
enum class send_outcome : std::uint8_t {
  recorded,          ///< the message is sent, with the gateway's id
  already_recorded,  ///< the same send was recorded before: nothing moved
  refused,           ///< the gateway refused it: recorded as a failed send
  needs_resend,      ///< the row has another message id; set `resend` if intended
  unknown_row,       ///< no such row, and the send names no campaign
  foreign_status,    ///< the row has a status of the user's own: left alone
  rejected,          ///< the store refuses the row for good; never the result of a plan
  unknown_answer,    ///< neither an id nor an error in the answer: the row is unchanged
  timed_out,         ///< the gateway timed out, may have sent it: the row is unchanged
  unknown_campaign,  ///< no such row, and no such campaign: none is created
};

/// Their names, by position.
inline constexpr std::array<std::string_view, 10> send_outcome_names{
    "recorded",       "already_recorded", "refused",        "needs_resend", "unknown_row",
    "foreign_status", "rejected",         "unknown_answer", "timed_out",    "unknown_campaign"};

/// The name of an outcome.
[[nodiscard]] constexpr std::string_view to_string(send_outcome which) noexcept {
  return send_outcome_names[static_cast<std::size_t>(which)];
}

/// What a sender learnt from the gateway about one row.
struct send_report {
  std::string message_id{};  ///< empty unless the gateway accepted the message
  std::string instance{};    ///< the sending instance; empty keeps the row's
  failure_reason reason{};   ///< of a refusal; if empty too, the result is unknown
  time_point at{};           ///< when it was sent
  bool resend = false;       ///< a new message for a row that already has one
  bool timed_out = false;    ///< without an id: it may have been sent
};

/// The decision on a send: at most one change.
struct send_plan {
  send_outcome outcome = send_outcome::already_recorded;  ///< what becomes of it
  std::optional<waybill::change> change{};                ///< empty if there is nothing to write
};

/// Plans the recording of a send on its row. Pure.
///
/// It is `decide(sent)`, or `decide(failed)` for a refusal, together with setting the message id. A
/// send with an unknown result changes nothing: its id can be recorded later. A row that failed
/// without an id, and a row with an id when `resend` is set, start over: the same change clears the
/// milestones and subtracts their counts. The same id from another instance corrects only the
/// instance.
[[nodiscard]] inline send_plan plan_send(const tracked_message& row, const send_report& sent,
                                         const policy& knobs, time_point now) {
  if (!row.status) return {send_outcome::foreign_status, {}};
  const bool refused = sent.message_id.empty();  // or unknown, which returns here
  if (refused && sent.timed_out) return {send_outcome::timed_out, {}};
  if (refused && sent.reason.empty()) return {send_outcome::unknown_answer, {}};
  const bool same_id = row.message_id == sent.message_id;
  const bool has_id = !row.message_id.empty();
  if (has_id && !same_id && !sent.resend) return {send_outcome::needs_resend, {}};

  const bool retries_refused_send = !has_id && !refused && row.status == message_status::failed;
  detail::row_draft draft{row, knobs, now};
  const bool restarts = retries_refused_send || (has_id && !same_id);
  if (restarts) draft.restart();
  draft.fold(refused ? receipt::failed : receipt::sent, sent.at, sent.reason, sent.message_id);
  const auto& instance = sent.instance.empty() ? row.instance : sent.instance;
  // Otherwise a store that does not keep the instance would get this change each time.
  const bool corrects_instance = has_id && !row.instance.empty() && instance != row.instance;
  if (same_id && !draft.dirty() && !corrects_instance) return {};

  auto planned = std::move(draft).finish();
  planned.send = new_send{sent.message_id, instance, restarts};
  return {refused ? send_outcome::refused : send_outcome::recorded, std::move(planned)};
}

}  // namespace waybill
