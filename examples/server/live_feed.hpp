#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <list>
#include <mutex>
#include <string>

#include <waybill/waybill.hpp>

namespace waybill_server {

/// Hands transitions to the readers that are connected just now. Thread-safe.
class live_feed {
 public:
  using transitions = std::deque<waybill::status_transition>;

  /// How many transitions wait for a reader. A slower reader misses the oldest; its counters are
  /// right all the same, because they are read from the store.
  static constexpr std::size_t most_waiting = 1000;

  /// Each holds a connection, and with it a thread of the server.
  static constexpr std::size_t most_readers = 32;

  /// What one reader has not seen yet.
  class subscription {
   public:
    subscription(live_feed& feed, std::string campaign);
    subscription(const subscription&) = delete;
    subscription& operator=(const subscription&) = delete;
    ~subscription();

    /// Waits for news, at most that long, and takes them.
    [[nodiscard]] transitions wait(std::chrono::milliseconds longest);

   private:
    friend class live_feed;
    live_feed& feed_;
    const std::string campaign_;
    transitions news_;
  };

  /// Tells the readers of its campaign, and waits for none of them: the caller is the thread that
  /// commits.
  void publish(const waybill::status_transition& moved);

  [[nodiscard]] bool is_full() const;

  /// Ends every wait, now and later: the server stops.
  void close();
  [[nodiscard]] bool closed() const;
  /// Lets some time go by, unless the server stops.
  void rest(std::chrono::milliseconds time);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<subscription*> readers_;
  bool closed_ = false;
};

}  // namespace waybill_server
