#pragma once

#include <cstdint>

// getentropy: C libraries disagree on which of them declares it.
#include <sys/random.h>
#include <unistd.h>

namespace waybill::detail {

/// A number between the two, both included, each as likely. From the kernel: `<random>` is one of
/// the dearest headers to include, and this is drawn for a batch or a pause, not for an update.
[[nodiscard]] inline std::int64_t random_between(std::int64_t low, std::int64_t high) noexcept {
  std::uint64_t drawn = 0;
  // Fails for more than 256 bytes alone. g++ warns of a cast to void where glibc is fortified.
  [[maybe_unused]] const int failed = ::getentropy(&drawn, sizeof drawn);
  const auto choices = static_cast<std::uint64_t>(high - low) + 1;
  return low + static_cast<std::int64_t>(drawn % choices);
}

}  // namespace waybill::detail
