#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <waybill/config.hpp>

namespace waybill {

/// How long messages took, counted by buckets of a logarithmic scale.
///
/// The first bucket holds what took less than a second, also what seems to end before it began,
/// because two clocks told the times. Four buckets follow for each doubling, from 1 second to 48
/// days and a half; the last one holds what took longer. WhatsApp keeps a message for 30 days for a
/// telephone that is off.
struct latency_scale {
  static constexpr std::size_t steps = 4;       ///< buckets for each doubling
  static constexpr std::size_t doublings = 22;  ///< 2^22 seconds are 48 days and a half
  static constexpr std::size_t buckets = doublings * steps + 2;  ///< with the first and the last

  /// The bucket of a time, from 0 to `buckets` - 1.
  [[nodiscard]] static constexpr std::size_t bucket_of(std::chrono::microseconds took) noexcept {
    std::size_t first = 0;
    for (auto left = buckets; left > 1;) {
      const auto half = left / 2;
      if (took >= lower_bound(first + half)) first += half;
      left -= half;
    }
    return first;
  }

  /// The shortest time of a bucket: 0 of the first one.
  [[nodiscard]] static constexpr std::chrono::microseconds lower_bound(
      std::size_t bucket) noexcept {
    if (bucket == 0) return std::chrono::microseconds{0};
    constexpr std::int64_t quarter = 1'000'000 / steps;
    const auto step = bucket - 1;
    const auto quarters = static_cast<std::int64_t>(steps + step % steps);
    return std::chrono::microseconds{(quarter * quarters) << (step / steps)};
  }

  /// The middle of a bucket, which stands for all that it holds: a time from 1 second to 48 days is
  /// at most an eighth of itself away. The last one has no middle; its lower bound stands for it.
  [[nodiscard]] static constexpr std::chrono::microseconds middle(std::size_t bucket) noexcept {
    if (bucket + 1 == buckets) return lower_bound(bucket);
    return (lower_bound(bucket) + lower_bound(bucket + 1)) / 2;
  }
};

/// How many messages took how long, by the buckets of `latency_scale`. Counts add up.
struct latency_counts {
  std::array<std::int64_t, latency_scale::buckets> messages{};  ///< by bucket

  /// How many there are in all.
  [[nodiscard]] constexpr std::int64_t total() const noexcept {
    std::int64_t sum = 0;
    for (const auto each : messages) sum += each;
    return sum;
  }

  /// The time that `share` of the messages took at most, such as 0.5 for the median: the middle of
  /// the bucket in which it lies, at most an eighth away. Nothing where nothing was counted. A
  /// share is more than 0 and at most 1.
  [[nodiscard]] constexpr std::optional<std::chrono::microseconds> quantile(
      double share) const noexcept {
    const auto all = total();
    if (all == 0) return std::nullopt;
    const auto wanted = share * static_cast<double>(all);
    std::int64_t so_far = 0;
    std::size_t last = 0;
    for (std::size_t bucket = 0; bucket < messages.size(); ++bucket) {
      if (messages[bucket] == 0) continue;
      last = bucket;
      so_far += messages[bucket];
      if (static_cast<double>(so_far) >= wanted) break;
    }
    return latency_scale::middle(last);
  }

  friend constexpr bool operator==(const latency_counts&, const latency_counts&) noexcept = default;
};

}  // namespace waybill
