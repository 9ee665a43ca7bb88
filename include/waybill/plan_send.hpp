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
  recorded,          ///< the message is sent under the id the gateway gave
  already_recorded,  ///< the same was recorded before: nothing moved
  refused,           ///< the gateway refused it: recorded as a failed send
  needs_resend,      ///< the row already has another message id: say `resend` if that is meant
  unknown_row,       ///< no such row, and nothing to make one from
  foreign_status,    ///< the row has a status of the user's own: left alone
  rejected,          ///< the store refuses the row for good; no plan ever says so
  unknown_answer,    ///< the answer has neither an id nor an error: the row is as it was
  timed_out,         ///< the gateway gave up waiting, and it may be sent: the row is as it was
  unknown_campaign,  ///< no such row, and none is made for a campaign that is not there
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
  std::string message_id{};  ///< empty unless the gateway took the message
  std::string instance{};    ///< the instance it went through; empty leaves the row's
  failure_reason reason{};   ///< of a refusal; without one, and without an id, nothing is known
  time_point at{};           ///< when it was sent
  bool resend = false;       ///< a new message for a row that already has one is meant
  bool timed_out = false;    ///< without an id: it may have been sent all the same
};

/// A send, decided: at most one change.
struct send_plan {
  send_outcome outcome = send_outcome::already_recorded;  ///< what becomes of it
  std::optional<waybill::change> change{};                ///< none where nothing is to be written
};

/// Plans the recording of a send on its row. Pure.
///
/// It is `decide(sent)`, or `decide(failed)` for a refusal, together with setting the message id.
/// What is neither sent nor refused changes nothing: an id that is learnt later can be recorded. A
/// row that failed without ever getting an id, and a row with an id when `resend` is set, start
/// over: milestones are cleared and their counts taken back in the same change. The same id from
/// another instance corrects the instance and nothing else.
[[nodiscard]] inline send_plan plan_send(const tracked_message& row, const send_report& sent,
                                         const policy& knobs, time_point now) {
  if (!row.status) return {send_outcome::foreign_status, {}};
  const bool refused = sent.message_id.empty();  // or nothing is known, which ends here
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
  // A store that does not keep the instance would be told again each time.
  const bool corrects_instance = has_id && !row.instance.empty() && instance != row.instance;
  if (same_id && !draft.dirty() && !corrects_instance) return {};

  auto planned = std::move(draft).finish();
  planned.send = new_send{sent.message_id, instance, restarts};
  return {refused ? send_outcome::refused : send_outcome::recorded, std::move(planned)};
}

}  // namespace waybill
