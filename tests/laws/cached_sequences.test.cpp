// Every sequence of reports, through a cache and without: nobody can tell which from the answers
// or from what is stored.

#include <chrono>
#include <cstddef>
#include <string>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/testing/contract/describe.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "sequences.hpp"
#include "support/campaign.hpp"

using waybill::policy;
using waybill::testing::describe;
using namespace waybill_test;

namespace {

/// A message that was sent, and its reports one after the other; what was answered and is stored.
[[nodiscard]] std::string course_of(const sequences::sequence& reports, const policy& knobs,
                                    std::size_t cache_bytes) {
  campaign_store here;
  here.add_pending("row_1");
  waybill::cached_store cache{here.memory, {.bytes = cache_bytes}};
  waybill::testing::manual_clock clock{waybill::time_point{std::chrono::days{20'000}}};
  const waybill::tracker tracker{cache, {.policy = knobs, .clock = &clock}};
  static_cast<void>(tracker.record_sent(send_of("row_1", "M1")));
  std::string result;
  for (const auto what : reports) {
    clock.advance(std::chrono::seconds{1});
    result += tracker.handle(webhook(shape::v2, instance, "M1", what), {tenant, {}}).body;
  }
  for (const auto& each : here.log()) result += describe::of(each);
  return result + describe::of(here.row("row_1")) + describe::of(here.counters()) +
         describe::of(here.gauges());
}

}  // namespace

TEST_CASE("every sequence of reports is answered and stored behind a cache as without it") {
  for (const auto& named : waybill::named_policies) {
    const auto& knobs = named.second;  // a binding of the pair cannot be captured by Clang 14
    const std::string name{named.first};
    CAPTURE(name);
    std::size_t count = 0;
    std::size_t differing = 0;
    sequences::for_each(waybill::all_receipts, 3, [&](const auto& current) {
      ++count;
      if (course_of(current, knobs, 1 << 20) != course_of(current, knobs, 0)) ++differing;
    });
    CHECK(differing == 0);
    MESSAGE(count, " sequences followed under ", name);
  }
}
