#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <waybill/deadline_scope.hpp>
#include <waybill/store_error.hpp>

namespace waybill::detail {

/// Sessions of one store: opened when needed, given out one caller at a time, and closed when
/// anything is wrong with them. Thread-safe.
///
/// `Session` has `is_quiet()`, whether one that lay idle is still good, and `is_clean()`, whether
/// the next caller may have one that comes back.
template <typename Session>
class session_lender {
 public:
  using opener = std::function<std::unique_ptr<Session>()>;

  /// At most `limit` sessions at once; who waits for one longer than `patience` is told `busy`.
  session_lender(std::size_t limit, std::chrono::milliseconds patience, std::string busy,
                 opener open)
      : limit_(std::max<std::size_t>(limit, 1)), patience_(patience), busy_(std::move(busy)),
        open_(std::move(open)) {}

  /// A session for one caller; it goes back, rolled back if need be, with the lease.
  class lease {
   public:
    lease(session_lender& from, std::unique_ptr<Session> session)
        : from_(from), session_(std::move(session)) {}
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;
    ~lease() { from_.take_back(std::move(session_)); }

    [[nodiscard]] Session& operator*() const noexcept { return *session_; }
    [[nodiscard]] Session* operator->() const noexcept { return session_.get(); }

   private:
    session_lender& from_;
    std::unique_ptr<Session> session_;
  };

  /// Waits for a free session, at most as long as its patience or the caller's deadline allow.
  /// Throws `store_error`, always `retry_safe`.
  [[nodiscard]] lease borrow() {
    wait_for_turn();
    try {
      auto session = idle_session();
      if (!session) session = open_();
      return {*this, std::move(session)};
    } catch (...) {
      give_up_turn();
      throw;
    }
  }

 private:
  void wait_for_turn() {
    const auto now = std::chrono::steady_clock::now();
    const auto latest = now + patience_;
    const auto deadline = std::min(latest, deadline_scope::current().value_or(latest));
    if (deadline < now) {
      throw store_error{store_failure::retry_safe, "lease: the deadline of the call is over"};
    }
    std::unique_lock lock{mutex_};
    // In the order of coming: among many callers, one that comes again at once would otherwise be
    // served before one that waits.
    std::condition_variable turn;
    const auto place = waiting_.insert(waiting_.end(), &turn);
    const bool has_turn = turn.wait_until(
        lock, deadline, [&] { return lent_ < limit_ && waiting_.front() == &turn; });
    waiting_.erase(place);
    if (has_turn) ++lent_;
    wake_next();
    if (!has_turn) throw store_error{store_failure::retry_safe, "lease: " + busy_};
  }

  /// With the lock.
  void wake_next() noexcept {
    if (lent_ < limit_ && !waiting_.empty()) waiting_.front()->notify_one();
  }

  /// One that went bad meanwhile goes, and the next is looked at.
  [[nodiscard]] std::unique_ptr<Session> idle_session() {
    std::unique_ptr<Session> session;
    do {
      const std::scoped_lock lock{mutex_};
      if (idle_.empty()) return nullptr;
      session = std::move(idle_.back());
      idle_.pop_back();
    } while (!session->is_quiet());
    return session;
  }

  void take_back(std::unique_ptr<Session> session) noexcept {
    if (session->is_clean()) {
      const std::scoped_lock lock{mutex_};
      idle_.push_back(std::move(session));
    } else {
      session.reset();
    }
    give_up_turn();
  }

  void give_up_turn() noexcept {
    const std::scoped_lock lock{mutex_};
    --lent_;
    wake_next();
  }

  std::size_t limit_;
  std::chrono::milliseconds patience_;
  std::string busy_;
  opener open_;
  std::mutex mutex_;
  std::list<std::condition_variable*> waiting_;  ///< who came first is first
  std::vector<std::unique_ptr<Session>> idle_;   ///< the last one back goes out first
  std::size_t lent_ = 0;
};

}  // namespace waybill::detail
