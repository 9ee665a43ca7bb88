#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "taker.hpp"

namespace waybill_bench {

namespace {

class queue final : public taker {
 public:
  queue(const yard& where, statements how) {
    constexpr std::size_t connections = 16;
    for (std::size_t i = 0; i < connections; ++i) {
      workers_.emplace_back([this, each = row_at_a_time(where, how)] { work(*each); });
    }
  }
  ~queue() override {
    {
      const std::scoped_lock lock{mutex_};
      stops_ = true;
    }
    brought_.notify_all();
  }

  std::size_t prepare(std::span<const report> reports) override {
    reports_.assign(reports.begin(), reports.end());
    return reports_.size();
  }

  void take(std::size_t number) override {
    {
      const std::scoped_lock lock{mutex_};
      waiting_.push_back(number);
      ++unanswered_;
    }
    brought_.notify_one();
  }

  void finish(std::chrono::seconds patience) override {
    std::unique_lock lock{mutex_};
    const auto done = [&] { return unanswered_ == 0; };
    if (answered_.wait_for(lock, patience, done)) return;
    for (const auto each : waiting_) answer(each, false);
    unanswered_ -= waiting_.size();
    waiting_.clear();
    answered_.wait(lock, done);
  }

  double mean_batch() const override { return 1; }

 private:
  void work(contender& with) {
    std::unique_lock lock{mutex_};
    while (true) {
      brought_.wait(lock, [&] { return stops_ || !waiting_.empty(); });
      if (stops_) return;
      const auto number = waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      static_cast<void>(with.take({&reports_[number], 1}));
      answer(number, true);
      lock.lock();
      if (--unanswered_ == 0) answered_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable brought_;
  std::condition_variable answered_;
  std::vector<report> reports_;
  std::deque<std::size_t> waiting_;
  std::size_t unanswered_ = 0;
  bool stops_ = false;
  std::vector<std::jthread> workers_;
};

}  // namespace

std::unique_ptr<taker> queueing(const yard& where, statements how) {
  return std::make_unique<queue>(where, how);
}

}  // namespace waybill_bench
