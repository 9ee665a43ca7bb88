#include "pace_terms.hpp"

#include <chrono>
#include <cstddef>

#include <fmt/format.h>

#include <waybill/latency.hpp>

namespace waybill::detail {

namespace {

/// A time less the epoch is an interval: its functions do not depend on the session's time zone.
[[nodiscard]] std::string pace_minute(const std::string& at) {
  return fmt::format("floor(date_part('epoch', {} - 'epoch'::timestamptz) / 60)::bigint", at);
}

/// The lower bounds of all buckets but the first, in seconds, which a double holds exactly.
[[nodiscard]] std::string bounds() {
  std::string result;
  for (std::size_t bucket = 1; bucket < latency_scale::buckets; ++bucket) {
    const std::chrono::duration<double> bound = latency_scale::lower_bound(bucket);
    result += fmt::format("{}{}", result.empty() ? "" : ",", bound.count());
  }
  return result;
}

}  // namespace

std::string pace_bucket(const std::string& from, const std::string& to) {
  static const auto scale = bounds();
  return fmt::format("width_bucket(date_part('epoch', {} - {}), '{{{}}}'::float8[])::bigint", to,
                     from, scale);
}

std::vector<pace_term> pace_terms(const pace_words& of) {
  const auto failed = [&](const char* delivery) {
    return fmt::format("{} = 'failed' AND {} IS {}", of.status, of.delivered_at, delivery);
  };
  return {{pace_kind::sent, {}, pace_minute(of.sent_at)},
          {pace_kind::delivered, {}, pace_minute(of.delivered_at)},
          {pace_kind::read, {}, pace_minute(of.read_at)},
          {pace_kind::failed, failed("NULL"), pace_minute(of.failed_at)},
          {pace_kind::failed_after_delivery, failed("NOT NULL"), pace_minute(of.failed_at)},
          {pace_kind::to_delivered,
           fmt::format("{0} <> {1} AND {1} IS DISTINCT FROM {2}", of.sent_at, of.delivered_at,
                       of.read_at),
           pace_bucket(of.sent_at, of.delivered_at)},
          {pace_kind::to_read, fmt::format("{} <> {}", of.delivered_at, of.read_at),
           pace_bucket(of.delivered_at, of.read_at)}};
}

}  // namespace waybill::detail
