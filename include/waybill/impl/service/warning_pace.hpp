#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <waybill/clock.hpp>

namespace waybill::detail {

/// Keeps what goes on for hours from filling the log: a warning of one subject is due once a
/// minute. What it remembers is bounded. Thread-safe.
class warning_pace {
 public:
  static constexpr std::chrono::minutes interval{1};
  static constexpr std::size_t most_subjects = 1024;

  /// Whether to warn of it now; noted as done if so. Of more subjects in a minute than are
  /// remembered, the later ones wait.
  [[nodiscard]] bool is_due(std::string_view subject, clock::steady_time now) {
    const std::scoped_lock lock{mutex_};
    if (const auto slot = last_.find(subject); slot != last_.end()) {
      if (now - slot->second < interval) return false;
      slot->second = now;
      return true;
    }
    if (last_.size() >= most_subjects) {
      std::erase_if(last_, [&](const auto& each) { return now - each.second >= interval; });
    }
    if (last_.size() >= most_subjects) return false;
    last_.emplace(subject, now);
    return true;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, clock::steady_time, std::less<>> last_;
};

}  // namespace waybill::detail
