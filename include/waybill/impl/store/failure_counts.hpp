#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <waybill/failure_kind.hpp>
#include <waybill/stats.hpp>

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

}  // namespace waybill::detail
