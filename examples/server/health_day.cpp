#include "health_day.hpp"

#include <algorithm>
#include <cstddef>

namespace waybill_server {

void health_day::note(const std::string& instance, int score, waybill::time_point at) {
  const std::scoped_lock lock{mutex_};
  const auto begins = std::chrono::floor<steps>(at);
  const auto [low, is_new] = noted_[begins].try_emplace(instance, score);
  if (!is_new) low->second = std::min(low->second, score);
  // An instance that is there no more goes with its last step.
  noted_.erase(noted_.begin(), noted_.upper_bound(begins - std::chrono::hours{24}));
}

health_day::lows health_day::read(const std::string& instance) const {
  const std::scoped_lock lock{mutex_};
  lows result;
  for (const auto& [begins, scores] : noted_) {
    const auto low = scores.find(instance);
    if (low == scores.end()) continue;
    if (result.scores.empty()) result.since = begins;
    result.scores.resize(static_cast<std::size_t>((begins - result.since) / steps{1}));
    result.scores.emplace_back(low->second);
  }
  return result;
}

}  // namespace waybill_server
