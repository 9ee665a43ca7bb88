#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <ratio>
#include <string>
#include <vector>

#include <waybill/waybill.hpp>

namespace waybill_server {

/// The health of instances over the last 24 hours, as this server saw it: the lowest score that was
/// noted in each ten minutes. Thread-safe.
class health_day {
 public:
  using steps = std::chrono::duration<std::int64_t, std::ratio<600>>;

  /// The lowest score of one step after the other; nothing where none was noted.
  struct lows {
    waybill::time_point since{};
    std::vector<std::optional<int>> scores{};
  };

  void note(const std::string& instance, int score, waybill::time_point at);

  /// From the first step that has a score of the instance to the last.
  [[nodiscard]] lows read(const std::string& instance) const;

 private:
  using step_start = std::chrono::sys_time<steps>;

  mutable std::mutex mutex_;
  std::map<step_start, std::map<std::string, int>> noted_;
};

}  // namespace waybill_server
