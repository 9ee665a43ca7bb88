#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace waybill {

/// How often values of which size were seen. A plain value; it guards nothing against threads.
struct histogram {
  std::vector<double> bounds{};         ///< ascending; a value that equals a bound belongs below it
  std::vector<std::uint64_t> counts{};  ///< one for each bound, and one for what is beyond the last
  double sum = 0;                       ///< of all values

  /// Empty, with these bounds, ascending.
  explicit histogram(std::vector<double> upper_bounds)
      : bounds(std::move(upper_bounds)), counts(bounds.size() + 1) {}

  /// Counts one value.
  void add(double value) {
    const auto bound = std::lower_bound(bounds.begin(), bounds.end(), value);
    ++counts[static_cast<std::size_t>(bound - bounds.begin())];
    sum += value;
  }
  /// How many values were seen.
  [[nodiscard]] std::uint64_t total() const noexcept {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }
};

}  // namespace waybill
