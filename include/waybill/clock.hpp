#pragma once

#include <chrono>

#include <waybill/config.hpp>
#include <waybill/status.hpp>

namespace waybill {

/// Time as the service and a cache see it. Replace it in tests; the rules take time as an argument.
/// Called from any thread, also by calls that must not throw: the functions are `noexcept`, and
/// what one of them throws all the same ends the program.
class WAYBILL_EXPORT clock {
 public:
  using steady_time = std::chrono::steady_clock::time_point;  ///< what deadlines are told in

  clock() = default;  ///< for those who derive
  clock(const clock&) = delete;
  clock& operator=(const clock&) = delete;
  virtual ~clock() = default;  ///< after every tracker that uses it

  /// The wall clock, for what is stored.
  [[nodiscard]] virtual time_point now() noexcept = 0;
  /// A clock that never jumps, for deadlines.
  [[nodiscard]] virtual steady_time steady_now() noexcept = 0;
  /// Waits between two attempts.
  virtual void pause(std::chrono::milliseconds duration) noexcept = 0;

  /// The computer's clock.
  [[nodiscard]] static clock& system() noexcept;
};

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/store/clock.ipp>
#endif
