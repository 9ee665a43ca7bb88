#pragma once

#include <optional>
#include <string>
#include <vector>

#include <waybill/message.hpp>
#include <waybill/status.hpp>
#include <waybill/time.hpp>

namespace waybill {

/// A status that really moved, told after it was committed. At most once per process: after a
/// commit of unknown outcome the retry finds nothing left to do.
struct status_transition {
  row_key key{};
  std::string message_id{};
  std::string instance{};
  std::string campaign{};
  std::string contact{};
  message_status old_status = message_status::pending;
  message_status new_status = message_status::pending;
  time_point at{};  ///< when waybill decided it
};

/// The answer to a webhook.
struct reply {
  /// 200 understood, 400 and 422 never send this again, 503 send it again. Advice to heed: gateways
  /// retry by it.
  int http_status = 200;
  std::string body{};  ///< JSON text
  std::vector<status_transition> transitions{};
};

}  // namespace waybill
