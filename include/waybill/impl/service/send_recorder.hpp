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
                          sent[i].at.value_or(now), sent[i].resend, response.timed_out});
      results_.push_back({send_outcome::recorded, response.message_id, response.reason, {}});
      // Not in the report: what is wrong with an answer is not why a message was refused.
      if (!response.problem.empty()) results_.back().reason = {{}, response.problem};
    }
    positions all(sent.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    record(std::move(all));
    if (misconfigured_) throw store_error{*misconfigured_};
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
      if (!error.is_refusal()) throw;
      if (open.size() > 1) return split(open);
      return conclude_refused(open.front(), error);
    }
    if (open.empty()) return;
    throw store_error{failure_kind::retry_safe,
                      "record_sent: other writers kept changing the row; call it again"};
  }

  /// A batch that the store refuses failed whole: it is halved until what is refused stands alone.
  void split(const positions& open) {
    const auto middle = open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2);
    record({open.begin(), middle});
    record({middle, open.end()});
  }

  /// Where message ids are unique, one that is taken is the send's own fault; what else the
  /// database's set-up refuses is not.
  void conclude_refused(std::size_t which, const store_error& error) {
    if (error.permanent()) return reject(which, error.what());
    if (id_is_taken(which)) return reject(which, "another row has this message id");
    misconfigured_ = error;
  }

  void reject(std::size_t which, const char* why) {
    auto& result = results_[which];
    result.outcome = send_outcome::rejected;
    result.reason = {{}, why};
    const auto& sent = sent_[which];
    log(options_.on_log, severity::error,
        {sent.origin.tenant, sent.instance, result.message_id, sent.campaign},
        "refused for good: {}", why);
  }

  /// Whether another row of the tenant has the id that a send brings.
  [[nodiscard]] bool id_is_taken(std::size_t which) {
    const auto& sent = sent_[which];
    const message_key key{sent.origin.tenant, results_[which].message_id};
    if (key.message_id.empty()) return false;
    const row_key row{sent.origin.tenant, sent.row};
    const auto own = load({&row, 1}).front();
    const auto rows = retry_.run([&] { return store_.load({&key, 1}); }).front();
    return std::any_of(rows.begin(), rows.end(),
                       [&](const tracked_message& each) { return !own || each.key != own->key; });
  }

  /// One round; returns what lost the race.
  positions attempt(const positions& open) {
    const auto rows = find_rows(open);
    const auto now = options_.clock->now();
    std::vector<change> changes;
    positions changed;
    for (std::size_t i = 0; i < open.size(); ++i) {
      auto& outcome = results_[open[i]].outcome;
      const bool lacks_campaign = makes_rows_ && !sent_[open[i]].campaign.empty();
      outcome = lacks_campaign ? send_outcome::unknown_campaign : send_outcome::unknown_row;
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
    makes_rows_ = retry_.run([&] { return sends_.add_rows(missing); });
    return makes_rows_ ? load(keys) : rows;
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
  bool makes_rows_ = false;                     ///< the store, once asked
  std::optional<store_error> misconfigured_{};  ///< of a send that could not be recorded
};

}  // namespace waybill::detail
