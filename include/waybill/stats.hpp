#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <waybill/decision.hpp>
#include <waybill/failure_kind.hpp>
#include <waybill/status.hpp>

namespace waybill {

/// A campaign as a dashboard shows it.
struct campaign_stats {
  std::int64_t total_contacts = 0;  ///< rows of the campaign, sent or not
  campaign_delta counters{};        ///< as they are stored

  /// Delivered among sent, in percent; 0 when nothing was sent.
  [[nodiscard]] constexpr double delivery_rate() const noexcept {
    return rate(counters.delivered, counters.sent);
  }
  /// Read among delivered, in percent; 0 when nothing was delivered.
  [[nodiscard]] constexpr double read_rate() const noexcept {
    return rate(counters.read, counters.delivered);
  }

 private:
  [[nodiscard]] static constexpr double rate(std::int64_t part, std::int64_t whole) noexcept {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole) * 100.0;
  }
};

/// A sending instance's gauges. They follow arrival order and are not repaired by a recount.
struct instance_stats {
  std::int64_t sent_today = 0;                          ///< messages sent on `counters_day`
  std::int64_t delivered_today = 0;                     ///< messages delivered on it
  std::int64_t read_today = 0;                          ///< messages read on it
  std::int64_t failed_today = 0;                        ///< messages failed on it
  std::int64_t consecutive_errors = 0;                  ///< failures since the last delivery
  int health_score = 100;                               ///< 0 to 100
  std::optional<std::chrono::sys_days> counters_day{};  ///< the day of the "today" counters
  std::optional<time_point> last_success_at{};          ///< the latest delivery
  std::string last_error{};  ///< the last failure's text, or else its code

  friend bool operator==(const instance_stats&, const instance_stats&) = default;
};

/// What a cache of messages did since it was made, and what it holds.
struct cache_stats {
  std::uint64_t hits = 0;       ///< ids that it answered
  std::uint64_t misses = 0;     ///< ids that it asked the store for; unknown ones too
  std::uint64_t evictions = 0;  ///< messages that went because it was full
  std::size_t bytes = 0;        ///< that it takes now, its index included

  friend constexpr bool operator==(const cache_stats&, const cache_stats&) noexcept = default;
};

/// How many messages of a campaign have failed for one reason.
struct failure_count {
  failure_kind kind = failure_kind::unknown;  ///< why
  std::string code{};                         ///< the provider's; empty where none was told
  std::int64_t messages = 0;                  ///< rows with status failed

  friend bool operator==(const failure_count&, const failure_count&) = default;
};

/// How many messages of a campaign that were sent from one instance have failed for one reason.
struct instance_failures {
  std::string instance{};  ///< its name; empty where the rows name none
  failure_count count{};   ///< why, and how many

  friend bool operator==(const instance_failures&, const instance_failures&) = default;
};

/// A campaign's counters, and what its rows say.
struct campaign_audit {
  campaign_delta counters{};  ///< as they are stored
  campaign_delta rows{};      ///< rows with sent, delivered and read times; rows with status failed

  /// What to add to the counters to correct them.
  [[nodiscard]] constexpr campaign_delta drift() const noexcept { return rows - counters; }
  /// Whether the counters match the rows.
  [[nodiscard]] constexpr bool holds() const noexcept { return drift() == campaign_delta{}; }
};

}  // namespace waybill
