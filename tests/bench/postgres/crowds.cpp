#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <waybill/testing/contract/together.hpp>

#include "contenders.hpp"
#include "intake.hpp"
#include "stopwatch.hpp"
#include "webhooks.hpp"

namespace waybill_bench {

namespace {

/// Callers in a thread each, who take the next webhook as soon as their last one is answered.
class crowd final : public contender {
 public:
  using handler = std::function<void(const webhook&)>;
  using gateway = std::function<std::vector<webhook>(std::span<const report>)>;
  crowd(std::size_t callers, handler handle, gateway post = own_webhooks)
      : callers_(callers), handle_(std::move(handle)), post_(std::move(post)) {}

  double take(std::span<const report> reports) override {
    const auto webhooks = post_(reports);
    std::atomic<std::size_t> next = 0;
    const std::function<void()> call = [&] {
      std::vector<double> mine;
      for (auto i = next++; i < webhooks.size(); i = next++) {
        const stopwatch watch;
        handle_(webhooks[i]);
        mine.push_back(watch.seconds());
      }
      const std::scoped_lock lock{mutex_};
      waits_.insert(waits_.end(), mine.begin(), mine.end());
    };
    const stopwatch watch;
    waybill::testing::contract::run_together(std::vector(callers_, call));
    return watch.seconds();
  }

 private:
  std::size_t callers_;
  handler handle_;
  gateway post_;
  std::mutex mutex_;
};

/// Connections that callers take turns at.
class connections {
 public:
  connections(const yard& where, statements how, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) free_.push_back(row_at_a_time(where, how));
  }

  void take(const report& what) {
    auto mine = borrow();
    static_cast<void>(mine->take({&what, 1}));
    {
      const std::scoped_lock lock{mutex_};
      free_.push_back(std::move(mine));
    }
    returned_.notify_one();
  }

 private:
  [[nodiscard]] std::unique_ptr<contender> borrow() {
    std::unique_lock lock{mutex_};
    returned_.wait(lock, [&] { return !free_.empty(); });
    auto mine = std::move(free_.back());
    free_.pop_back();
    return mine;
  }

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<contender>> free_;
};

/// One writer for all callers: it takes whatever was left for it while it last wrote.
class batching_writer {
 public:
  explicit batching_writer(const yard& where) : writes_(libpq_load_and_apply(where)) {}
  batching_writer(const batching_writer&) = delete;
  batching_writer& operator=(const batching_writer&) = delete;
  ~batching_writer() {
    {
      const std::scoped_lock lock{mutex_};
      stops_ = true;
    }
    left_.notify_one();
    thread_.join();
  }

  void take(const report& what) {
    std::unique_lock lock{mutex_};
    waiting_.push_back(what);
    left_.notify_one();
    const auto mine = taken_ + 1;  // the number of the batch that will be taken next
    written_.wait(lock, [&] { return done_ >= mine; });
  }

 private:
  void write() {
    std::unique_lock lock{mutex_};
    while (true) {
      left_.wait(lock, [&] { return stops_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto batch = std::exchange(waiting_, {});
      ++taken_;
      lock.unlock();
      static_cast<void>(writes_->take(batch));
      lock.lock();
      done_ = taken_;
      written_.notify_all();
    }
  }

  std::unique_ptr<contender> writes_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::condition_variable written_;
  std::vector<report> waiting_;
  std::size_t taken_ = 0;  ///< batches
  std::size_t done_ = 0;
  bool stops_ = false;
  std::thread thread_{[this] { write(); }};
};

/// Whatever comes is answered: with 200, or 400 where it is not JSON.
[[nodiscard]] crowd::handler answers_all(const std::shared_ptr<intake>& shared) {
  return [shared](const webhook& each) {
    if (!is_answered(each.body, shared->ingestor.handle(each.body, {yard::tenant, {}}))) {
      throw std::logic_error{"the ingestor did not answer"};
    }
  };
}

}  // namespace

std::unique_ptr<contender> row_at_a_time_crowd(const yard& where, statements how,
                                               std::size_t callers) {
  const auto pool = std::make_shared<connections>(where, how, 16);
  return std::make_unique<crowd>(callers, [pool](const webhook& each) { pool->take(each.what); });
}

std::unique_ptr<contender> libpq_crowd(const yard& where, std::size_t callers) {
  const auto writer = std::make_shared<batching_writer>(where);
  return std::make_unique<crowd>(callers,
                                 [writer](const webhook& each) { writer->take(each.what); });
}

ingestor_crowd make_ingestor_crowd(const yard& where, std::size_t callers) {
  const auto shared = std::make_shared<intake>(where);
  const auto handle = [shared](const webhook& each) {
    if (shared->ingestor.handle(each.body, {yard::tenant, {}}).transitions.size() != 1) {
      throw std::logic_error{"the ingestor did not move a message"};
    }
  };
  return {std::make_unique<crowd>(callers, handle), [shared] { return shared->mean_batch(); }};
}

ingestor_crowd make_stranger_crowd(const yard& where, std::size_t callers) {
  const auto shared = std::make_shared<intake>(where);
  const auto traffic = std::make_shared<other_traffic>();
  const auto post = [traffic](auto reports) { return traffic->strangers(reports.size()); };
  return {std::make_unique<crowd>(callers, answers_all(shared), post),
          [shared] { return shared->mean_batch(); }};
}

ingestor_crowd make_traffic_crowd(const yard& where, std::size_t callers) {
  const auto shared = std::make_shared<intake>(where);
  const auto traffic = std::make_shared<other_traffic>();
  const auto post = [traffic](auto reports) { return traffic->mixed(reports); };
  return {std::make_unique<crowd>(callers, answers_all(shared), post),
          [shared] { return shared->mean_batch(); }};
}

}  // namespace waybill_bench
