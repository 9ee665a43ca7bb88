#pragma once

// tracker::record_sent; tracker.hpp includes this file.

#include <cstddef>
#include <exception>
#include <map>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <waybill/impl/service/early_updates.hpp>
#include <waybill/impl/service/send_recorder.hpp>
#include <waybill/send_store.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

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

/// Not every caller looks at the result, and without its send a message is never heard of again.
inline void warn_of_unrecorded(const log_hook& hook, std::span<const sent_message> sent,
                               std::span<const send_result> results) noexcept {
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto outcome = results[i].outcome;
    if (outcome != send_outcome::unknown_row && outcome != send_outcome::needs_resend &&
        outcome != send_outcome::foreign_status) {
      continue;
    }
    log(hook, severity::warning,
        {sent[i].origin.tenant, sent[i].instance, results[i].message_id, sent[i].campaign},
        "the send of row \"{}\" is not recorded: {}", sent[i].row, to_string(outcome));
  }
}

}  // namespace detail

WAYBILL_INLINE send_result tracker::record_sent(const sent_message& sent) const {
  return record_sent(std::span{&sent, 1}).front();
}

WAYBILL_INLINE send_result tracker::record_sent(const sent_message& sent,
                                                const send_response& response) const {
  return record({&sent, 1}, {&response, 1}).front();
}

WAYBILL_INLINE std::vector<send_result> tracker::record_sent(
    std::span<const sent_message> sent) const {
  std::vector<send_response> responses;
  for (const auto& each : sent) responses.push_back(parse_send_response(each.response));
  return record(sent, responses);
}

WAYBILL_INLINE std::vector<send_result> tracker::record(
    std::span<const sent_message> sent, std::span<const send_response> responses) const {
  detail::retrier retry{*options_.clock, options_.deadline};
  auto results = detail::send_recorder{store_, sends(), options_, retry}.record(sent, responses);
  detail::warn_of_unrecorded(options_.on_log, sent, results);
  detail::settle_early(store_, options_, retry, sent, results);
  return results;
}

WAYBILL_INLINE send_store& tracker::sends() const {
  if (auto* const found = store_.sends()) return *found;
  throw std::logic_error("waybill: this store does not record sends; give it a send_store");
}

}  // namespace waybill
