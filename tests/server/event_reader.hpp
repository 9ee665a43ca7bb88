#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server/example_server.hpp"

namespace waybill_test {

/// Reads a campaign's live events in a thread of its own.
class event_reader {
 public:
  struct event {
    std::string name;
    json_value data;
  };

  event_reader(const example_server& from, const std::string& campaign)
      : thread_([this, client = from.client(), campaign]() mutable { read(client, campaign); }) {}
  event_reader(const event_reader&) = delete;
  event_reader& operator=(const event_reader&) = delete;
  ~event_reader() {
    leaves_ = true;
    thread_.join();
  }

  /// Waits for the first event of that name that is like this, those that came before included.
  json_value wait_for(const std::string& name, const std::function<bool(const json_value&)>& like) {
    std::unique_lock lock{mutex_};
    const auto seen = [&]() -> const event* {
      for (const auto& each : events_) {
        if (each.name == name && like(each.data)) return &each;
      }
      return nullptr;
    };
    arrived_.wait_for(lock, std::chrono::seconds{20}, [&] { return ended_ || seen() != nullptr; });
    if (seen() == nullptr) throw std::runtime_error{"no such event came: " + name};
    return seen()->data;
  }
  /// Waits for the end of the stream; false if it does not come, or is no end but a break.
  [[nodiscard]] bool ends() {
    std::unique_lock lock{mutex_};
    arrived_.wait_for(lock, std::chrono::seconds{20}, [&] { return ended_; });
    return whole_;
  }

 private:
  void read(httplib::Client& client, const std::string& campaign) {
    const auto take = [&](const char* data, std::size_t size) {
      text_.append(data, size);
      take_events();
      return !leaves_;
    };
    const auto result = client.Get("/api/campaigns/" + campaign + "/events", take);
    const std::scoped_lock lock{mutex_};
    whole_ = static_cast<bool>(result);
    ended_ = true;
    arrived_.notify_all();
  }

  void take_events() {
    for (auto end = text_.find("\n\n"); end != std::string::npos; end = text_.find("\n\n")) {
      const auto whole = text_.substr(0, end);
      text_.erase(0, end + 2);
      const auto data = whole.find("\ndata: ");
      if (!whole.starts_with("event: ") || data == std::string::npos) continue;
      const std::scoped_lock lock{mutex_};
      events_.push_back({whole.substr(7, data - 7), json_value::parse(whole.substr(data + 7))});
      arrived_.notify_all();
    }
  }

  std::string text_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<event> events_;
  bool ended_ = false;
  bool whole_ = false;
  std::atomic<bool> leaves_ = false;
  std::thread thread_;
};

}  // namespace waybill_test
