#pragma once

// What follows the recording of sends, which are on record whatever comes of it.

#include <cstddef>
#include <exception>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <waybill/impl/service/record.hpp>
#include <waybill/sends.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

/// Gives each send those that early updates moved of its row.
inline void share_out(std::span<const status_transition> moved, std::span<const sent_message> sent,
                      std::vector<send_result>& results) {
  std::map<row_key, std::size_t> by_row;
  std::map<message_key, std::size_t> by_id;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    by_row.try_emplace({sent[i].origin.tenant, sent[i].row}, i);
    by_id.try_emplace({sent[i].origin.tenant, results[i].message_id}, i);
  }
  for (const auto& each : moved) {
    // A row of another send may have the same message id. A store may spell the row otherwise than
    // its caller did, such as 007 for 7.
    const auto row = by_row.find(each.key);
    const auto id = by_id.find({each.key.tenant, each.message_id});
    const auto place = row != by_row.end() ? row->second : id != by_id.end() ? id->second : 0;
    results[place].transitions.push_back(each);
  }
}

/// Settles what came before its send was recorded. What cannot be settled now is left to the
/// sweep: the sends are on record, and what is parked stays parked.
inline void settle_early(call& in, std::span<const sent_message> sent,
                         std::vector<send_result>& results) {
  auto* const parking = in.where.parking();
  if (parking == nullptr) return;
  std::vector<message_key> known;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const bool is_known = results[i].ok() || results[i].outcome == send_outcome::intended;
    if (is_known) known.push_back({sent[i].origin.tenant, results[i].message_id});
  }
  const auto before = in.moved().size();
  try {
    settle_known(in, *parking, known);
  } catch (const std::exception& error) {
    log(in.options.on_log, severity::warning, {known.front().tenant, {}, {}, {}},
        "left to the sweep: {}", {error.what()});
  }
  share_out(in.moved().subspan(before), sent, results);
}

/// Not every caller looks at the result, and without its send the reports of a message are lost.
inline void warn_of_unrecorded(const log_hook& hook, std::span<const sent_message> sent,
                               std::span<const send_result> results) noexcept {
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto outcome = results[i].outcome;
    const bool is_silent = outcome == send_outcome::recorded ||
                           outcome == send_outcome::already_recorded ||
                           outcome == send_outcome::intended || outcome == send_outcome::refused ||
                           outcome == send_outcome::rejected ||
                           outcome == send_outcome::gateway_trouble;  // told of by instance
    if (is_silent) continue;
    const auto& why = results[i].reason.text;
    log(hook, severity::warning, ids_of(sent[i], results[i]),
        "the send of row \"{}\" is not recorded: {}{}{}",
        {sent[i].row, to_string(outcome), why.empty() ? "" : ": ", why});
  }
}

/// Says of each instance whose gateway is in trouble how many sends it held up, and why.
inline void tell_troubles(const log_hook& hook, std::span<const sent_message> sent,
                          std::span<const send_result> results) {
  struct trouble {
    std::size_t first = 0;  ///< place of the first send
    std::size_t count = 0;
  };
  std::map<instance_key, trouble> troubles;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (results[i].outcome != send_outcome::gateway_trouble) continue;
    const instance_key through{sent[i].origin.tenant, sent[i].instance};
    ++troubles.try_emplace(through, trouble{i}).first->second.count;
  }
  for (const auto& [through, each] : troubles) {
    const auto& why = results[each.first].reason;
    log(hook, severity::warning, ids_of(sent[each.first], results[each.first]),
        "the gateway's trouble, not the recipients' ({}): sends that stay to be sent: {}: {}",
        {to_string(why.kind), std::to_string(each.count), why.text.empty() ? why.code : why.text});
  }
}

/// Marks and logs the sends through instances that the store does not know. They are on record
/// whatever comes of it.
inline void tell_unknown_instances(call& in, send_store& sends, std::span<const sent_message> sent,
                                   std::vector<send_result>& results) {
  std::map<instance_key, bool> known;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const instance_key which{sent[i].origin.tenant, sent[i].instance};
    const auto outcome = results[i].outcome;
    const bool names_it = outcome == send_outcome::recorded || outcome == send_outcome::intended;
    if (!names_it || which.name.empty()) continue;
    const auto [place, is_new] = known.try_emplace(which, true);
    try {
      if (is_new) {
        place->second = in.retry.run([&] { return sends.knows_instance(which); });
      }
    } catch (const store_error& error) {
      return log(in.options.on_log, severity::warning, {which.tenant, which.name, {}, {}},
                 "not known whether there is such an instance: {}", {error.what()});
    }
    if (place->second) continue;
    results[i].unknown_instance = true;
    if (!is_new) continue;
    log(in.options.on_log, severity::warning, ids_of(sent[i], results[i]),
        R"(the send of row "{}" is recorded, but there is no instance "{}": no gauges count it)",
        {sent[i].row, which.name});
  }
}

}  // namespace waybill::detail
