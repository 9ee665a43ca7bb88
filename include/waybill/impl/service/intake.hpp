#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

#include <waybill/clock.hpp>
#include <waybill/impl/service/circuit_breaker.hpp>
#include <waybill/impl/service/fair_queue.hpp>
#include <waybill/impl/service/ingest_counts.hpp>
#include <waybill/impl/service/message_claims.hpp>
#include <waybill/impl/service/queued_body.hpp>
#include <waybill/ingestor_options.hpp>
#include <waybill/ingestor_stats.hpp>

namespace waybill::detail {

/// Where callers leave bodies and writers fetch them: queue, breaker and counts under one mutex,
/// which is never held while a store, a callback or an observer is at work. Thread-safe.
class intake {
 public:
  using time = queued_body::time;

  /// What a writer has to do next.
  struct work {
    body_list batch{};
    body_list late{};  ///< their deadline went by while they waited
    time answer_by{};  ///< when the last caller of the batch leaves
  };

  intake(const ingestor_options& options, clock& ticks)
      : options_(options), clock_(ticks),
        queue_(options.max_queued_updates, options.max_queued_bytes),
        breaker_(options.breaker_failures, options.breaker_pause) {}

  /// Leaves a body and waits for its end. False if it was refused or its deadline came first.
  /// Throws `std::bad_alloc` where there is no memory to queue it; it is refused then.
  [[nodiscard]] bool leave_and_wait(const body_ptr& body) {
    std::unique_lock lock{mutex_};
    if (!admit(lock, body, true)) return false;
    ++inside_;
    ended_.wait_until(lock, body->deadline, [&] { return body->ended; });
    --inside_;
    all_left_.notify_all();
    return body->ended;
  }

  /// The same without waiting for anything; false if it was refused.
  [[nodiscard]] bool leave(const body_ptr& body) {
    std::unique_lock lock{mutex_};
    return admit(lock, body, false);
  }

  /// Waits for work. Nothing once the intake is closed and this writer is not needed any more.
  [[nodiscard]] std::optional<work> fetch() {
    std::unique_lock lock{mutex_};
    while (true) {
      arrived_.wait(lock, [&] { return closed_at_ || may_begin(); });
      if (!may_begin()) return std::nullopt;
      if (options_.linger.count() > 0) linger(lock);
      auto taken = queue_.take(options_.max_batch, options_.one_tenant_batches, claims_);
      all_claimed_ = taken.empty() && !queue_.empty();
      if (taken.empty()) continue;
      ++under_way_;
      if (may_begin()) arrived_.notify_one();
      room_.notify_all();
      return sorted(std::move(taken));
    }
  }

  /// Hears that the bodies of a batch are all answered and told: their messages may be in another
  /// one.
  void written(const body_list& bodies) {
    const std::scoped_lock lock{mutex_};
    for (const auto& body : bodies) claims_.release(body->places, body->tenant_place);
    all_claimed_ = false;
    --under_way_;
  }

  /// Answers bodies: one broadcast for all of them, because waking each caller costs more.
  void end(const body_list& bodies) {
    {
      const std::scoped_lock lock{mutex_};
      const auto now = clock_.steady_now();
      for (const auto& body : bodies) {
        body->ended = true;
        count_ended(stats_, *body, now);
      }
    }
    ended_.notify_all();
  }

  /// Hears of a failed call; true if calling again before the deadline is of no use.
  bool store_failed() {
    const std::scoped_lock lock{mutex_};
    ++stats_.store_failures;
    breaker_.failed(clock_.steady_now());
    return breaker_.state() == breaker_state::open || is_over();
  }

  void store_answered() {
    const std::scoped_lock lock{mutex_};
    breaker_.succeeded();
  }

  /// Hears of a batch that ended; returns the bodies that are not worth waiting any longer.
  [[nodiscard]] body_list batch_ended(std::size_t updates, std::chrono::duration<double> took) {
    const std::scoped_lock lock{mutex_};
    stats_.batch_updates.add(static_cast<double>(updates));
    stats_.commit_seconds.add(took.count());
    if (breaker_.state() != breaker_state::open && !is_over()) return {};
    auto rest = queue_.take_all();
    room_.notify_all();
    return rest;
  }

