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

#include <waybill/ingestor.hpp>
#include <waybill/testing/contract/together.hpp>

#include "contenders.hpp"
#include "stopwatch.hpp"

namespace waybill_bench {

namespace {

struct webhook {
  report what;
  std::string body;
};

/// Callers in a thread each, who take the next webhook as soon as their last one is answered.
class crowd final : public contender {
 public:
  using handler = std::function<void(const webhook&)>;
  crowd(std::size_t callers, handler handle) : callers_(callers), handle_(std::move(handle)) {}

  double take(std::span<const report> reports) override {
    std::vector<webhook> webhooks;
    for (const auto& each : reports) webhooks.push_back({each, body_of(each)});
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

/// A store and the ingestor in front of it.
struct intake {
  explicit intake(const yard& where) : store(where.url(), {.sessions = 2}) {}

  waybill::postgres_store store;
  waybill::ingestor ingestor{store};
};

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
  const auto mean_batch = [shared] {
    const auto batches = shared->ingestor.stats().batch_updates;
    return batches.sum / static_cast<double>(batches.total());
  };
  return {std::make_unique<crowd>(callers, handle), mean_batch};
}

}  // namespace waybill_bench
