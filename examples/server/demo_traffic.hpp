#pragma once

#include <atomic>
#include <string>
#include <thread>

#include <httplib.h>

#include "service.hpp"

namespace waybill_server {

/// A gateway and a sender in a thread of this process: they play a campaign through the server's
/// own routes.
class demo_traffic {
 public:
  demo_traffic(service& with, const std::string& host, int port, const std::string& token);
  demo_traffic(const demo_traffic&) = delete;
  demo_traffic& operator=(const demo_traffic&) = delete;
  /// Ends it early.
  ~demo_traffic();

 private:
  void play(service& with) noexcept;
  void play_campaign(int campaign);
  void report(int campaign, int message, const char* status);
  void post(const char* path, const std::string& body);

  httplib::Client server_;
  std::atomic<bool> stops_ = false;
  std::thread thread_;
};

}  // namespace waybill_server
