#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include <waybill/clock.hpp>
#include <waybill/deadline_scope.hpp>
#include <waybill/impl/service/chance.hpp>
#include <waybill/store_error.hpp>

namespace waybill::detail {

/// Runs steps of one call against a store, again and again while that may help, until the call's
/// deadline.
class retrier {
 public:
  /// Told of each failure that is no refusal; true ends the retries before their deadline.
  using surrender = std::function<bool()>;
  /// `milliseconds::max()`, which says "no limit", would overflow the clock.
  static constexpr std::chrono::milliseconds longest_call = std::chrono::hours{24};

  retrier(clock& time, std::chrono::milliseconds within, surrender gives_up = {})
      : clock_(time), deadline_(time.steady_now() + std::min(within, longest_call)),
        gives_up_(std::move(gives_up)) {}

  /// The step's result, or its last `store_error`; if the deadline cut that attempt short, with the
  /// words of the one before it, which tell more than that time was up. Safe for steps that may
  /// have been committed without our hearing of it: what a store does twice adds nothing.
  template <typename Step>
  auto run(Step step) {
    std::optional<store_error> before;
    for (auto pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
      answered_ = true;  // unless it throws
      try {
        const deadline_scope bounded{answer_by()};
        return step();
      } catch (const store_error& error) {
        if (error.is_refusal() || fails()) throw;
        const auto now = clock_.steady_now();
        if (before && now >= deadline_) {
          throw store_error{error.kind(), before->what(), before->sqlstate()};
        }
        const auto wait = jittered(pause);
        if (now + wait >= deadline_) throw;
        before = error;
        clock_.pause(wait);
      } catch (...) {  // what no store may throw
        fails();
        throw;
      }
    }
  }

  /// The step's result, or what it throws: for a step that may not be repeated.
  template <typename Step>
  auto once(Step step) {
    const deadline_scope bounded{answer_by()};
    return step();
  }

  /// Whether the store answered the last call, if only that it refuses what it was given.
  [[nodiscard]] bool answered() const noexcept { return answered_; }

 private:
  using milliseconds = std::chrono::milliseconds;
  static constexpr milliseconds first_pause{20};
  static constexpr milliseconds longest_pause{1000};

  /// True if trying again before the deadline is of no use.
  bool fails() {
    answered_ = false;
    return gives_up_ && gives_up_();
  }

  /// The deadline by the computer's own clock, which is the one a store waits by.
  [[nodiscard]] deadline_scope::time answer_by() {
    return std::chrono::steady_clock::now() + (deadline_ - clock_.steady_now());
  }

  /// Between half the pause and all of it, so that callers that failed together part.
  [[nodiscard]] static milliseconds jittered(milliseconds pause) {
    return milliseconds{random_between(pause.count() / 2, pause.count())};
  }

  clock& clock_;
  clock::steady_time deadline_;
  surrender gives_up_;
  bool answered_ = false;
};

}  // namespace waybill::detail
