#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <waybill/message.hpp>
#include <waybill/status.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// A status that really moved, told after it was committed. At most once per process: after a
/// commit of unknown outcome the retry finds nothing left to do.
struct status_transition {
  row_key key{};             ///< the row that moved
  std::string message_id{};  ///< the gateway's id of it
  std::string instance{};    ///< name of the instance it was sent from; empty for none
  std::string campaign{};    ///< the campaign's id; empty for none
  std::string contact{};     ///< the contact's id; empty for none
  message_status old_status = message_status::pending;  ///< before
  message_status new_status = message_status::pending;  ///< after
  time_point at{};                                      ///< when waybill decided it
  failure_reason reason{};                              ///< of a failure; empty otherwise
};

/// The answer to a webhook.
struct reply {
  /// 200 understood, 400 and 422 never send this again, 503 send it again. Advice to heed: gateways
  /// retry by it.
  int http_status = 200;
  /// JSON text; of a 503 for which there was no memory it is `{}`.
  std::string body{};
  std::vector<status_transition> transitions{};  ///< what the body moved, in its order
};

/// What a sweep did with the parked updates.
struct sweep_result {
  std::size_t settled = 0;                       ///< their message is known by now
  std::size_t expired = 0;                       ///< waited too long, for a send or a right name
  std::size_t evicted = 0;                       ///< the oldest of a tenant with more than the cap
  std::size_t waiting = 0;                       ///< still parked
  std::vector<status_transition> transitions{};  ///< what the settled ones moved
};

}  // namespace waybill
