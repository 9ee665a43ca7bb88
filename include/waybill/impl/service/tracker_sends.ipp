#pragma once

// tracker::record_sent; tracker.hpp includes this file.

#include <cstddef>
#include <exception>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
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
  std::vector<status_transition> transitions;
  try {
    early_updates{where, *parking, options, retry, transitions}.settle(known);
  } catch (const std::exception& error) {
    log(options.on_log, severity::warning, {known.front().tenant, {}, {}, {}},
        "left to the sweep: {}", error.what());
  }
  std::map<row_key, std::size_t> by_row;
  std::map<message_key, std::size_t> by_id;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    by_row.try_emplace({sent[i].origin.tenant, sent[i].row}, i);
    by_id.try_emplace({sent[i].origin.tenant, results[i].message_id}, i);
  }
  for (auto& each : transitions) {
    // A row of another send may have the same message id. A store may spell tenant and row
    // otherwise than its caller did; then they are those of the only tenant.
    const auto row = by_row.find(each.key);
    const auto id = by_id.find({each.key.tenant, each.message_id});
    const auto only = by_id.find({sent.front().origin.tenant, each.message_id});
    const auto place = row != by_row.end()   ? row->second
                       : id != by_id.end()   ? id->second
                       : only != by_id.end() ? only->second
                                             : 0;
    results[place].transitions.push_back(std::move(each));
  }
}

/// Not every caller looks at the result, and without its send a message is never heard of again.
inline void warn_of_unrecorded(const log_hook& hook, std::span<const sent_message> sent,
                               std::span<const send_result> results) noexcept {
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto outcome = results[i].outcome;
    const bool is_silent = outcome == send_outcome::recorded ||
                           outcome == send_outcome::already_recorded ||
                           outcome == send_outcome::refused || outcome == send_outcome::rejected;
    if (is_silent) continue;
    const auto& why = results[i].reason.text;
    log(hook, severity::warning,
        {sent[i].origin.tenant, sent[i].instance, results[i].message_id, sent[i].campaign},
        "the send of row \"{}\" is not recorded: {}{}{}", sent[i].row, to_string(outcome),
        why.empty() ? "" : ": ", why);
  }
}

/// Marks and logs the sends through instances that the store does not know. They are on record
/// whatever comes of it.
inline void tell_unknown_instances(send_store& sends, const tracker_options& options,
                                   retrier& retry, std::span<const sent_message> sent,
                                   std::vector<send_result>& results) {
  std::map<std::pair<std::string, std::string>, bool> known;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto& tenant = sent[i].origin.tenant;
    const auto& instance = sent[i].instance;
    if (results[i].outcome != send_outcome::recorded || instance.empty()) continue;
    const auto [place, is_new] = known.try_emplace({tenant, instance}, true);
    try {
      if (is_new) {
        place->second = retry.run([&] { return sends.knows_instance(tenant, instance); });
      }
    } catch (const store_error& error) {
      return log(options.on_log, severity::warning, {tenant, instance, {}, {}},
                 "not known whether there is such an instance: {}", error.what());
    }
    if (place->second) continue;
    results[i].unknown_instance = true;
    if (!is_new) continue;
    log(options.on_log, severity::warning,
        {tenant, instance, results[i].message_id, sent[i].campaign},
        R"(the send of row "{}" is recorded, but there is no instance "{}": no gauges count it)",
        sent[i].row, instance);
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
  detail::tell_unknown_instances(sends(), options_, retry, sent, results);
  return results;
}

WAYBILL_INLINE send_store& tracker::sends() const {
  if (auto* const found = store_.sends()) return *found;
  throw std::logic_error("waybill: this store does not record sends; give it a send_store");
}

}  // namespace waybill
