#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/retry.hpp>
#include <waybill/plan_send.hpp>
#include <waybill/send_recording.hpp>
#include <waybill/send_response.hpp>
#include <waybill/send_store.hpp>
#include <waybill/store.hpp>
#include <waybill/store_error.hpp>
#include <waybill/tracker_options.hpp>

namespace waybill::detail {

/// The loop load → plan → apply for rows of senders.
class send_recorder {
 public:
  send_recorder(store& where, send_store& sends, const tracker_options& options, retrier& retry)
      : store_(where), sends_(sends), options_(options), retry_(retry) {}

  /// Records each send. Throws `store_error` if that failed.
  std::vector<send_result> record(std::span<const sent_message> sent,
                                  std::span<const send_response> responses) {
    sent_ = sent;
    const auto now = options_.clock->now();
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const auto& response = responses[i];
      reports_.push_back({response.message_id, sent[i].instance, response.reason,
                          sent[i].at.value_or(now), sent[i].resend});
      results_.push_back({send_outcome::recorded, response.message_id, response.reason, {}});
    }
    positions all(sent.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    record(std::move(all));
    return std::move(results_);
  }

 private:
  using positions = std::vector<std::size_t>;  ///< in `sent_`, `reports_` and `results_`
  using found_rows = std::vector<std::optional<tracked_message>>;

  void record(positions open) {
    constexpr int rounds = 5;
    try {
      for (int round = 0; round < rounds && !open.empty(); ++round) open = attempt(open);
    } catch (const store_error& error) {
      if (!error.permanent()) throw;
      return isolate(open, error);
    }
    if (open.empty()) return;
    throw store_error{failure_kind::retry_safe,
                      "record_sent: other writers kept changing the row; call it again"};
  }

  /// A batch the store refuses for good failed whole: halves it until the poison stands alone.
  void isolate(const positions& open, const store_error& error) {
    if (open.size() == 1) {
      auto& result = results_[open.front()];
      result.outcome = send_outcome::rejected;
      const auto& sent = sent_[open.front()];
      return log(options_.on_log, severity::error,
                 {sent.origin.tenant, sent.instance, result.message_id, sent.campaign},
                 "refused for good: {}", error.what());
    }
    const auto middle = open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2);
    record({open.begin(), middle});
    record({middle, open.end()});
  }

  /// One round; returns what lost the race.
  positions attempt(const positions& open) {
    const auto rows = find_rows(open);
    const auto now = options_.clock->now();
    std::vector<change> changes;
    positions changed;
    for (std::size_t i = 0; i < open.size(); ++i) {
      auto& outcome = results_[open[i]].outcome;
      outcome = send_outcome::unknown_row;
      if (!rows[i]) continue;
      auto planned = plan_send(*rows[i], reports_[open[i]], options_.policy, now);
      outcome = planned.outcome;
      if (!planned.change) continue;
      changes.push_back(std::move(*planned.change));
      changed.push_back(i);
    }
    if (changes.empty()) return {};
    const auto lost = retry_.run([&] { return store_.apply(changes); });
    positions again;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const auto which = open[changed[i]];
      if (std::binary_search(lost.begin(), lost.end(), i)) {
        again.push_back(which);
      } else {
        tell(which, *rows[changed[i]], changes[i], now);
      }
    }
    return again;
  }

  void tell(std::size_t which, const tracked_message& row, const change& what, time_point now) {
    if (row.status == what.next_status) return;
    auto& result = results_[which];
    result.transitions.push_back({row.key, result.message_id, what.send->instance, row.campaign,
                                  row.contact, *row.status, what.next_status, now});
  }

  /// The rows of the sends; those that are missing are made where the send says enough for that.
  found_rows find_rows(const positions& open) {
    std::vector<row_key> keys;
    for (const auto i : open) keys.push_back({sent_[i].origin.tenant, sent_[i].row});
    auto rows = load(keys);
    std::vector<new_row> missing;
    for (std::size_t i = 0; i < open.size(); ++i) {
      const auto& sent = sent_[open[i]];
      if (!rows[i] && !sent.campaign.empty()) {
        missing.push_back({keys[i], sent.campaign, sent.contact});
      }
    }
    if (missing.empty()) return rows;
    return retry_.run([&] { return sends_.add_rows(missing); }) ? load(keys) : rows;
  }

  found_rows load(std::span<const row_key> keys) {
    return retry_.run([&] { return sends_.load_rows(keys); });
  }

  store& store_;
  send_store& sends_;
  const tracker_options& options_;
  retrier& retry_;
  std::span<const sent_message> sent_;
  std::vector<send_report> reports_;
  std::vector<send_result> results_;
};

}  // namespace waybill::detail
