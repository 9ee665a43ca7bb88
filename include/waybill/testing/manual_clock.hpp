#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

#include <waybill/clock.hpp>
#include <waybill/status.hpp>

namespace waybill::testing {

/// A clock that stands still until it is told otherwise. `pause` does not wait: it moves both
/// clocks on by what was asked for, and is counted. Thread-safe.
class manual_clock final : public clock {
 public:
  /// Stands at `now`, its steady clock at zero.
  explicit manual_clock(time_point now = time_point{}) : now_(now) {}

  [[nodiscard]] time_point now() noexcept override {
    const std::scoped_lock lock{mutex_};
    return now_;
  }
  [[nodiscard]] steady_time steady_now() noexcept override {
    const std::scoped_lock lock{mutex_};
    return steady_now_;
  }
  void pause(std::chrono::milliseconds duration) noexcept override {
    const std::scoped_lock lock{mutex_};
    ++pauses_;
    paused_ += duration;
    now_ += duration;
    steady_now_ += duration;
  }

  /// Moves both clocks, as when time passes.
  void advance(std::chrono::microseconds duration) {
    const std::scoped_lock lock{mutex_};
    now_ += duration;
    steady_now_ += duration;
  }
  /// Sets only the wall clock, like a correction of the time; it may go back.
  void set_now(time_point now) {
    const std::scoped_lock lock{mutex_};
    now_ = now;
  }
  /// Sets the steady clock alone.
  void set_steady_now(steady_time now) {
    const std::scoped_lock lock{mutex_};
    steady_now_ = now;
  }

  /// How often `pause` was called.
  [[nodiscard]] std::size_t pauses() const {
    const std::scoped_lock lock{mutex_};
    return pauses_;
  }
  /// For how long in all.
  [[nodiscard]] std::chrono::milliseconds paused() const {
    const std::scoped_lock lock{mutex_};
    return paused_;
  }

 private:
  mutable std::mutex mutex_;
  time_point now_;
  steady_time steady_now_{};
  std::size_t pauses_ = 0;
  std::chrono::milliseconds paused_{0};
};

}  // namespace waybill::testing
