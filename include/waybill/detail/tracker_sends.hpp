#pragma once

// tracker::record_sent; tracker.hpp includes this file.

#include <array>
#include <exception>
#include <stdexcept>

#include <waybill/detail/early_updates.hpp>
#include <waybill/send_store.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

/// The loop load → plan → apply for one row of a sender.
class send_recorder {
 public:
  send_recorder(store& where, send_store& sends, const tracker_options& options, retrier& retry)
      : store_(where), sends_(sends), options_(options), retry_(retry) {}

  /// Records the send. Throws `store_error` if that failed.
  void record(const sent_message& sent, const send_report& report, send_result& result) {
    const row_key key{sent.origin.tenant, sent.row};
    constexpr int rounds = 5;
    for (int round = 0; round < rounds; ++round) {
      const auto row = find_row(key, sent);
      if (!row) {
        result.outcome = send_outcome::unknown_row;
        return;
      }
      const auto now = options_.clock->now();
      const auto planned = plan_send(*row, report, options_.policy, now);
      result.outcome = planned.outcome;
      if (!planned.change) return;
      const std::array changes{*planned.change};
      if (!retry_.run([&] { return store_.apply(changes); }).empty()) continue;
      if (row->status != changes.front().next_status) {
        const auto& instance = changes.front().send->instance;
        result.transitions.push_back({key, report.message_id, instance, row->campaign, row->contact,
                                      *row->status, changes.front().next_status, now});
      }
      return;
    }
    throw store_error(failure_kind::retry_safe,
                      "record_sent: other writers kept changing the row; call it again");
  }

 private:
  std::optional<tracked_message> find_row(const row_key& key, const sent_message& sent) {
    const std::array keys{key};
    const auto look = [&] { return sends_.load_rows(keys).front(); };
    auto row = retry_.run(look);
    if (row || sent.campaign.empty()) return row;
    const new_row made{key, sent.campaign, sent.contact};
    return retry_.run([&] { return sends_.add_row(made); }) ? retry_.run(look) : std::nullopt;
  }

  store& store_;
  send_store& sends_;
  const tracker_options& options_;
  retrier& retry_;
};

}  // namespace detail

inline send_result tracker::record_sent(const sent_message& sent) const {
  return record_sent(sent, parse_send_response(sent.response));
}

inline send_result tracker::record_sent(const sent_message& sent,
                                        const send_response& response) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  const send_report report{response.message_id, sent.instance, response.reason,
                           sent.at.value_or(options_.clock->now()), sent.resend};
  send_result result{send_outcome::recorded, response.message_id, response.reason, {}};
  detail::send_recorder{store_, sends(), options_, retry}.record(sent, report, result);

  auto* const parking = store_.parking();
  if (!result.ok() || parking == nullptr) return result;
  try {
    const std::array known{message_key{sent.origin.tenant, response.message_id}};
    detail::early_updates{store_, *parking, options_, retry, result.transitions}.settle(known);
  } catch (const std::exception& error) {
    // The send is on record, and what is parked stays parked.
    detail::log(options_.on_log, severity::warning,
                {sent.origin.tenant, sent.instance, response.message_id, {}},
                "left to the sweep: {}", error.what());
  }
  return result;
}

inline send_store& tracker::sends() const {
  if (auto* const found = store_.sends()) return *found;
  throw std::logic_error("waybill: this store does not record sends; give it a send_store");
}

}  // namespace waybill
