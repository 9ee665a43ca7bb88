#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <waybill/waybill.hpp>

#include "support/ingest_shop.hpp"

namespace waybill_test {

/// Many tenants with the same messages, all sent, and a report that each was read.
class many_tenants {
 public:
  /// Records the sends.
  many_tenants(waybill::store& store, std::size_t tenants, std::size_t messages)
      : messages_(messages), tracker_{store} {
    for (std::size_t i = 0; i < tenants; ++i) {
      names_.push_back("tenant_" + std::to_string(i));
      store.catalog()->add_campaign({names_.back(), campaign});
      store.catalog()->add_instance({names_.back(), instance});
      std::vector<waybill::sent_message> sends;
      for (std::size_t m = 0; m < messages; ++m) {
        sends.push_back(send_of("row_" + std::to_string(m), message(m)));
        sends.back().origin.tenant = names_.back();
        reports_.emplace_back(i, m);
      }
      static_cast<void>(tracker_.record_sent(sends));
    }
    std::shuffle(reports_.begin(), reports_.end(), std::minstd_rand{7});
  }

  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  [[nodiscard]] const waybill::tracker& tracker() const noexcept { return tracker_; }
  [[nodiscard]] waybill::reply report(const std::string& whose, std::size_t number) const {
    return tracker_.handle(read_of(number), {whose, {}}, deadline);
  }

  /// Reports all, in any order from several threads, each until it is acknowledged. Returns how
  /// many calls were refused on the way.
  std::size_t report_all(std::size_t threads) {
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> refused = 0;
    std::vector<std::thread> callers;
    for (std::size_t i = 0; i < threads; ++i) {
      callers.emplace_back([&] {
        for (auto mine = next++; mine < reports_.size(); mine = next++) {
          const auto& [whose, number] = reports_[mine];
          done_ = mine;
          while (report(names_[whose], number).http_status != 200) ++refused;
        }
      });
    }
    for (auto& each : callers) each.join();
    return refused;
  }
  /// The share of the reports that were taken so far.
  [[nodiscard]] double done() const {
    return static_cast<double>(done_) / static_cast<double>(reports_.size());
  }

  /// The tenants whose counters are not what their rows say, or whose messages are not all read.
  [[nodiscard]] std::vector<std::string> wrong() const {
    const auto all = static_cast<std::int64_t>(messages_);
    std::vector<std::string> result;
    for (const auto& each : names_) {
      const auto audit = tracker_.verify({each, campaign}).value();
      if (!audit.holds() || audit.rows.read != all) result.push_back(each);
    }
    return result;
  }

  static constexpr std::chrono::milliseconds deadline = std::chrono::seconds{2};

 private:
  std::size_t messages_;
  waybill::tracker tracker_;
  std::vector<std::string> names_;
  std::vector<std::pair<std::size_t, std::size_t>> reports_;  ///< tenant and message
  std::atomic<std::size_t> done_ = 0;
};

}  // namespace waybill_test
