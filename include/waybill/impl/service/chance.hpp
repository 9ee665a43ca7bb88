#pragma once

#include <cstdint>
#include <random>

namespace waybill::detail {

/// A number between the two, both included, each as likely.
[[nodiscard]] inline std::int64_t random_between(std::int64_t low, std::int64_t high) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::uniform_int_distribution<std::int64_t>{low, high}(random);
}

}  // namespace waybill::detail
