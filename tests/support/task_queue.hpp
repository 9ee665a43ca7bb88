#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

namespace waybill_test {

/// An event loop without events: tasks, from any thread, for the thread that runs them.
class task_queue {
 public:
  void put(std::function<void()> task) {
    const std::scoped_lock lock{mutex_};
    tasks_.push_back(std::move(task));
    came_.notify_all();
  }
  /// Waits for a task, and runs it.
  void run_one() {
    std::unique_lock lock{mutex_};
    came_.wait(lock, [&] { return !tasks_.empty(); });
    const auto task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
  }
  [[nodiscard]] bool empty() const {
    const std::scoped_lock lock{mutex_};
    return tasks_.empty();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::function<void()>> tasks_;
};

}  // namespace waybill_test
