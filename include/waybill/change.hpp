#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/decision.hpp>
#include <waybill/message.hpp>
#include <waybill/status.hpp>

namespace waybill {

/// What an entry of a campaign's log says about a message.
enum class log_type : std::uint8_t {
  message_sent,               ///< the milestone was reached
  message_delivered,          ///< the milestone was reached
  message_read,               ///< the milestone was reached
  message_failed,             ///< the status became failed
  message_failure_withdrawn,  ///< a delivery withdrew the failure
};

/// Their persisted names, by position.
inline constexpr std::array<std::string_view, 5> log_type_names{"message_sent", "message_delivered",
                                                                "message_read", "message_failed",
                                                                "message_failure_withdrawn"};

/// The persisted name of a type.
[[nodiscard]] constexpr std::string_view to_string(log_type type) noexcept {
  return log_type_names[static_cast<std::size_t>(type)];
}

/// The type with that persisted name; empty for the user's own entries.
[[nodiscard]] constexpr std::optional<log_type> parse_log_type(std::string_view name) noexcept {
  for (std::size_t i = 0; i < log_type_names.size(); ++i) {
    if (log_type_names[i] == name) return static_cast<log_type>(i);
  }
  return std::nullopt;
}

/// How important a log line is, in a campaign's log and for `log_hook`.
enum class severity : std::uint8_t { info, warning, error };

/// Their persisted names, by position.
inline constexpr std::array<std::string_view, 3> severity_names{"info", "warning", "error"};

/// The persisted name of a severity.
[[nodiscard]] constexpr std::string_view to_string(severity level) noexcept {
  return severity_names[static_cast<std::size_t>(level)];
}

/// One line of a campaign's audit log.
struct log_entry {
  log_type type = log_type::message_sent;               ///< what happened
  std::string message_id{};                             ///< the gateway's id of the message
  message_status old_status = message_status::pending;  ///< before the report
  message_status new_status = message_status::pending;  ///< after it
  bool implied = false;     ///< proven by a later stage, not itself reported
  failure_reason reason{};  ///< of a failure; empty otherwise
  time_point at{};          ///< when waybill received it

  /// `error` for a failure, `info` otherwise.
  [[nodiscard]] constexpr waybill::severity severity() const noexcept {
    return type == log_type::message_failed ? waybill::severity::error : waybill::severity::info;
  }

  friend bool operator==(const log_entry&, const log_entry&) = default;
};

/// The gauges' day, which decides whether the "today" counters restart.
struct counting_day {
  std::chrono::sys_days date{};  ///< by the policy's offset from UTC
  int health_recovery = 0;       ///< added to the health score once per new day
};

/// What `record_sent` writes beside the decision: the new message id and instance.
struct new_send {
  std::string message_id{};  ///< empty for a send that the gateway refused
  std::string instance{};    ///< name of the instance that sent it
  bool restarts = false;     ///< clear milestones and reason of an earlier send first
};

/// A planned write to one row. A store applies it only if the row still has the expected state, and
/// then applies all of it in one atomic step.
///
/// Counters change only together with the state, so applying a change twice adds nothing. Only the
/// gauges of an instance may move alone, when its gateway is in trouble; such a change is applied
/// once, and not again if its outcome is unknown.
struct change {
  row_key key{};                      ///< the row
  std::string place{};                ///< where the store found it, or empty; it may be old
  std::string expected_message_id{};  ///< the message id that it must still have
  message_state expected{};           ///< the status and milestones that it must still have
  message_status next_status = message_status::pending;  ///< the same as before, or another
  milestones proven{};             ///< evidence: each time set here is kept if it is the earliest
  failure_reason reason{};         ///< kept if the row has none yet
  std::optional<new_send> send{};  ///< set when a send is recorded

  campaign_delta campaign{};                  ///< for the row's campaign
  instance_delta instance{};                  ///< for the row's instance; for a send, its new one
  std::string instance_error{};               ///< its last error, where no message failed by it
  counting_day day{};                         ///< the day on which the instance counts it
  std::optional<time_point> succeeded_at{};   ///< delivered: the instance's last success, if later
  std::optional<time_point> interacted_at{};  ///< read: the contact's last interaction, if later
  std::vector<log_entry> log{};               ///< for the row's campaign, in order
};

}  // namespace waybill
