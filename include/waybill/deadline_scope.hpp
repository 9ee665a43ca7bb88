#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include <waybill/config.hpp>

namespace waybill {

/// By when what this thread is doing must be answered. The service sets it around each call of a
/// store; a store that can wait looks at it, so that no call outlives the deadline of `handle`.
///
///     const deadline_scope bounded{std::chrono::steady_clock::now() + remaining};
///     where.apply(changes);
///
/// Scopes nest, and the earliest deadline holds. It belongs to the thread that made it.
class WAYBILL_EXPORT deadline_scope {
 public:
  using time = std::chrono::steady_clock::time_point;  ///< the computer's own, not a `clock`'s

  /// Until it goes, nothing on this thread may wait beyond `deadline`.
  explicit deadline_scope(time deadline) noexcept : outer_(innermost()) {
    innermost() = outer_ ? std::min(*outer_, deadline) : deadline;
  }
  deadline_scope(const deadline_scope&) = delete;
  deadline_scope& operator=(const deadline_scope&) = delete;
  /// Gives back the deadline of the scope around it.
  ~deadline_scope() { innermost() = outer_; }

  /// The deadline of the calling thread; nothing outside of all scopes.
  [[nodiscard]] static std::optional<time> current() noexcept { return innermost(); }

 private:
  [[nodiscard]] static std::optional<time>& innermost() noexcept {
    thread_local std::optional<time> deadline;
    return deadline;
  }

  std::optional<time> outer_;
};

}  // namespace waybill
