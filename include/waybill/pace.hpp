#pragma once

// How fast a campaign goes: what each message adds to it, as a function of its row alone. What a
// store keeps of a campaign is the sum over its rows, whatever came in which order.

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <waybill/latency.hpp>
#include <waybill/message.hpp>
#include <waybill/status.hpp>

namespace waybill {

/// What messages of a campaign are counted by: minutes in which something happened to them, and
/// buckets of how long it took.
enum class pace_kind : std::uint8_t {
  sent,                   ///< minute of sending
  delivered,              ///< minute of delivery
  read,                   ///< minute of reading
  failed,                 ///< minute of the failure of a message whose status is failed
  failed_after_delivery,  ///< the same of one that had been delivered
  to_delivered,           ///< bucket of the time from sent to delivered
  to_read,                ///< bucket of the time from delivered to read
};

/// Their persisted names, by position.
inline constexpr std::array<std::string_view, 7> pace_kind_names{
    "sent", "delivered", "read", "failed", "failed_after_delivery", "to_delivered", "to_read"};

/// The persisted name of a kind.
[[nodiscard]] constexpr std::string_view to_string(pace_kind kind) noexcept {
  return pace_kind_names[static_cast<std::size_t>(kind)];
}

/// The kind with that persisted name; empty for any other.
[[nodiscard]] constexpr std::optional<pace_kind> parse_pace_kind(std::string_view name) noexcept {
  for (std::size_t i = 0; i < pace_kind_names.size(); ++i) {
    if (pace_kind_names[i] == name) return static_cast<pace_kind>(i);
  }
  return std::nullopt;
}

/// Where a message is counted: in a minute since 1970 or in a bucket of `latency_scale`.
struct pace_slot {
  pace_kind kind = pace_kind::sent;  ///< which of them
  std::int64_t slot = 0;             ///< the number of the minute or bucket

  friend constexpr auto operator<=>(const pace_slot&, const pace_slot&) = default;
};

/// The minute of a moment, since 1970.
[[nodiscard]] constexpr std::int64_t minute_of(time_point at) noexcept {
  return std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
}

/// The slots that one message is counted in; each kind at most once.
class pace_slots {
 public:
  /// Adds one, if it is there.
  constexpr void add(pace_kind kind, std::optional<std::int64_t> slot) noexcept {
    if (slot) slots_[size_++] = {kind, *slot};
  }
  /// Whether it is counted nowhere.
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  /// The first of them.
  [[nodiscard]] constexpr const pace_slot* begin() const noexcept { return slots_.data(); }
  /// Behind the last.
  [[nodiscard]] constexpr const pace_slot* end() const noexcept { return slots_.data() + size_; }

 private:
  std::array<pace_slot, pace_kind_names.size()> slots_{};
  std::size_t size_ = 0;
};

/// The slots of a message, by its status and times: the definition that stores and a recount go by.
///
/// Each stage counts in the minute of its time: the provider's, or where none was given that of
/// arrival. A time between two stages counts if each had a report of its own: a stage that another
/// one proved has the same time to the microsecond. So a delivery that its read proved tells no
/// time, and neither does one in the same second as its read where the provider tells seconds.
[[nodiscard]] constexpr pace_slots slots_of(std::optional<message_status> status,
                                            const milestones& times) noexcept {
  const auto minute = [](const std::optional<time_point>& at) {
    return at ? std::optional{minute_of(*at)} : std::nullopt;
  };
  const auto between = [](const std::optional<time_point>& from,
                          const std::optional<time_point>& to) -> std::optional<std::int64_t> {
    if (!from || !to || *from == *to) return std::nullopt;
    return static_cast<std::int64_t>(latency_scale::bucket_of(*to - *from));
  };
  pace_slots result;
  result.add(pace_kind::sent, minute(times.sent_at));
  result.add(pace_kind::delivered, minute(times.delivered_at));
  result.add(pace_kind::read, minute(times.read_at));
  if (status == message_status::failed) {
    result.add(times.delivered_at ? pace_kind::failed_after_delivery : pace_kind::failed,
               minute(times.failed_at));
  }
  if (times.delivered_at != times.read_at) {
    result.add(pace_kind::to_delivered, between(times.sent_at, times.delivered_at));
  }
  result.add(pace_kind::to_read, between(times.delivered_at, times.read_at));
  return result;
}

/// What happened within one minute.
struct pace_minute_counts {
  time_point minute{};         ///< its beginning
  std::int64_t sent = 0;       ///< messages sent
  std::int64_t delivered = 0;  ///< messages delivered
  std::int64_t read = 0;       ///< messages read
  std::int64_t failed = 0;     ///< messages whose status is failed, by the time of their failure

  friend constexpr bool operator==(const pace_minute_counts&,
                                   const pace_minute_counts&) noexcept = default;
};

/// How fast a campaign goes. Its moments are the beginnings of minutes.
struct campaign_pace {
  /// Whether the store keeps the numbers; on existing tables only where a table for them is named.
  bool is_kept = true;
  std::int64_t total_contacts = 0;              ///< rows of the campaign, sent or not
  std::int64_t answered = 0;                    ///< of these, delivered or failed
  std::vector<pace_minute_counts> minutes{};    ///< those in which anything happened, in order
  latency_counts to_delivered{};                ///< from sent to delivered
  latency_counts to_read{};                     ///< from delivered to read
  std::optional<time_point> started_at{};       ///< the first send
  std::optional<time_point> first_report_at{};  ///< the first delivery, read or failure
  std::optional<time_point> last_report_at{};   ///< the last one
  std::optional<time_point> last_answer_at{};   ///< the last delivery or failure of a message

  /// Contacts whose message is neither delivered nor failed.
  [[nodiscard]] constexpr std::int64_t awaited() const noexcept {
    return std::max<std::int64_t>(total_contacts - answered, 0);
  }

  /// When it was over: with the last answer if none is awaited, or else once `patience` has gone by
  /// without a send or a report. Nothing while it goes on, and before it began.
  [[nodiscard]] constexpr std::optional<time_point> completed_at(
      time_point now, std::chrono::microseconds patience = std::chrono::hours{72}) const noexcept {
    if (minutes.empty()) return std::nullopt;
    if (awaited() == 0) return last_answer_at;
    const auto over = minutes.back().minute + patience;
    return over <= now ? std::optional{over} : std::nullopt;
  }

  friend bool operator==(const campaign_pace&, const campaign_pace&) = default;
};

}  // namespace waybill
