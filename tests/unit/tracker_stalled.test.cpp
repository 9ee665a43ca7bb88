// Messages that were sent and have no report.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/manual_clock.hpp>

#include "support/campaign.hpp"
#include "support/meddling_store.hpp"
#include "support/picky_store.hpp"

using operation = waybill::testing::operation;
using namespace waybill_test;
using namespace std::chrono_literals;
using waybill::message_status;
using waybill::receipt;

namespace {

constexpr waybill::time_point morning{std::chrono::days{20'000}};

/// Two messages, sent in the morning; it is now the next day.
struct day_after {
  waybill::testing::manual_clock clock{morning};
  shop here{waybill::tracker_options{.clock = &clock}};

  day_after() {
    here.send("row_1", "M1");
    here.send("row_2", "M2");
    clock.advance(24h);
  }
};

}  // namespace

TEST_CASE("a message that was sent long ago is stalled until it is heard of") {
  day_after now;
  now.here.report("M2", receipt::delivered);
  const auto stalled = now.here.tracker.find_stalled(tenant, 23h);
  REQUIRE(stalled.size() == 1);
  CHECK(stalled.front().key == waybill::row_key{tenant, "row_1"});
  CHECK(now.here.tracker.find_stalled(tenant, 25h).empty());
}

TEST_CASE("stalled messages fail with the reason timeout, and are counted and told once") {
  day_after now;
  const auto told = now.here.tracker.fail_stalled(tenant, 23h);
  REQUIRE(told.size() == 2);
  CHECK(told.front().old_status == message_status::sent);
  CHECK(told.front().new_status == message_status::failed);
  CHECK(now.here.row("row_1")->reason.code == "timeout");
  CHECK(now.here.counters() == waybill::campaign_delta{.sent = 2, .failed = 2});
  CHECK(now.here.tracker.fail_stalled(tenant, 23h).empty());
  CHECK(now.here.counts_hold());
}

TEST_CASE("a stalled message that moves meanwhile is left alone") {
  day_after now;
  waybill_test::meddling_store store{now.here.memory};
  store.before = [&](operation what) {
    if (what == operation::apply) now.here.report("M1", receipt::read);
  };
  const waybill::tracker tracker{store, {.clock = &now.clock}};
  const auto told = tracker.fail_stalled(tenant, 23h);
  REQUIRE(told.size() == 1);
  CHECK(told.front().message_id == "M2");
  CHECK(now.here.status("row_1") == message_status::read);
  CHECK(now.here.counts_hold());
}

TEST_CASE("of stalled messages, one that the store refuses for good is left and logged alone") {
  day_after now;
  for (const auto* const n : {"3", "4", "5"}) {
    now.here.send(std::string{"row_"} + n, std::string{"M"} + n);
  }
  now.clock.advance(24h);
  waybill_test::picky_store store{now.here.memory};
  store.poison = {"M3"};
  std::vector<std::string> lines;
  const waybill::tracker tracker{
      store,
      {.on_log =
           [&](auto, std::string_view text, const auto& ids) {
             lines.push_back(std::string{text} + ' ' + std::string{ids.message_id});
           },
       .clock = &now.clock}};
  CHECK(tracker.fail_stalled(tenant, 23h).size() == 4);
  CHECK(lines == std::vector<std::string>{"refused for good: refused M3"});
  CHECK(now.here.status("row_3") == message_status::sent);
  for (const auto* const row : {"row_1", "row_2", "row_4", "row_5"}) {
    CHECK(now.here.status(row) == message_status::failed);
  }
  CHECK(now.here.counts_hold());
}
