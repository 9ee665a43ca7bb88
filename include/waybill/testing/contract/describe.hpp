#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/feed_store.hpp>
#include <waybill/message.hpp>
#include <waybill/stats.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::testing {

/// Values as text, with every field: two values are equal if their texts are.
struct describe {
  static std::string of(bool value) { return value ? "yes" : "no"; }
  static std::string of(std::integral auto value) { return std::to_string(value); }
  static std::string of(const char* value) { return of(std::string_view{value}); }
  static std::string of(const std::string& value) { return of(std::string_view{value}); }
  static std::string of(std::string_view value) {
    std::string result = "\"";
    for (const char byte : value) {
      if (byte == '"' || byte == '\\') result += '\\';
      result += byte;
    }
    return result + '"';
  }
  static std::string of(time_point value) {
    return std::to_string(value.time_since_epoch().count()) + "us";
  }
  static std::string of(std::chrono::sys_days value) {
    return "day " + std::to_string(value.time_since_epoch().count());
  }
  static std::string of(message_status value) { return std::string{to_string(value)}; }
  static std::string of(failure_kind value) { return std::string{to_string(value)}; }

  static std::string of(const failure_reason& value) {
    return fields({of(value.code), of(value.text), of(value.kind)});
  }
  static std::string of(const milestones& value) {
    return fields(
        {of(value.sent_at), of(value.delivered_at), of(value.read_at), of(value.failed_at)});
  }
  static std::string of(const row_key& value) { return fields({of(value.tenant), of(value.row)}); }
  static std::string of(const tracked_message& value) {
    return fields({of(value.key), of(value.message_id), of(value.instance), of(value.campaign),
                   of(value.contact), of(value.contact_name), of(value.status), of(value.times),
                   of(value.reason)});
  }
  static std::string of(const campaign_delta& value) {
    return fields({of(value.sent), of(value.delivered), of(value.read), of(value.failed)});
  }
  static std::string of(const instance_stats& value) {
    return fields({of(value.sent_today), of(value.delivered_today), of(value.read_today),
                   of(value.failed_today), of(value.consecutive_errors), of(value.health_score),
                   of(value.counters_day), of(value.last_success_at), of(value.last_error)});
  }
  static std::string of(const log_entry& value) {
    return fields({std::string{to_string(value.type)}, of(value.message_id), of(value.old_status),
                   of(value.new_status), of(value.implied), of(value.reason), of(value.at)});
  }
  static std::string of(const feed_entry& value) {
    return fields({of(value.campaign), of(value.logged)});
  }
  static std::string of(const feed_page& value) {
    return fields({of(value.entries), of(value.next), of(value.removed_through), of(value.last)});
  }
  /// Without the position among the answers to its body, which has no meaning once it is parked.
  static std::string of(const incoming_update& value) {
    const auto& update = value.update;
    return fields({of(value.from.tenant), of(value.from.instances), of(update.instance),
                   of(update.message_id), std::string{to_string(update.receipt)}, of(update.word),
                   of(update.reason), of(update.occurred_at), of(value.arrived_at)});
  }
  static std::string of(const parked_update& value) {
    return fields({of(value.id), of(value.incoming)});
  }
  static std::string of(const campaign_stats& value) {
    return fields({of(value.total_contacts), of(value.counters)});
  }
  static std::string of(const failure_count& value) {
    return fields({of(value.kind), of(value.code), of(value.messages)});
  }
  static std::string of(const instance_failures& value) {
    return fields({of(value.instance), of(value.count)});
  }
  static std::string of(const recipient_page& value) {
    return fields({of(value.recipients), of(value.next)});
  }
  static std::string of(const logged_entry& value) {
    return fields(
        {of(value.id), of(value.row), of(value.contact), of(value.instance), of(value.entry)});
  }
  static std::string of(const message_story& value) {
    return fields({of(value.message), of(value.log)});
  }
  static std::string of(const pace_minute_counts& value) {
    return fields(
        {of(value.minute), of(value.sent), of(value.delivered), of(value.read), of(value.failed)});
  }
  /// Buckets that hold something, each with its number.
  static std::string of(const latency_counts& value) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < value.messages.size(); ++i) {
      if (value.messages[i] != 0) parts.push_back(of(i) + ": " + of(value.messages[i]));
    }
    return fields(parts);
  }
  static std::string of(const campaign_pace& value) {
    return fields({of(value.is_kept), of(value.total_contacts), of(value.answered),
                   of(value.minutes), of(value.to_delivered), of(value.to_read),
                   of(value.started_at), of(value.first_report_at), of(value.last_report_at),
                   of(value.last_answer_at)});
  }
  static std::string of(const campaign_audit& value) {
    return fields({of(value.counters), of(value.rows)});
  }

  template <typename T>
  static std::string of(const std::optional<T>& value) {
    return value ? of(*value) : "nothing";
  }
  template <typename T>
  static std::string of(const std::vector<T>& values) {
    std::vector<std::string> parts;
    for (const auto& value : values) parts.push_back(of(value));
    return '[' + joined(parts) + ']';
  }

 private:
  static std::string joined(const std::vector<std::string>& parts) {
    std::string result;
    for (const auto& part : parts) result += (result.empty() ? "" : ", ") + part;
    return result;
  }
  static std::string fields(const std::vector<std::string>& parts) {
    return '{' + joined(parts) + '}';
  }
};

}  // namespace waybill::testing
