#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <waybill/ingestor_stats.hpp>

namespace waybill::detail {

/// Decides whether it is worth asking a store. A plain value that is told the time; its owner
/// guards it against threads.
class circuit_breaker {
 public:
  using time = std::chrono::steady_clock::time_point;

  circuit_breaker(std::size_t failures, std::chrono::milliseconds pause)
      : limit_(failures), pause_(pause) {}

  /// Whether one more may pass. After the pause one may, and each further pause another one,
  /// because nothing may ever be heard of the first.
  [[nodiscard]] bool admits(time now) noexcept {
    if (state_ == breaker_state::closed) return true;
    if (now < next_probe_) return false;
    state_ = breaker_state::half_open;
    next_probe_ = now + pause_;
    return true;
  }

  /// What is heard of a call that began before the breaker opened does not close it.
  void succeeded() noexcept {
    if (state_ == breaker_state::open) return;
    state_ = breaker_state::closed;
    failures_ = 0;
  }

  void failed(time now) noexcept {
    ++failures_;
    if (state_ == breaker_state::open) return;
    if (state_ == breaker_state::closed && failures_ < limit_) return;
    state_ = breaker_state::open;
    next_probe_ = now + pause_;
    ++openings_;
  }

  [[nodiscard]] breaker_state state() const noexcept { return state_; }
  [[nodiscard]] std::uint64_t openings() const noexcept { return openings_; }

 private:
  std::size_t limit_;
  std::chrono::milliseconds pause_;
  breaker_state state_ = breaker_state::closed;
  std::size_t failures_ = 0;  ///< in a row
  std::uint64_t openings_ = 0;
  time next_probe_{};
};

}  // namespace waybill::detail
