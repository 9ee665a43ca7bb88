#pragma once

// tracker::record_sent; tracker.hpp includes this file.

#include <algorithm>
#include <cstddef>
#include <exception>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <waybill/detail/early_updates.hpp>
#include <waybill/send_store.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

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

/// Settles what came before its send was recorded. What cannot be settled now is left to the
/// sweep: the sends are on record, and what is parked stays parked.
inline void settle_early(store& where, const tracker_options& options, retrier& retry,
                         std::span<const sent_message> sent, std::vector<send_result>& results) {
  auto* const parking = where.parking();
  if (parking == nullptr) return;
  std::vector<message_key> known;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (results[i].ok()) known.push_back({sent[i].origin.tenant, results[i].message_id});
  }
  if (known.empty()) return;
  try {
    std::vector<status_transition> transitions;
    early_updates{where, *parking, options, retry, transitions}.settle(known);
    std::map<row_key, std::size_t> places;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      places.try_emplace({sent[i].origin.tenant, sent[i].row}, i);
    }
    for (auto& each : transitions) {
      // A row of another send may have the same message id: it is told beside the first.
      const auto place = places.find(each.key);
      auto& result = results[place == places.end() ? 0 : place->second];
      result.transitions.push_back(std::move(each));
    }
  } catch (const std::exception& error) {
    log(options.on_log, severity::warning, {known.front().tenant, {}, {}, {}},
        "left to the sweep: {}", error.what());
  }
}

}  // namespace detail

inline send_result tracker::record_sent(const sent_message& sent) const {
  return record_sent(std::span{&sent, 1}).front();
}

inline send_result tracker::record_sent(const sent_message& sent,
                                        const send_response& response) const {
  return record({&sent, 1}, {&response, 1}).front();
}

inline std::vector<send_result> tracker::record_sent(std::span<const sent_message> sent) const {
  std::vector<send_response> responses;
  for (const auto& each : sent) responses.push_back(parse_send_response(each.response));
  return record(sent, responses);
}

inline std::vector<send_result> tracker::record(std::span<const sent_message> sent,
                                                std::span<const send_response> responses) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  auto results = detail::send_recorder{store_, sends(), options_, retry}.record(sent, responses);
  detail::settle_early(store_, options_, retry, sent, results);
  return results;
}

inline send_store& tracker::sends() const {
  if (auto* const found = store_.sends()) return *found;
  throw std::logic_error("waybill: this store does not record sends; give it a send_store");
}

}  // namespace waybill
