#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/impl/service/park.hpp>
#include <waybill/no_names_scope.hpp>
#include <waybill/plan_send.hpp>
#include <waybill/sends.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

/// Sends on their way to the store.
struct send_batch {
  std::span<const sent_message> sent;
  std::vector<send_report> reports;
  std::vector<send_result> results;
  bool is_of_intents = false;                  ///< nothing is posted yet
  bool makes_rows = false;                     ///< the store, once asked
  std::optional<store_error> misconfigured{};  ///< of a send that could not be recorded
  std::map<instance_key, change> troubles{};   ///< of the instances whose gateway is in trouble
};

[[nodiscard]] inline send_batch open_sends(std::span<const sent_message> sent,
                                           std::span<const send_response> responses,
                                           time_point now) {
  send_batch batch{sent, {}, {}};
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto& response = responses[i];
    batch.reports.push_back({response.message_id, sent[i].instance, response.reason,
                             sent[i].at.value_or(now), sent[i].resend, response.timed_out});
    batch.results.push_back({send_outcome::recorded, response.message_id, response.reason, {}});
    // Not in the report: what is wrong with an answer is not why a message was refused.
    if (!response.problem.empty()) batch.results.back().reason = {{}, response.problem};
  }
  return batch;
}

using found_rows = std::vector<std::optional<tracked_message>>;

/// The rows of the sends; those that are missing are made where the send says enough for that.
[[nodiscard]] inline found_rows find_rows(call& in, send_store& sends, send_batch& batch,
                                          const positions& open) {
  std::vector<row_key> keys;
  for (const auto i : open) keys.push_back({batch.sent[i].origin.tenant, batch.sent[i].row});
  const auto load = [&] {
    const no_names_scope nameless;  // an answer to a send tells none
    return in.retry.run([&] { return sends.load_rows(keys); });
  };
  auto rows = load();
  std::vector<new_row> missing;
  for (std::size_t i = 0; i < open.size(); ++i) {
    const auto& sent = batch.sent[open[i]];
    if (!rows[i] && !sent.campaign.empty()) {
      missing.push_back({keys[i], sent.campaign, sent.contact});
    }
  }
  if (missing.empty()) return rows;
  batch.makes_rows = in.retry.run([&] { return sends.add_rows(missing); });
  return batch.makes_rows ? load() : rows;
}

/// One change for each instance is enough.
inline void keep_trouble(send_batch& batch, const tracked_message& row,
                         std::optional<change> change) {
  if (!change) return;
  const auto& instance = change->send ? change->send->instance : row.instance;
  batch.troubles.try_emplace({row.key.tenant, instance}, std::move(*change));
}

/// What recording a send on its row, if there is one, would change.
[[nodiscard]] inline std::optional<change> plan_one(const call& in, send_batch& batch,
                                                    std::size_t which,
                                                    const std::optional<tracked_message>& row,
                                                    time_point now) {
  auto& outcome = batch.results[which].outcome;
  const bool lacks_campaign = batch.makes_rows && !batch.sent[which].campaign.empty();
  outcome = lacks_campaign ? send_outcome::unknown_campaign : send_outcome::unknown_row;
  if (!row) return std::nullopt;
  const auto plan_it = batch.is_of_intents ? plan_intent : plan_send;
  auto planned = plan_it(*row, batch.reports[which], in.options.policy, now);
  outcome = planned.outcome;
  // Whoever finds out that the row has an id already posts the message under that one.
  const bool has_other_id = batch.is_of_intents && outcome == send_outcome::needs_resend;
  if (has_other_id) batch.results[which].message_id = row->message_id;
  if (outcome != send_outcome::gateway_trouble) return std::move(planned.change);
  keep_trouble(batch, *row, std::move(planned.change));
  return std::nullopt;
}

