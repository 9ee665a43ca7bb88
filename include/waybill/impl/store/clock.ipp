#pragma once

#include <chrono>
#include <thread>

#include <waybill/clock.hpp>

namespace waybill {

namespace detail {

class computer_clock final : public clock {
 public:
  [[nodiscard]] time_point now() noexcept override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] steady_time steady_now() noexcept override {
    return std::chrono::steady_clock::now();
  }
  void pause(std::chrono::milliseconds duration) noexcept override {
    std::this_thread::sleep_for(duration);
  }
};

}  // namespace detail

WAYBILL_INLINE clock& clock::system() noexcept {
  static detail::computer_clock instance;
  return instance;
}

}  // namespace waybill
