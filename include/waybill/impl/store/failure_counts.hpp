#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <waybill/failure_kind.hpp>
#include <waybill/stats.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

/// Counts messages by why they failed, for `report_store::failures`. Providers have few codes.
class failure_counts {
 public:
  void add(failure_kind kind, const std::string& code, std::int64_t messages) {
    for (auto& each : counts_) {
      if (each.kind != kind || each.code != code) continue;
      each.messages += messages;
      return;
    }
    counts_.push_back({kind, code, messages});
  }

  /// Most messages first.
  [[nodiscard]] std::vector<failure_count> take() && {
    std::sort(counts_.begin(), counts_.end(), [](const auto& a, const auto& b) {
      return std::tie(b.messages, a.kind, a.code) < std::tie(a.messages, b.kind, b.code);
    });
    return std::move(counts_);
  }

 private:
  std::vector<failure_count> counts_;
};

/// Counts them by instance too, for `report_store::failures_by_instance`.
class instance_failure_counts {
 public:
  void add(const std::string& instance, const failure_reason& reason, std::int64_t messages) {
    counts_[instance].add(reason.kind, reason.code, messages);
  }

  /// In order of the instances' bytes; of one instance, most messages first.
  [[nodiscard]] std::vector<instance_failures> take() && {
    std::vector<instance_failures> result;
    for (auto& [instance, counts] : counts_) {
      for (auto& each : std::move(counts).take()) result.push_back({instance, std::move(each)});
    }
    return result;
  }

 private:
  std::map<std::string, failure_counts> counts_;
};

}  // namespace waybill::detail
