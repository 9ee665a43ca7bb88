#include "live_feed.hpp"

#include <utility>

namespace waybill_server {

live_feed::subscription::subscription(live_feed& feed, std::string campaign)
    : feed_(feed), campaign_(std::move(campaign)) {
  const std::scoped_lock lock{feed_.mutex_};
  feed_.readers_.push_back(this);
}

live_feed::subscription::~subscription() {
  const std::scoped_lock lock{feed_.mutex_};
  feed_.readers_.remove(this);
}

live_feed::transitions live_feed::subscription::wait(std::chrono::milliseconds longest) {
  std::unique_lock lock{feed_.mutex_};
  feed_.changed_.wait_for(lock, longest, [this] { return feed_.closed_ || !news_.empty(); });
  return std::exchange(news_, {});
}

void live_feed::publish(const waybill::status_transition& moved) {
  {
    const std::scoped_lock lock{mutex_};
    for (auto* const reader : readers_) {
      if (reader->campaign_ != moved.campaign) continue;
      if (reader->news_.size() == most_waiting) reader->news_.pop_front();
      reader->news_.push_back(moved);
    }
  }
  changed_.notify_all();
}

bool live_feed::is_full() const {
  const std::scoped_lock lock{mutex_};
  return readers_.size() >= most_readers;
}

void live_feed::close() {
  {
    const std::scoped_lock lock{mutex_};
    closed_ = true;
  }
  changed_.notify_all();
}

void live_feed::rest(std::chrono::milliseconds time) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, time, [this] { return closed_; });
}

bool live_feed::closed() const {
  const std::scoped_lock lock{mutex_};
  return closed_;
}

}  // namespace waybill_server
