#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/impl/service/service.hpp>
#include <waybill/message.hpp>
#include <waybill/pace.hpp>
#include <waybill/reply.hpp>
#include <waybill/sends.hpp>
#include <waybill/stats.hpp>
#include <waybill/store.hpp>
#include <waybill/store_error.hpp>
#include <waybill/store_parts.hpp>
#include <waybill/tracker_options.hpp>

namespace waybill {

class own_transaction;

/// What a server calls: webhook bodies in, durable transitions and the JSON to answer with out.
///
/// Where many webhooks come at once, an `ingestor` takes them in the tracker's place, by the same
/// options.
///
/// Threads: every member may be called from any number of threads at once; the tracker itself
/// holds nothing that changes but when it last warned of what. The store and the clock must
/// outlive it.
/// Errors: `handle` answers them, and throws nothing. The others throw `store_error` once the
/// deadline is over; calling them again is harmless. Those that need an interface the store does
/// not offer throw `std::logic_error`.
class WAYBILL_EXPORT tracker {
 public:
  /// Asks the store nothing yet.
  explicit tracker(store& where, tracker_options options = {});

  /// Takes one webhook body, as received. Answer the request with the reply's status and body.
  ///
  /// `within` bounds the call, retries of a failing store included; the options' deadline if
  /// absent. `content_type` is the request's, for dialects that take forms; see `parse`.
  [[nodiscard]] reply handle(std::string_view body, const origin& from = {},
                             std::optional<std::chrono::milliseconds> within = std::nullopt,
                             std::string_view content_type = {}) const noexcept;

  /// Records that a message was handed to the gateway, with what the gateway answered. The same
  /// again is a no-op. Updates that came before are settled now. Look at the result: an answer that
  /// has neither an id nor an error is not recorded, and reports of an unrecorded message are lost.
  [[nodiscard]] send_result record_sent(const sent_message& sent) const;
  /// The same with an answer that is parsed already; `sent.response` is not looked at.
  [[nodiscard]] send_result record_sent(const sent_message& sent,
                                        const send_response& response) const;
  /// Records many together, with a result for each in the order given. One that the store refuses
  /// for good is `rejected`, and the others are recorded. After a throw some may be recorded: the
  /// same call again completes them.
  [[nodiscard]] std::vector<send_result> record_sent(std::span<const sent_message> sent) const;

  /// Records that a message is about to be handed to the gateway under an id of the sender's
  /// choice. Post it if the outcome is `intended`, with the result's id; from then on no report is
  /// early, and a send whose answer never came is known by its first report. `record_sent` with the
  /// answer is still worth its call: it counts the send at once, or fails it.
  ///
  /// The same again is a no-op. A sender that died does not know whether it has posted a message:
  /// it intends the row again, and posts under the id that the result tells, also where the outcome
  /// is `needs_resend`, because another id would be another message.
  [[nodiscard]] send_result intend(const intended_message& message) const;
  /// Intends many together, with a result for each in the order given, as `record_sent` does.
  [[nodiscard]] std::vector<send_result> intend(std::span<const intended_message> messages) const;

  /// Settles parked updates whose message is known by now, in any process, and forgets those
  /// that waited too long. Call it from a timer; several processes may, at once.
  sweep_result sweep() const;

  /// Counters and rates of a campaign; nothing for an unknown one.
  [[nodiscard]] std::optional<waybill::campaign_stats> campaign_stats(
      const campaign_key& campaign) const;
  /// Gauges of an instance, by its name; nothing for an unknown one.
  [[nodiscard]] std::optional<waybill::instance_stats> instance_stats(
      const instance_key& instance) const;

  /// Rows of a campaign by their ids, a page at a time; none for an unknown one. The page is full
  /// unless it is the last one. Where few of the rows are among those asked for, that takes many
  /// steps of `report_store::read_recipients`, each of which takes at most the deadline.
  [[nodiscard]] recipient_page recipients(const campaign_key& campaign,
                                          recipient_query query = {}) const;
  /// The message of a row with its story from the log; nothing for an unknown row.
  [[nodiscard]] std::optional<message_story> find_message(const row_key& row) const;
  /// The same by the gateway's id: of all rows that have it now.
  [[nodiscard]] std::vector<message_story> find_messages(const message_key& message) const;

  /// Messages that were sent longer ago than `age` and got no report since, oldest first.
  [[nodiscard]] std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                          std::chrono::seconds age,
                                                          std::size_t limit = 1000) const;
  /// Makes failures with reason `timeout` of those, by the same rules. A message that moves
  /// meanwhile is left alone, and one that the store refuses for good is logged and left too.
  /// Returns what changed; call again while it returns any.
  std::vector<status_transition> fail_stalled(std::string_view tenant, std::chrono::seconds age,
                                              std::size_t limit = 1000) const;

  /// A campaign's counters beside a recount of its rows; reads only.
  [[nodiscard]] std::optional<campaign_audit> verify(const campaign_key& campaign) const;
  /// The same, and corrects the counters by the drift. Safe while traffic flows.
  std::optional<campaign_audit> recount(const campaign_key& campaign) const;

  /// How fast a campaign goes: by minute, and how long its messages take. Nothing for an unknown
  /// one.
  [[nodiscard]] std::optional<campaign_pace> pace(const campaign_key& campaign) const;

 private:
  [[nodiscard]] std::vector<send_result> record(std::span<const sent_message> sent,
                                                std::span<const send_response> responses,
                                                bool is_of_intents = false) const;
  [[nodiscard]] reply process(std::string_view body, const origin& from,
                              std::chrono::milliseconds within,
                              std::string_view content_type) const;
  [[nodiscard]] send_store& sends() const;

  friend class ingestor;         // works with the same store and options
  friend class own_transaction;  // with the same options

  detail::service service_;
};

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/service/tracker_handle.ipp>
#include <waybill/impl/service/tracker_operations.ipp>
#include <waybill/impl/service/tracker_sends.ipp>
#endif
