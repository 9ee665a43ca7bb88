#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <waybill/latency.hpp>

using namespace std::chrono_literals;
using std::chrono::microseconds;
using waybill::latency_counts;
using waybill::latency_scale;

TEST_CASE("each bucket of the latency scale begins where the one before it ends") {
  for (std::size_t bucket = 1; bucket < latency_scale::buckets; ++bucket) {
    CAPTURE(bucket);
    const auto first = latency_scale::lower_bound(bucket);
    CHECK(latency_scale::bucket_of(first) == bucket);
    CHECK(latency_scale::bucket_of(first - 1us) == bucket - 1);
  }
}

TEST_CASE("four buckets double the time, from a second to more than WhatsApp's thirty days") {
  CHECK(latency_scale::lower_bound(1) == 1s);
  CHECK(latency_scale::lower_bound(5) == 2s);
  CHECK(latency_scale::lower_bound(6) == 2500ms);
  CHECK(latency_scale::lower_bound(latency_scale::buckets - 1) > std::chrono::hours{24 * 30});
}

TEST_CASE("less than a second, and what ends before it began, falls into the first bucket") {
  CHECK(latency_scale::bucket_of(0us) == 0);
  CHECK(latency_scale::bucket_of(999'999us) == 0);
  CHECK(latency_scale::bucket_of(-std::chrono::hours{24 * 365}) == 0);
  CHECK(latency_scale::bucket_of(microseconds::min()) == 0);
  CHECK(latency_scale::bucket_of(microseconds::max()) == latency_scale::buckets - 1);
}

TEST_CASE("a quantile is at most an eighth away from a time between a second and 48 days") {
  for (std::int64_t took = 1'000'000; took < 4'000'000'000'000; took += 1 + took / 7) {
    CAPTURE(took);
    latency_counts counts;
    ++counts.messages[latency_scale::bucket_of(microseconds{took})];
    const auto told = static_cast<double>(counts.quantile(0.5).value().count());
    CHECK(std::abs(told - static_cast<double>(took)) <= static_cast<double>(took) / 8);
  }
}

TEST_CASE("a quantile lies in the first bucket by which its share of the messages is reached") {
  latency_counts counts;
  counts.messages[4] = 50;
  counts.messages[9] = 40;
  counts.messages[20] = 10;
  CHECK(counts.total() == 100);
  CHECK(counts.quantile(0.5) == latency_scale::middle(4));
  CHECK(counts.quantile(0.51) == latency_scale::middle(9));
  CHECK(counts.quantile(0.9) == latency_scale::middle(9));
  CHECK(counts.quantile(0.99) == latency_scale::middle(20));
  CHECK(counts.quantile(1.0) == latency_scale::middle(20));
  CHECK_FALSE(latency_counts{}.quantile(0.5));
}
