#pragma once

#include <cstddef>
#include <vector>

namespace waybill_test {

/// Answers `choose(n)` with 0 to n - 1, differently each time round, until every sequence of
/// answers was given once.
class every_choice {
 public:
  [[nodiscard]] std::size_t operator()(std::size_t options) {
    if (depth_ == path_.size()) path_.push_back({0, options});
    return path_[depth_++].chosen;
  }
  /// Moves to the next sequence; false after the last.
  [[nodiscard]] bool next() {
    depth_ = 0;
    while (!path_.empty() && path_.back().chosen + 1 == path_.back().options) path_.pop_back();
    if (path_.empty()) return false;
    ++path_.back().chosen;
    return true;
  }

 private:
  struct choice {
    std::size_t chosen;
    std::size_t options;
  };
  std::vector<choice> path_;
  std::size_t depth_ = 0;
};

/// Calls `scenario(choose)` for every sequence of choices; returns how many of them counted.
template <typename Scenario>
[[nodiscard]] std::size_t for_every_schedule(Scenario scenario) {
  every_choice choose;
  std::size_t count = 0;
  do {
    if (scenario(choose)) ++count;
  } while (choose.next());
  return count;
}

}  // namespace waybill_test
