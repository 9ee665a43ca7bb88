#pragma once

// A simple model of a store: rows in a vector, changes copied onto them field by field, deltas
// summed. It contains no rules, so the counts of its rows are an oracle for the rules.

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/message.hpp>
#include <waybill/update.hpp>

class dumb_twin {
 public:
  explicit dumb_twin(std::vector<waybill::tracked_message> rows) : rows_(std::move(rows)) {}

  /// What a store would load for these updates.
  [[nodiscard]] std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::incoming_update> updates) const {
    std::vector<std::vector<waybill::tracked_message>> known(updates.size());
    for (std::size_t i = 0; i < updates.size(); ++i) {
      for (const auto& row : rows_) {
        const bool answers = row.key.tenant == updates[i].from.tenant &&
                             row.message_id == updates[i].update.message_id;
        if (answers) known[i].push_back(row);
      }
    }
    return known;
  }

  /// Writes a change without a check; only counts those whose expected state differs.
  void apply(const waybill::change& planned) {
    auto& row = *std::find_if(rows_.begin(), rows_.end(),
                              [&](const auto& each) { return each.key == planned.key; });
    const bool expected =
        row.message_id == planned.expected_message_id && row.state() == planned.expected;
    if (!expected) ++unexpected_;
    if (planned.send) send(row, *planned.send);
    row.status = planned.next_status;
    for (const auto which : waybill::all_milestones) {
      if (planned.proven[which]) row.times.prove(which, *planned.proven[which]);
    }
    if (row.reason.empty()) row.reason = planned.reason;
    counted_ += planned.campaign;
    gauges_ += planned.instance;
  }

  /// The counters that the rows show.
  [[nodiscard]] waybill::campaign_delta recount() const {
    waybill::campaign_delta result;
    for (const auto& row : rows_) {
      if (row.times.sent_at) ++result.sent;
      if (row.times.delivered_at) ++result.delivered;
      if (row.times.read_at) ++result.read;
      if (row.status == waybill::message_status::failed) ++result.failed;
    }
    return result;
  }

  [[nodiscard]] const std::vector<waybill::tracked_message>& rows() const { return rows_; }
  [[nodiscard]] const waybill::campaign_delta& counted() const { return counted_; }
  [[nodiscard]] const waybill::instance_delta& gauges() const { return gauges_; }
  /// How many changes expected another state; with one writer this must stay 0.
  [[nodiscard]] std::size_t unexpected() const { return unexpected_; }

 private:
  static void send(waybill::tracked_message& row, const waybill::new_send& sent) {
    row.message_id = sent.message_id;
    row.instance = sent.instance;
    if (!sent.restarts) return;
    row.times = {};
    row.reason = {};
  }

  std::vector<waybill::tracked_message> rows_;
  waybill::campaign_delta counted_{};
  waybill::instance_delta gauges_{};
  std::size_t unexpected_ = 0;
};
