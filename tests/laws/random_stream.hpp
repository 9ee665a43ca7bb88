#pragma once

// A campaign's events from one seed: sends, and reports that are lost, duplicate, out of order or
// for unknown messages, in batches of any size.

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include <waybill/plan.hpp>
#include <waybill/plan_send.hpp>

#include "../support/given.hpp"

/// A send that is intended or recorded for one row.
struct random_send {
  std::size_t row = 0;
  waybill::send_report report{};
  bool is_intent = false;
};

using batch = std::vector<waybill::incoming_update>;
using step = std::variant<batch, random_send>;

class random_stream {
 public:
  explicit random_stream(unsigned seed) : random_(seed) {
    const auto messages = 1 + below(8);
    for (std::size_t i = 0; i < messages; ++i) add_row(i);
    add_reports();
    std::shuffle(reports_.begin(), reports_.end(), random_);
    while (!reports_.empty()) {
      if (below(4) == 0) steps_.push_back(some_send());
      steps_.push_back(next_batch());
    }
  }

  [[nodiscard]] const std::vector<waybill::tracked_message>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<step>& steps() const { return steps_; }

 private:
  [[nodiscard]] std::size_t below(std::size_t limit) { return random_() % limit; }
  [[nodiscard]] int some_second() { return static_cast<int>(below(1000)); }

  /// Some rows have no id yet, and some share one between two instances.
  void add_row(std::size_t number) {
    auto row = given::row(below(2) == 0 ? waybill::message_status::pending
                                        : waybill::message_status::sending);
    row.key.row = std::to_string(number);
    row.message_id = id_of(below(5) == 0 ? below(number + 1) : number);
    row.instance = below(3) == 0 ? "tablet" : "phone";
    if (below(6) == 0) row.message_id.clear();
    rows_.push_back(row);
  }

  void add_reports() {
    const auto count = 1 + below(6 * rows_.size());
    for (std::size_t i = 0; i < count; ++i) {
      const auto what = waybill::all_receipts[below(waybill::all_receipts.size())];
      auto report = given::report(what, some_second());
      report.update.message_id = id_of(below(rows_.size() + 2));
      if (below(2) == 0) report.update.instance = below(2) == 0 ? "tablet" : "phone";
      if (below(2) == 0) report.update.occurred_at = given::at(some_second());
      reports_.insert(reports_.end(), 1 + below(3), report);
    }
  }

  [[nodiscard]] random_send some_send() {
    random_send result{below(rows_.size()), {}};
    if (below(5) != 0) {
      result.report.message_id = id_of(below(2 * rows_.size()));
    } else if (below(2) == 0) {
      const auto kind = waybill::all_failure_kinds[below(waybill::all_failure_kinds.size())];
      result.report.reason = {"", "refused", kind};
    }
    result.is_intent = below(3) == 0;
    result.report.resend = below(2) == 0;
    result.report.at = given::at(some_second());
    return result;
  }

  [[nodiscard]] batch next_batch() {
    const auto size = std::min(reports_.size(), 1 + below(12));
    const auto start = reports_.end() - static_cast<std::ptrdiff_t>(size);
    batch result(start, reports_.end());
    reports_.erase(start, reports_.end());
    return result;
  }

  [[nodiscard]] static std::string id_of(std::size_t number) {
    return "m" + std::to_string(number);
  }

  std::mt19937 random_;
  std::vector<waybill::tracked_message> rows_;
  std::vector<waybill::incoming_update> reports_;
  std::vector<step> steps_;
};
