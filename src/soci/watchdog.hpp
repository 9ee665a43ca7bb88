#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <thread>

namespace waybill::detail {

/// Cuts connections whose server does not answer in time. libpq waits for an answer without any
/// limit of its own, and TCP keeps a connection alive to a server that is merely paused.
///
/// One thread, which sleeps until the earliest deadline it was told of, so that most calls end
/// without waking it. Thread-safe.
class watchdog {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// Watches a socket from its construction to its destruction. After it is cut, whoever waits on
  /// it sees a lost connection. The socket must stay open until then.
  class watch {
   public:
    watch(watchdog& dog, int socket, time deadline);
    watch(const watch&) = delete;
    watch& operator=(const watch&) = delete;
    ~watch();

   private:
    watchdog& dog_;
    std::multimap<time, int>::iterator place_;
  };

  watchdog();
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;
  ~watchdog();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<time, int> sockets_;  ///< by deadline; -1 once it was cut
  time wakes_at_ = time::max();       ///< until when the thread sleeps by itself
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace waybill::detail
