#pragma once

#include <atomic>
#include <string>
#include <thread>

#include <httplib.h>

#include "service.hpp"

namespace waybill_server {

/// A gateway and a sender in a thread of this process: they play the day of one campaign through
/// the server's own routes, faster than it was.
class demo_traffic {
 public:
  demo_traffic(service& with, const std::string& host, int port, const std::string& token);
  demo_traffic(const demo_traffic&) = delete;
  demo_traffic& operator=(const demo_traffic&) = delete;
  /// Ends it before its time.
  ~demo_traffic();

 private:
  void play(service& with, httplib::Client server) noexcept;
  void play_day(service& with, httplib::Client& server);

  std::atomic<bool> stops_ = false;
  std::thread thread_;
};

}  // namespace waybill_server