  /// Changes the counts.
  template <typename Change>
  void count(Change change) {
    const std::scoped_lock lock{mutex_};
    change(stats_);
  }

  [[nodiscard]] breaker_state breaker() const {
    const std::scoped_lock lock{mutex_};
    return breaker_.state();
  }

  [[nodiscard]] ingestor_stats stats() const {
    const std::scoped_lock lock{mutex_};
    auto result = stats_;
    result.queued_updates = queue_.updates();
    result.queued_bytes = queue_.bytes();
    result.breaker = breaker_.state();
    result.breaker_openings = breaker_.openings();
    return result;
  }

  /// Refuses bodies from now on. What was accepted has until then to be written.
  void close(time until) {
    const std::scoped_lock lock{mutex_};
    closed_at_ = closed_at_ ? std::min(*closed_at_, until) : until;
    arrived_.notify_all();
    room_.notify_all();
  }
  void wait_until_all_have_left() {
    std::unique_lock lock{mutex_};
    all_left_.wait(lock, [&] { return inside_ + stats_.waiting_callers == 0; });
  }

 private:
  [[nodiscard]] bool admit(std::unique_lock<std::mutex>& lock, const body_ptr& body, bool waits) {
    const auto may_try = [&] { return closed_at_ || queue_.has_room_for(*body); };
    if (waits) wait_for_room(lock, body->deadline, may_try);
    const auto now = clock_.steady_now();
    ++stats_.refused;  // which it stays if it cannot be queued
    auto breaker = breaker_;
    if (closed_at_ || !may_try() || !breaker.admits(now)) return false;
    queue_.push(body);
    if (all_claimed_ && options_.one_tenant_batches &&
        queue_.may_begin_of(*body, options_.max_batch, claims_)) {
      all_claimed_ = false;
    }
    // Only a body that waits can be the probe of a breaker that is open.
    breaker_ = breaker;
    --stats_.refused;
    stats_.accepted += body->updates();
    body->accepted_at = now;
    if (may_begin()) arrived_.notify_one();
    return true;
  }

  /// Whether one more batch is worth it. Beside another one only a full batch is: two halves cost
  /// more than a whole. Those of several tenants would be no whole.
  [[nodiscard]] bool may_begin() const noexcept {
    if (under_way_ == 0) return !queue_.empty();
    const std::size_t enough = options_.one_tenant_batches ? 1 : options_.max_batch;
    return queue_.updates() >= enough && !all_claimed_;
  }

  template <typename Condition>
  void wait_for_room(std::unique_lock<std::mutex>& lock, time deadline, Condition may_try) {
    ++stats_.waiting_callers;
    room_.wait_until(lock, deadline, may_try);
    --stats_.waiting_callers;
    all_left_.notify_all();
  }

  void linger(std::unique_lock<std::mutex>& lock) {
    const auto until = std::chrono::steady_clock::now() + options_.linger;
    arrived_.wait_until(lock, until, [&] {
      return closed_at_ || queue_.empty() || queue_.updates() >= options_.max_batch;
    });
  }

  /// A batch without those whose callers have left.
  [[nodiscard]] work sorted(body_list taken) const noexcept {
    work result;
    const auto now = std::chrono::steady_clock::now();
    while (!taken.empty()) {
      const auto deadline = taken.front()->deadline;
      const bool late = deadline <= now || is_over();
      if (!late) result.answer_by = std::max(result.answer_by, deadline);
      auto& where = late ? result.late : result.batch;
      where.splice(where.end(), taken, taken.begin());
    }
    if (closed_at_) result.answer_by = std::min(result.answer_by, *closed_at_);
    return result;
  }

  [[nodiscard]] bool is_over() const {
    return closed_at_ && *closed_at_ <= std::chrono::steady_clock::now();
  }

  const ingestor_options options_;
  clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable room_;
  std::condition_variable ended_;
  std::condition_variable all_left_;
  fair_queue queue_;
  message_claims claims_;
  std::size_t under_way_ = 0;  ///< batches
  bool all_claimed_ = false;   ///< nothing more can be taken until a batch has ended
  circuit_breaker breaker_;
  ingestor_stats stats_{};
  std::optional<time> closed_at_{};
  std::size_t inside_ = 0;  ///< callers that wait for their answer
};

}  // namespace waybill::detail
