#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <waybill/failure_kind.hpp>
#include <waybill/stats.hpp>

namespace waybill::detail {

/// Counts messages by why they failed, for `report_store::failures`.
class failure_counts {
 public:
  void add(failure_kind kind, const std::string& code, std::int64_t messages) {
    counts_[{kind, code}] += messages;
  }

  /// Most messages first.
  [[nodiscard]] std::vector<failure_count> take() && {
    std::vector<failure_count> result;
    for (const auto& [why, messages] : counts_) result.push_back({why.first, why.second, messages});
    std::stable_sort(result.begin(), result.end(),
                     [](const auto& a, const auto& b) { return a.messages > b.messages; });
    return result;
  }

 private:
  std::map<std::pair<failure_kind, std::string>, std::int64_t> counts_;
};

}  // namespace waybill::detail
