#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/change.hpp>
#include <waybill/failure_kind.hpp>
#include <waybill/impl/rules/intended.hpp>
#include <waybill/impl/rules/row_draft.hpp>
#include <waybill/message.hpp>
#include <waybill/policy.hpp>

namespace waybill {

/// What became of recording a send.
enum class send_outcome : std::uint8_t {
  recorded,          ///< the message is sent, with the gateway's id
  already_recorded,  ///< the same send was recorded before: nothing moved
  refused,           ///< the gateway refused it: recorded as a failed send
  needs_resend,      ///< the row has a message id already; set `resend` if another is meant
  unknown_row,       ///< no such row, and the send names no campaign
  foreign_status,    ///< the row has a status of the user's own: left alone
  rejected,          ///< refused for good: by the store, or as an intent without a usable id
  unknown_answer,    ///< neither an id nor an error in the answer: the row is unchanged
  timed_out,         ///< the gateway timed out, may have sent it: the row is unchanged
  unknown_campaign,  ///< no such row, and no such campaign: none is created
  /// The gateway did not take it for a reason on our side (`is_on_our_side`): its licence, its
  /// connection, our account or its limits. The row is unchanged and stays to be sent.
  gateway_trouble,
  intended,  ///< it is not sent, and reports of its id are its own: post it now
};

/// Their names, by position.
inline constexpr std::array<std::string_view, 12> send_outcome_names{
    "recorded",    "already_recorded", "refused",         "needs_resend",
    "unknown_row", "foreign_status",   "rejected",        "unknown_answer",
    "timed_out",   "unknown_campaign", "gateway_trouble", "intended"};

/// The name of an outcome.
[[nodiscard]] constexpr std::string_view to_string(send_outcome which) noexcept {
  return send_outcome_names[static_cast<std::size_t>(which)];
}

/// What a sender learnt from the gateway about one row, or is about to ask of it.
struct send_report {
  std::string message_id{};  ///< empty unless the gateway accepted it; of an intent, as chosen
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

namespace detail {

/// The gauges of the instance whose gateway or account is in trouble; the row stays as it is, apart
/// from the instance of one that has no message. Nothing where no instance is known.
[[nodiscard]] inline std::optional<change> trouble_of(const tracked_message& row,
                                                      const send_report& sent, const policy& knobs,
                                                      time_point now) {
  const auto& instance = sent.instance.empty() ? row.instance : sent.instance;
  const bool is_another = instance != row.instance;
  if (instance.empty() || (is_another && !row.message_id.empty())) return std::nullopt;
  auto paid = row_draft{row, knobs, now}.finish();
  paid.instance = {.health = knobs.health.failed, .errors = 1};
  paid.instance_error = sent.reason.text.empty() ? sent.reason.code : sent.reason.text;
  if (is_another) paid.send = new_send{row.message_id, instance, false};
  return paid;
}

}  // namespace detail

/// Plans the recording of a send on its row. Pure.
///
/// It is `decide(sent)`, or `decide(failed)` for a refusal, together with setting the message id. A
/// send with an unknown result changes nothing: its id can be recorded later. A row that failed
/// without an id, and a row with an id when `resend` is set, start over: the same change clears the
/// milestones and subtracts their counts. The same id from another instance corrects only the
/// instance. An intended row takes the id that the gateway gave in place of the chosen one, and
/// fails without an id if the gateway refused it.
///
/// A refusal that is on our side fails no row. Its change moves the instance's gauges alone: apply
/// one of those that many sends through one instance give.
[[nodiscard]] inline send_plan plan_send(const tracked_message& row, const send_report& sent,
                                         const policy& knobs, time_point now) {
  if (!row.status) return {send_outcome::foreign_status, {}};
  const bool refused = sent.message_id.empty();  // or unknown, which returns here
  if (refused && sent.timed_out) return {send_outcome::timed_out, {}};
  if (refused && sent.reason.empty()) return {send_outcome::unknown_answer, {}};
  if (refused && is_on_our_side(sent.reason.kind)) {
    return {send_outcome::gateway_trouble, detail::trouble_of(row, sent, knobs, now)};
  }
  const bool same_id = row.message_id == sent.message_id;
  const bool has_id = !row.message_id.empty();
  const bool is_intended = detail::is_intended(row);
  if (has_id && !same_id && !is_intended && !sent.resend) return {send_outcome::needs_resend, {}};

  const bool retries_refused_send = !has_id && !refused && row.status == message_status::failed;
  detail::row_draft draft{row, knobs, now};
  const bool restarts = retries_refused_send || (has_id && !same_id && !is_intended);
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

/// Plans to send a message under an id that is chosen before it is posted. Pure.
///
/// The row gets the id and the instance, counts for nothing yet, and keeps its status: any report
/// of the id moves it, with the milestones that it implies. A row that failed without an id, and
/// one that was sent when `resend` is set, start over as `plan_send` says. The id that the row has
/// already is `intended` again as long as nothing came of it, and then `already_recorded`.
[[nodiscard]] inline send_plan plan_intent(const tracked_message& row, const send_report& intent,
                                           const policy& knobs, time_point now) {
  if (!row.status) return {send_outcome::foreign_status, {}};
  if (intent.message_id.empty()) return {send_outcome::rejected, {}};
  const bool same_id = row.message_id == intent.message_id;
  const auto& instance = intent.instance.empty() ? row.instance : intent.instance;
  if (same_id && !detail::is_unsent(row)) return {send_outcome::already_recorded, {}};
  // A store that does not keep the instance is not told of it each time.
  const bool same_instance = row.instance.empty() || instance == row.instance;
  if (same_id && same_instance) return {send_outcome::intended, {}};
  const bool has_id = !row.message_id.empty();
  const bool is_free = !has_id && (detail::is_unsent(row) || row.status == message_status::failed);
  if (!is_free && !same_id && !intent.resend) return {send_outcome::needs_resend, {}};

  detail::row_draft draft{row, knobs, now};
  const bool restarts = !detail::is_unsent(row);
  if (restarts) draft.restart();
  auto planned = std::move(draft).finish();
  planned.send = new_send{intent.message_id, instance, restarts};
  return {send_outcome::intended, std::move(planned)};
}

}  // namespace waybill
