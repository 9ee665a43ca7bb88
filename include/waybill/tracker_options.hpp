#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string_view>

#include <waybill/change.hpp>
#include <waybill/clock.hpp>
#include <waybill/dialect.hpp>
#include <waybill/impl/service/warning_pace.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/policy.hpp>

namespace waybill {

/// What a log line is about; empty where it does not apply. Valid during the call only.
struct log_ids {
  std::string_view tenant{};      ///< of the origin
  std::string_view instance{};    ///< by its name
  std::string_view message_id{};  ///< the gateway's
  std::string_view campaign{};    ///< by its id
};

/// Takes waybill's log lines. Called on the thread that caused them, at once from several; what it
/// throws is dropped.
using log_hook = std::function<void(severity, std::string_view text, const log_ids& ids)>;

/// How a tracker behaves. Every field has a sane default.
struct tracker_options {
  /// Whose webhooks they are; `evolution()` if left empty.
  waybill::dialect dialect{};
  waybill::policy policy{};  ///< the knobs of the rules
  json_limits limits{};      ///< on one body
  /// How long one call may take, retries of a failing store included.
  std::chrono::milliseconds deadline = std::chrono::seconds{5};
  /// Off keeps the contact's name out of replies.
  bool replies_name_contact = true;
  /// How long an update may wait for its send to be recorded.
  std::chrono::seconds parking_time_to_live = std::chrono::hours{24};
  /// How many updates a tenant may have waiting, about; most unknown messages are no campaign
  /// messages. The oldest go, after the answers, once in a sixteenth of it. None parks nothing.
  std::size_t parking_cap = 100'000;
  /// Silent by default.
  log_hook on_log{};
  /// Not owned; outlives the tracker.
  waybill::clock* clock = &waybill::clock::system();
  /// What was warned of lately: what goes on for hours is told once a minute. Leave it as it is.
  detail::warning_pace warnings{};
};

}  // namespace waybill
