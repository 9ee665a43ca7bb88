#pragma once

#include <barrier>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include <waybill/store.hpp>
#include <waybill/store_error.hpp>

namespace waybill::testing::contract {

/// Calls a function when a scope ends, also by an exception.
class on_exit {
 public:
  explicit on_exit(std::function<void()> then) : then_(std::move(then)) {}
  on_exit(const on_exit&) = delete;
  on_exit& operator=(const on_exit&) = delete;
  ~on_exit() { then_(); }

 private:
  std::function<void()> then_;
};

/// Runs each piece of work in its own thread; all start together. Rethrows the first exception
/// after all have ended.
inline void run_together(const std::vector<std::function<void()>>& pieces) {
  std::barrier start{static_cast<std::ptrdiff_t>(pieces.size())};
  std::mutex mutex;
  std::exception_ptr first;
  std::vector<std::thread> threads;
  for (const auto& piece : pieces) {
    threads.emplace_back([&start, &mutex, &first, &piece] {
      start.arrive_and_wait();
      try {
        piece();
      } catch (...) {
        const std::scoped_lock lock{mutex};
        if (!first) first = std::current_exception();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (first) std::rethrow_exception(first);
}

/// Applies changes as the service does, with a retry if the store says that nothing was written.
/// Returns how many landed.
inline std::size_t apply_patiently(store& where, std::span<const change> changes) {
  for (int attempts = 1000;; --attempts) {
    try {
      return changes.size() - where.apply(changes).size();
    } catch (const store_error& error) {
      if (!error.retry_safe() || attempts == 0) throw;
      std::this_thread::yield();
    }
  }
}

}  // namespace waybill::testing::contract
