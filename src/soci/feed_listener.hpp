#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "soci.hpp"

namespace waybill::detail {

/// Where a writing statement says that a tenant's feed has grown (feed_batches.hpp).
inline constexpr auto feed_channel = "waybill_feed";

/// Hears that feeds have grown, on a connection of its own, which is opened for the first who
/// waits. What it does not hear, because the connection is lost or the server takes no LISTEN, is
/// found by looking again: whoever waits here waits for a short time only. Thread-safe: of those
/// who wait, one reads the connection.
class feed_listener {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// `where` is a connection string; without one it hears nothing.
  explicit feed_listener(std::string where) : where_(std::move(where)) {}
  feed_listener(const feed_listener&) = delete;
  feed_listener& operator=(const feed_listener&) = delete;

  /// Hears what is said of one feed, from when it is made.
  class ear {
   public:
    ear(feed_listener& of, std::string about);
    ~ear();
    ear(const ear&) = delete;
    ear& operator=(const ear&) = delete;

    /// Returns once something was said since the last return, or at that time.
    void listen(time until);

   private:
    friend feed_listener;
    feed_listener& of_;
    std::string about_;
    bool has_heard_ = false;  ///< under the listener's mutex
  };

 private:
  void wait(ear& who, time until);
  /// What is said until something is or time is up. Called by one thread at a time.
  [[nodiscard]] std::vector<std::string> read_until(time until);
  [[nodiscard]] bool is_connected();
  /// Whether the server still takes the LISTEN.
  [[nodiscard]] bool is_heard();
  [[nodiscard]] std::vector<std::string> take_notices();

  std::string where_;
  // Of the thread that reads.
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_{nullptr, &PQfinish};
  time next_try_{};

  std::mutex mutex_;  ///< of what follows
  std::condition_variable said_;
  bool is_read_ = false;
  std::list<ear*> ears_;
};

}  // namespace waybill::detail
