#pragma once

// prometheus_text; prometheus.hpp includes this file.

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/impl/service/logger.hpp>
#include <waybill/prometheus.hpp>

namespace waybill {

namespace detail {

/// A number as Prometheus reads it, in the fewest digits that say it.
[[nodiscard]] inline std::string number_text(double number) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general);
  return {text.data(), end.ptr};
}

/// Writes metric families one after the other.
class prometheus_page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    write("# HELP waybill_{} {}\n# TYPE waybill_{} {}\n", {name, help, name, type});
  }
  void value(std::uint64_t number) { write("waybill_{} {}\n", {name_, std::to_string(number)}); }
  void value(std::string_view label, std::string_view text, std::uint64_t number) {
    write("waybill_{}{{}=\"{}\"} {}\n", {name_, label, text, std::to_string(number)});
  }
  void counter(std::string_view name, std::string_view help, std::uint64_t number) {
    family(name, "counter", help);
    value(number);
  }
  void gauge(std::string_view name, std::string_view help, std::size_t number) {
    family(name, "gauge", help);
    value(number);
  }
  /// Its buckets are cumulative: each counts what is at most its bound.
  void buckets(std::string_view name, std::string_view help, const histogram& seen) {
    family(name, "histogram", help);
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < seen.bounds.size(); ++i) {
      below += seen.counts[i];
      bucket(number_text(seen.bounds[i]), below);
    }
    bucket("+Inf", seen.total());
    write("waybill_{}_sum {}\nwaybill_{}_count {}\n",
          {name, number_text(seen.sum), name, std::to_string(seen.total())});
  }

  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  void bucket(std::string_view bound, std::uint64_t count) {
    write("waybill_{}_bucket{le=\"{}\"} {}\n", {name_, bound, std::to_string(count)});
  }
  void write(std::string_view text, std::initializer_list<std::string_view> values) {
    text_ += filled(text, values);
  }

  std::string text_;
  std::string_view name_;
};

inline void write_updates(prometheus_page& page, const ingestor_stats& stats) {
  page.counter("bodies_total", "Webhook bodies that came.", stats.bodies);
  page.counter("refused_bodies_total", "Bodies answered 503 without being accepted.",
               stats.refused);
  page.counter("accepted_updates_total", "Updates that entered the queue.", stats.accepted);
  page.family("ended_updates_total", "counter", "Accepted updates by how they ended.");
  page.value("ending", "applied", stats.applied);
  page.value("ending", "duplicate", stats.duplicates);
  page.value("ending", "unknown", stats.unknown);
  page.value("ending", "not_ours", stats.not_ours);
  page.value("ending", "ambiguous", stats.ambiguous);
  page.value("ending", "rejected", stats.rejected);
  page.value("ending", "failed", stats.failed);
  page.counter("parked_updates_total",
               "Updates that wait for their send, or for their instance's right name.",
               stats.parked);
  page.family("swept_updates_total", "counter",
              "Parked updates that wait no more, by what ended it.");
  page.value("result", "settled", stats.settled);
  page.value("result", "expired", stats.expired);
  page.value("result", "evicted", stats.evicted);
  page.counter("transitions_total", "Statuses that moved.", stats.transitions);
  page.family("issues_total", "counter", "What was wrong in bodies, by code.");
  for (std::size_t i = 0; i < stats.issues.size(); ++i) {
    page.value("code", issue_code_names[i], stats.issues[i]);
  }
  page.family("ignored_items_total", "counter", "What moves nothing in bodies, by reason.");
  for (std::size_t i = 0; i < stats.ignored.size(); ++i) {
    page.value("reason", ignore_reason_names[i], stats.ignored[i]);
  }
}

inline void write_breaker(prometheus_page& page, const ingestor_stats& stats) {
  page.counter("store_failures_total", "Calls of the store that failed.", stats.store_failures);
  page.counter("breaker_openings_total", "How often the breaker opened.", stats.breaker_openings);
  page.family("breaker_state", "gauge", "1 for the state the breaker is in.");
  for (std::size_t i = 0; i < breaker_state_names.size(); ++i) {
    const bool is_in = static_cast<std::size_t>(stats.breaker) == i;
    page.value("state", breaker_state_names[i], is_in ? 1 : 0);
  }
}

}  // namespace detail

WAYBILL_INLINE std::string prometheus_text(const ingestor_stats& stats) {
  detail::prometheus_page page;
  detail::write_updates(page, stats);
  detail::write_breaker(page, stats);
  page.gauge("queued_updates", "Updates that wait for a batch.", stats.queued_updates);
  page.gauge("queued_bytes", "Bytes of the texts of those.", stats.queued_bytes);
  page.gauge("waiting_callers", "Callers outside a queue that is full.", stats.waiting_callers);
  page.family("cache_lookups_total", "counter", "Messages looked up in the cache, by result.");
  page.value("result", "hit", stats.cache.hits);
  page.value("result", "miss", stats.cache.misses);
  page.counter("cache_evictions_total", "Messages that made room for others in the cache.",
               stats.cache.evictions);
  page.gauge("cache_bytes", "Bytes that the cache takes.", stats.cache.bytes);
  page.buckets("batch_updates", "Updates of a batch.", stats.batch_updates);
  page.buckets("commit_seconds", "From the load of a batch until it was durable.",
               stats.commit_seconds);
  page.buckets("answer_seconds", "From the acceptance of a body until its answer.",
               stats.answer_seconds);
  return std::move(page).take();
}

}  // namespace waybill
