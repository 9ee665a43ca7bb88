#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <waybill/ingestor.hpp>
#include <waybill/testing/contract/together.hpp>

#include "../bodies.hpp"
#include "contenders.hpp"
#include "stopwatch.hpp"

namespace waybill_bench {

namespace {

struct webhook {
  report what;
  std::string body;
};

[[nodiscard]] std::vector<webhook> own_webhooks(std::span<const report> reports) {
  std::vector<webhook> result;
  for (const auto& each : reports) result.push_back({each, body_of(each)});
  return result;
}

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

/// Posts of messages that nobody sent, and what else comes.
class other_traffic {
 public:
  [[nodiscard]] std::vector<webhook> strangers(std::size_t count) {
    std::vector<webhook> result;
    for (std::size_t i = 0; i < count; ++i) {
      const report stranger{{}, new_id(), waybill::receipt::delivered};
      result.push_back({stranger, body_of(stranger)});
    }
    return result;
  }

  [[nodiscard]] std::vector<webhook> mixed(std::span<const report> reports) {
    auto result = own_webhooks(reports);
    const auto known = result.size();
    const auto part = [&](std::size_t of_hundred) { return known * of_hundred / 20; };
    for (std::size_t i = 0; i < part(5); ++i) result.push_back(result[i * known / part(5)]);
    for (std::size_t i = 0; i < part(3); ++i) {
      result.push_back({{}, i % 2 == 0 ? upsert(500) : edit_of(new_id())});
    }
    for (std::size_t i = 0; i < part(2); ++i) {
      auto broken = body_of(reports[i]);
      broken.resize(broken.size() / 2);
      result.push_back({{}, std::move(broken)});
    }
    for (auto& each : strangers(traffic_webhooks * known - result.size())) {
      result.push_back(std::move(each));
    }
    std::shuffle(result.begin(), result.end(), random_);
    return result;
  }

 private:
  /// Ids that come in no order, as those of a gateway do.
  [[nodiscard]] std::string new_id() {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
    return fmt::format("3A{:016X}", ++ids_ * odd);
  }
  [[nodiscard]] static std::string edit_of(const std::string& id) {
    return envelope("messages.update", R"({"keyId":")" + id + R"(","fromMe":true})");
  }

  std::uint64_t ids_ = 0;
  std::minstd_rand random_{1};
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
  const waybill::tracker tracker{store};
  waybill::ingestor ingestor{tracker};
};

[[nodiscard]] std::function<double()> mean_batch_of(const std::shared_ptr<intake>& shared) {
  return [shared] {
    const auto batches = shared->ingestor.stats().batch_updates;
    return batches.sum / static_cast<double>(batches.total());
  };
}

/// Whatever comes is answered: with 200, or 400 where it is not JSON.
[[nodiscard]] crowd::handler answers_all(const std::shared_ptr<intake>& shared) {
  return [shared](const webhook& each) {
    const auto status = shared->ingestor.handle(each.body, {yard::tenant, {}}).http_status;
    const bool is_whole = each.body.back() == '}';
    if (status != (is_whole ? 200 : 400)) throw std::logic_error{"the ingestor did not answer"};
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
  return {std::make_unique<crowd>(callers, handle), mean_batch_of(shared)};
}

ingestor_crowd make_stranger_crowd(const yard& where, std::size_t callers) {
  const auto shared = std::make_shared<intake>(where);
  const auto traffic = std::make_shared<other_traffic>();
  const auto post = [traffic](auto reports) { return traffic->strangers(reports.size()); };
  return {std::make_unique<crowd>(callers, answers_all(shared), post), mean_batch_of(shared)};
}

ingestor_crowd make_traffic_crowd(const yard& where, std::size_t callers) {
  const auto shared = std::make_shared<intake>(where);
  const auto traffic = std::make_shared<other_traffic>();
  const auto post = [traffic](auto reports) { return traffic->mixed(reports); };
  return {std::make_unique<crowd>(callers, answers_all(shared), post), mean_batch_of(shared)};
}

}  // namespace waybill_bench
