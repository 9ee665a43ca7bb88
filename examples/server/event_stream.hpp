#pragma once

#include <chrono>
#include <string>

#include <httplib.h>

#include "service.hpp"

namespace waybill_server {

/// The live events of a campaign for one reader, as server-sent events: `counters` at the beginning
/// and whenever they change, also by another process; `transition` for each message that this
/// process moved.
class event_stream {
 public:
  event_stream(service& with, std::string campaign);

  /// Waits for something to send, and sends it; ends the stream when the server stops. False once
  /// the reader is gone.
  [[nodiscard]] bool write_next(httplib::DataSink& to);

 private:
  [[nodiscard]] std::string news();
  /// The counters, if they differ from those that were sent last.
  [[nodiscard]] std::string changed_counters();

  service& with_;
  std::string campaign_;
  live_feed::subscription subscription_;
  std::chrono::milliseconds patience_{0};  ///< the first counters are sent at once
  std::string sent_counters_;
};

}  // namespace waybill_server
