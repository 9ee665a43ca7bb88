#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <waybill/clock.hpp>

namespace waybill::detail {

/// Keeps what goes on for hours from filling the log: a warning of one subject is due once a
/// minute. Copies share what they remember, which is bounded. Thread-safe.
class warning_pace {
 public:
  static constexpr std::chrono::minutes interval{1};
  static constexpr std::size_t most_subjects = 1024;

  /// Whether to warn of it now; noted as done if so. Of more subjects in a minute than are
  /// remembered, the later ones wait.
  [[nodiscard]] bool is_due(std::string_view subject, clock::steady_time now) const {
    const std::scoped_lock lock{state_->mutex};
    auto& last = state_->last;
    if (const auto slot = last.find(subject); slot != last.end()) {
      if (now - slot->second < interval) return false;
      slot->second = now;
      return true;
    }
    if (last.size() >= most_subjects) {
      std::erase_if(last, [&](const auto& each) { return now - each.second >= interval; });
    }
    if (last.size() >= most_subjects) return false;
    last.emplace(subject, now);
    return true;
  }

 private:
  struct state {
    std::mutex mutex{};
    std::map<std::string, clock::steady_time, std::less<>> last{};
  };
  std::shared_ptr<state> state_ = std::make_shared<state>();
};

}  // namespace waybill::detail
