// An ingestor's own cache.

#include <cstddef>
#include <string>

#include <doctest/doctest.h>

#include <waybill/testing/failing_store.hpp>

#include "support/crowd.hpp"

using namespace waybill_test;

namespace {

[[nodiscard]] service_options with_cache(std::size_t bytes) {
  auto options = patient();
  options.cache_bytes = bytes;
  return options;
}

/// Three reports of each of four messages through an ingestor; how often the store was asked.
struct asked_shop : sent_campaign {
  waybill::testing::failing_store counted{memory};
  waybill::tracker tracker{counted};
  waybill::ingestor ingestor;

  explicit asked_shop(const service_options& options)
      : sent_campaign(4), ingestor(tracker, options) {
    for (const auto what : {receipt::delivered, receipt::read, receipt::read}) {
      for (std::size_t i = 0; i < 4; ++i) {
        CHECK(ingestor.handle(report_of(message(i), what), {tenant, {}}).http_status == 200);
      }
    }
  }

  [[nodiscard]] std::size_t loads() const {
    return counted.calls(waybill::testing::operation::load);
  }
};

}  // namespace

TEST_CASE("an ingestor without a cache asks for each report, and counts no look-ups") {
  const asked_shop here{patient()};
  CHECK(here.loads() == 12);
  CHECK(here.ingestor.stats().cache == waybill::cache_stats{});
}

TEST_CASE("an ingestor's cache answers what it knows, and its numbers are among the statistics") {
  asked_shop here{with_cache(1 << 20)};
  CHECK(here.loads() == 8);
  const auto stats = here.ingestor.stats();
  CHECK(stats.cache.hits == 4);
  CHECK(stats.cache.misses == 8);
  CHECK(stats.cache.evictions == 0);
  CHECK(stats.cache.bytes > 0);
  CHECK(stats.cache.bytes <= 1 << 20);
  CHECK(stats.duplicates == 4);
  CHECK(here.counters() == waybill::campaign_delta{4, 4, 4, 0});
  CHECK(here.counts_hold());
}

TEST_CASE("behind a cache of little room 64 threads end as one thread does without") {
  auto options = with_cache(1 << 13);
  options.max_batch = 32;
  campaign_store here;
  check_crowd_ends_as_one(here.memory, 20, options);
  CHECK(here.counts_hold());
}
