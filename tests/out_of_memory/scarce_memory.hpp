#pragma once

#include <cstddef>

namespace waybill_test {

/// How a process runs out of memory.
enum class shortage {
  passing,  ///< one allocation fails, and those after it are served
  lasting,  ///< none is served any more
};

/// While one lives, the process is served so many more allocations, whichever thread asks for them,
/// and then runs out of memory. One at a time.
class scarce_memory {
 public:
  scarce_memory(std::size_t served, shortage how) noexcept;
  ~scarce_memory();
  scarce_memory(const scarce_memory&) = delete;
  scarce_memory& operator=(const scarce_memory&) = delete;

  /// Whether any allocation has failed yet.
  [[nodiscard]] bool was_short() const noexcept;
};

/// While one lives, its thread is served whatever it asks for, and none of it is counted.
class ample_memory {
 public:
  ample_memory() noexcept;
  ~ample_memory();
  ample_memory(const ample_memory&) = delete;
  ample_memory& operator=(const ample_memory&) = delete;
};

}  // namespace waybill_test
