#pragma once

#include <chrono>
#include <thread>

namespace waybill_test {

/// Waits for something another process does; false if it does not come within ten seconds.
template <typename Condition>
[[nodiscard]] bool eventually(Condition holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

}  // namespace waybill_test