inline void note_recorded(call& in, send_result& result, const tracked_message& row,
                          const change& what, time_point now) {
  if (row.status == what.next_status) return;
  auto moved = transition_of(row, what, *row.status, what.next_status, now);
  moved.message_id = result.message_id;
  moved.instance = what.send->instance;
  result.transitions.push_back(moved);
  in.moved(std::move(moved));
}

/// Loads, plans and applies once; returns what lost the race.
[[nodiscard]] inline positions record_round(call& in, send_store& sends, send_batch& batch,
                                            const positions& open) {
  const auto rows = find_rows(in, sends, batch, open);
  const auto now = in.options.clock->now();
  std::vector<change> changes;
  positions changed;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (auto planned = plan_one(in, batch, open[i], rows[i], now)) {
      changes.push_back(std::move(*planned));
      changed.push_back(i);
    }
  }
  if (changes.empty()) return {};
  const auto lost = in.retry.run([&] { return in.where.apply(changes); });
  positions again;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto which = open[changed[i]];
    if (std::binary_search(lost.begin(), lost.end(), i)) {
      again.push_back(which);
    } else {
      note_recorded(in, batch.results[which], *rows[changed[i]], changes[i], now);
    }
  }
  return again;
}

/// Whether another row of the tenant has the id that a send brings.
[[nodiscard]] inline bool id_is_taken(call& in, send_store& sends, const sent_message& sent,
                                      const std::string& message_id) {
  if (message_id.empty()) return false;
  const message_key key{sent.origin.tenant, message_id};
  const row_key row{sent.origin.tenant, sent.row};
  const auto own = in.retry.run([&] { return sends.load_rows({&row, 1}); }).front();
  const auto rows = in.load({&key, 1}).front();
  return std::any_of(rows.begin(), rows.end(),
                     [&](const tracked_message& each) { return !own || each.key != own->key; });
}

[[nodiscard]] inline log_ids ids_of(const sent_message& sent, const send_result& result) noexcept {
  return {sent.origin.tenant, sent.instance, result.message_id, sent.campaign};
}

inline void reject(const call& in, send_batch& batch, std::size_t which, const char* why) {
  auto& result = batch.results[which];
  result.outcome = send_outcome::rejected;
  result.reason = {{}, why};
  log(in.options.on_log, severity::error, ids_of(batch.sent[which], result), "refused for good: {}",
      {why});
}

/// Lowers the gauges of the instances whose gateway is in trouble. Nothing hangs on it, so that it
/// is not tried again: of an outcome that nobody knows, that would count twice.
inline void pay_for_trouble(call& in, const send_batch& batch) noexcept {
  for (const auto& each : batch.troubles) {
    const auto& instance = each.first;
    try {
      static_cast<void>(in.retry.once([&] { return in.where.apply({&each.second, 1}); }));
    } catch (...) {
      log_exception(in.options.on_log, severity::warning, {instance.tenant, instance.name, {}, {}},
                    "the gateway's trouble is not in the gauges");
    }
  }
}

/// Records each send of the batch. Throws `store_error` if that failed.
inline std::vector<send_result> record(call& in, send_store& sends, send_batch batch) {
  const auto sent = batch.sent;
  const auto work = [&](positions& open) {
    in_rounds(open, [&](const auto& now) { return record_round(in, sends, batch, now); });
    if (open.empty()) return;
    throw store_error{store_failure::retry_safe,
                      "record_sent: other writers kept changing the row; call it again"};
  };
  in_halves(all_positions(sent.size()), work, [&](std::size_t i, const store_error& error) {
    if (error.permanent()) return reject(in, batch, i, error.what());
    // Where message ids are unique, one that is taken is the send's own fault; what else the
    // database's set-up refuses is not.
    if (id_is_taken(in, sends, sent[i], batch.results[i].message_id)) {
      return reject(in, batch, i, "another row has this message id");
    }
    batch.misconfigured = error;
  });
  pay_for_trouble(in, batch);
  if (batch.misconfigured) throw store_error{*batch.misconfigured};
  return std::move(batch.results);
}

}  // namespace waybill::detail
