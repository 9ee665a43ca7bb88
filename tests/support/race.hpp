#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <waybill/testing/manual_clock.hpp>

#include "support/campaign.hpp"
#include "support/interleaving.hpp"

namespace waybill_test {

/// One message that is sent and read, by callers that race: what they do, and what must be true
/// when all of them are done.
class race {
 public:
  static inline const std::string id = "3EB0RACE";
  static inline const std::string row = "row_1";
  static inline const std::string read_report =
      webhook(shape::v2, instance, id, waybill::receipt::read);

  /// Whether the sender makes the row, or finds it in an existing table.
  explicit race(bool row_exists) {
    if (row_exists) store_.add_pending(row);
  }

  void add(std::function<void(waybill::store&)> work) {
    clock_.advance(std::chrono::seconds{1});
    stage_.add(std::move(work));
  }
  void add_handle() {
    add([this](waybill::store& door) { keep(handle_on(door).transitions); });
  }
  void add_record_sent() {
    add([this](waybill::store& door) { keep(record_on(door).transitions); });
  }
  void add_sweep() {
    add([this](waybill::store& door) { keep(sweep_on(door).transitions); });
  }

  /// False if this order ends as one that was tried before.
  bool run(every_choice& choose, orders which, mishaps allowed = {}) {
    return stage_.run(choose, which, allowed);
  }
  [[nodiscard]] bool died(std::size_t who) const { return stage_.died(who); }
  /// The report is in the row, or waits where a sweep finds it.
  [[nodiscard]] bool report_is_safe() {
    return store_.status(row) == waybill::message_status::read || !store_.parked().empty();
  }
  [[nodiscard]] bool send_is_recorded() {
    const auto found = store_.row(row);
    return found && found->message_id == id;
  }

  /// What a gateway, a sender or a timer does later, when all is calm.
  void handle_later() { keep(handle_on(store_.memory).transitions); }
  void record_later() { keep(record_on(store_.memory).transitions); }
  void sweep_later() { keep(sweep_on(store_.memory).transitions); }

  /// What is wrong with the end state; nothing if all is well.
  [[nodiscard]] std::string violation() {
    if (store_.status(row) != waybill::message_status::read) return "the report is lost";
    if (store_.counters() != waybill::campaign_delta{1, 1, 1, 0}) return "miscounted";
    if (!store_.counts_hold()) return "the recount differs";
    if (!store_.parked().empty()) return "a report of a known message is still parked";
    const auto gauges = store_.gauges();
    const std::array today{gauges.sent_today, gauges.delivered_today, gauges.read_today};
    if (today != std::array<std::int64_t, 3>{1, 1, 1}) return "the instance is miscounted";
    if (store_.log().size() != 3) return "a log entry is missing or there twice";
    return told_twice() ? "a transition was told twice" : "";
  }
  [[nodiscard]] std::size_t transitions_told() const noexcept { return told_.size(); }

 private:
  [[nodiscard]] waybill::tracker on(waybill::store& door) {
    waybill::tracker_options options;
    options.clock = &clock_;
    return waybill::tracker{door, options};
  }
  waybill::reply handle_on(waybill::store& door) {
    return on(door).handle(read_report, {tenant, {}});
  }
  waybill::send_result record_on(waybill::store& door) {
    return on(door).record_sent(send_of(row, id));
  }
  waybill::sweep_result sweep_on(waybill::store& door) { return on(door).sweep(); }
  /// Only one caller runs at a time.
  void keep(const std::vector<waybill::status_transition>& told) {
    for (const auto& each : told) told_.push_back(each.new_status);
  }
  [[nodiscard]] bool told_twice() const {
    auto sorted = told_;
    std::sort(sorted.begin(), sorted.end());
    return std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
  }

  waybill::testing::manual_clock clock_{waybill::time_point{std::chrono::days{20'000}}};
  campaign_store store_;
  std::vector<waybill::message_status> told_;
  stage stage_{store_.memory};
};

}  // namespace waybill_test
