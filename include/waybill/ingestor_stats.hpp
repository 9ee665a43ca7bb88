#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/issue.hpp>
#include <waybill/stats.hpp>

namespace waybill {

/// How often values of which size were seen. A plain value; it guards nothing against threads.
struct histogram {
  std::vector<double> bounds{};         ///< ascending; a value that equals a bound belongs below it
  std::vector<std::uint64_t> counts{};  ///< one for each bound, and one for what is beyond the last
  double sum = 0;                       ///< of all values

  /// Empty, with these bounds, ascending.
  explicit histogram(std::vector<double> upper_bounds)
      : bounds(std::move(upper_bounds)), counts(bounds.size() + 1) {}

  /// Counts one value.
  void add(double value) {
    const auto bound = std::lower_bound(bounds.begin(), bounds.end(), value);
    ++counts[static_cast<std::size_t>(bound - bounds.begin())];
    sum += value;
  }
  /// How many values were seen.
  [[nodiscard]] std::uint64_t total() const noexcept {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }
};

/// Whether an ingestor lets bodies through to its store.
enum class breaker_state : std::uint8_t {
  closed,     ///< all of them: the store answers
  open,       ///< none: the store failed so often in a row that callers are answered 503 at once
  half_open,  ///< one, to see whether the store answers again
};

/// Their names in metrics, by position.
inline constexpr std::array<std::string_view, 3> breaker_state_names{"closed", "open", "half-open"};

/// The name of a state.
[[nodiscard]] constexpr std::string_view to_string(breaker_state state) noexcept {
  return breaker_state_names[static_cast<std::size_t>(state)];
}

/// What an ingestor did since it was made, and how it stands. Counts are of updates, unless they
/// say otherwise; `prometheus_text` makes a page of them.
///
/// At every moment `accepted` is the sum of `applied`, `duplicates`, `unknown`, `not_ours`,
/// `ambiguous`, `rejected`, `failed` and of those that are not answered yet.
struct ingestor_stats {
  std::uint64_t bodies = 0;   ///< bodies that came, whatever was in them
  std::uint64_t refused = 0;  ///< bodies answered 503 without being accepted

  std::uint64_t accepted = 0;    ///< entered the queue
  std::uint64_t applied = 0;     ///< changed their message
  std::uint64_t duplicates = 0;  ///< no progress, or a status of the user's own
  std::uint64_t unknown = 0;     ///< no row has the message id
  std::uint64_t not_ours = 0;    ///< of another instance's message
  std::uint64_t ambiguous = 0;   ///< several rows answer
  std::uint64_t rejected = 0;    ///< the store refuses them for good
  std::uint64_t failed = 0;      ///< not acknowledged, though accepted
  std::uint64_t parked = 0;      ///< wait for their send, or for their instance's right name

  std::uint64_t settled = 0;      ///< parked ones that a sweep settled
  std::uint64_t expired = 0;      ///< parked ones that waited too long
  std::uint64_t evicted = 0;      ///< parked ones that had to go because their tenant has too many
  std::uint64_t transitions = 0;  ///< told to observers

  /// What was wrong, by `issue_code`: items that could not be read, and what was odd in others.
  std::array<std::uint64_t, issue_code_names.size()> issues{};
  /// Items that were understood and move nothing, by `ignore_reason`.
  std::array<std::uint64_t, ignore_reason_names.size()> ignored{};

  std::uint64_t store_failures = 0;    ///< calls that failed, and are retried while there is time
  std::uint64_t breaker_openings = 0;  ///< how often it opened
  breaker_state breaker = breaker_state::closed;  ///< now

  std::size_t queued_updates = 0;   ///< now; without the batch that is being written
  std::size_t queued_bytes = 0;     ///< what those hold in memory
  std::size_t waiting_callers = 0;  ///< now; outside a queue that is full

  cache_stats cache{};  ///< all zero without one

  histogram batch_updates{{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}};  ///< a batch
  /// How long a batch took from its load until it was durable, retries included.
  histogram commit_seconds{latencies()};
  /// How long an accepted body took from its acceptance until it was answered.
  histogram answer_seconds{latencies()};

 private:
  [[nodiscard]] static std::vector<double> latencies() {
    return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  }
};

}  // namespace waybill
