#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <utility>

#include "stopwatch.hpp"
#include "taker.hpp"

namespace waybill_bench {

namespace {

class flight final : public contender {
 public:
  flight(std::unique_ptr<taker> to, std::size_t most)
      : to_(std::move(to)), most_(static_cast<int>(most)), few_(most_ - most_ / 16 - 1) {
    to_->on_answer([this](std::size_t, bool durable) {
      if (!durable) refused_ = true;
      // Who brings webhooks is woken for many of them at once.
      if (unanswered_.fetch_sub(1) == few_ + 1) unanswered_.notify_one();
    });
  }

  double take(std::span<const report> reports) override {
    const auto count = to_->prepare(reports);
    const stopwatch watch;
    for (std::size_t i = 0; i < count; ++i) {
      if (unanswered_ == most_) wait();
      ++unanswered_;
      to_->take(i);
    }
    to_->finish(std::chrono::hours{1});
    if (refused_) throw std::logic_error{"a webhook was refused"};
    return watch.seconds();
  }

 private:
  void wait() {
    for (auto now = unanswered_.load(); now > few_; now = unanswered_) unanswered_.wait(now);
  }

  std::unique_ptr<taker> to_;
  const int most_;
  const int few_;
  std::atomic<int> unanswered_ = 0;
  std::atomic<bool> refused_ = false;
};

}  // namespace

std::unique_ptr<contender> in_flight(std::unique_ptr<taker> to, std::size_t most) {
  return std::make_unique<flight>(std::move(to), most);
}

}  // namespace waybill_bench
