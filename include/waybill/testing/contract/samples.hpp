#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <waybill/change.hpp>
#include <waybill/message.hpp>

namespace waybill::testing::contract {

/// Some seconds after a moment that only a clock with microseconds can represent.
[[nodiscard]] inline time_point at(int seconds) {
  using namespace std::chrono;
  constexpr sys_days pi_day{year{2026} / March / 14};
  return pi_day + 9h + 26min + 53s + 589793us + std::chrono::seconds{seconds};
}

/// The counting day of `at(0)`, or one some days later.
[[nodiscard]] inline counting_day day(int later = 0) {
  return {std::chrono::floor<std::chrono::days>(at(0)) + std::chrono::days{later}, 10};
}

/// The times of a row that reached a status step by step, one step per minute.
[[nodiscard]] inline milestones times_of(message_status status) {
  milestones times;
  if (status >= message_status::sent) times.sent_at = at(0);
  if (status == message_status::delivered || status == message_status::read) {
    times.delivered_at = at(60);
  }
  if (status == message_status::read) times.read_at = at(120);
  if (status == message_status::failed) times.failed_at = at(60);
  return times;
}

/// A change that expects a row as it is, and changes nothing.
[[nodiscard]] inline change touch(const tracked_message& row) {
  change result;
  result.key = row.key;
  result.place = row.place;
  result.expected_message_id = row.message_id;
  result.expected = row.state();
  result.next_status = row.status.value_or(message_status::pending);
  result.day = day();
  return result;
}

[[nodiscard]] inline log_entry entry(const tracked_message& row, log_type type, message_status next,
                                     time_point when) {
  const auto before = row.status.value_or(message_status::pending);
  return {type, row.message_id, before, next, false, {}, when};
}

[[nodiscard]] inline change delivered(const tracked_message& row, time_point when = at(60)) {
  auto result = touch(row);
  result.next_status = message_status::delivered;
  result.proven.delivered_at = when;
  result.campaign.delivered = 1;
  result.instance = {.delivered = 1, .health = 1, .forgets_errors = true};
  result.succeeded_at = when;
  result.log.push_back(entry(row, log_type::message_delivered, result.next_status, when));
  return result;
}

[[nodiscard]] inline change read(const tracked_message& row, time_point when = at(120)) {
  auto result = touch(row);
  result.next_status = message_status::read;
  result.proven.read_at = when;
  result.campaign.read = 1;
  result.instance = {.read = 1, .health = 1};
  result.interacted_at = when;
  result.log.push_back(entry(row, log_type::message_read, result.next_status, when));
  return result;
}

[[nodiscard]] inline change failed(const tracked_message& row,
                                   failure_reason reason = {"131026", "not on WhatsApp"},
                                   time_point when = at(60)) {
  auto result = touch(row);
  result.next_status = message_status::failed;
  result.proven.failed_at = when;
  result.campaign.failed = 1;
  result.instance = {.failed = 1, .health = -10, .errors = 1};
  result.log.push_back(entry(row, log_type::message_failed, result.next_status, when));
  result.log.back().reason = reason;
  result.reason = std::move(reason);
  return result;
}

/// A first send of a row that has none.
[[nodiscard]] inline change sent(const tracked_message& row, new_send send,
                                 time_point when = at(0)) {
  auto result = touch(row);
  result.next_status = message_status::sent;
  result.proven.sent_at = when;
  result.campaign.sent = 1;
  result.instance = {.sent = 1};
  result.log.push_back(entry(row, log_type::message_sent, result.next_status, when));
  result.log.back().message_id = send.message_id;
  result.send = std::move(send);
  return result;
}

}  // namespace waybill::testing::contract
