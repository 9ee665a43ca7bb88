#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include <waybill/forwarding_store.hpp>
#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "support/campaign.hpp"

using waybill::message_status;
using waybill::receipt;
using waybill_test::json;
using waybill_test::shop;
using namespace std::chrono_literals;

namespace {

constexpr waybill::time_point noon{std::chrono::days{20'000} + 12h};

struct shop_with_a_clock {
  waybill::testing::manual_clock clock{noon};
  shop here;

  explicit shop_with_a_clock(std::size_t cap = 100'000) : here(options(cap)) {}

  waybill::tracker_options options(std::size_t cap) {
    waybill::tracker_options result;
    result.clock = &clock;
    result.parking_time_to_live = 1h;
    result.parking_cap = cap;
    return result;
  }
};

/// Another program writes the row, as the reference's task queue does, without record_sent.
void written_by_another_program(shop& here, const std::string& row, const std::string& id) {
  waybill::tracked_message message;
  message.key = {waybill_test::tenant, row};
  message.message_id = id;
  message.instance = waybill_test::instance;
  message.campaign = waybill_test::campaign;
  message.status = message_status::sent;
  message.times.sent_at = noon;
  here.memory.add_message(message);
}

}  // namespace

TEST_CASE("an early update waits and its send settles it") {
  shop here;
  CHECK(json(here.report("M1", receipt::read).body)["status"] == "not_campaign_message");
  CHECK(here.parked().size() == 1);
  const auto sent = here.send("row_1", "M1");
  REQUIRE(sent.transitions.size() == 2);
  CHECK(sent.transitions[0].new_status == message_status::sent);
  CHECK(sent.transitions[1].old_status == message_status::sent);
  CHECK(sent.transitions[1].new_status == message_status::read);
  CHECK(here.parked().empty());
  CHECK(here.counters() == waybill::campaign_delta{1, 1, 1, 0});
}

TEST_CASE("a settled early update carries the time it was parked") {
  shop_with_a_clock place;
  place.here.report("M1", receipt::delivered);
  place.clock.advance(10min);
  place.here.send("row_1", "M1");
  CHECK(place.here.row("row_1")->times.delivered_at == noon);
  CHECK(place.here.row("row_1")->times.sent_at == noon + 10min);
}

TEST_CASE("several early updates of one message are settled in the order of their arrival") {
  shop here;
  for (const auto what : {receipt::delivered, receipt::failed, receipt::read}) {
    here.report("M1", what);
  }
  here.send("row_1", "M1");
  CHECK(here.status("row_1") == message_status::failed);
  CHECK(here.counters() == waybill::campaign_delta{1, 1, 0, 1});
  CHECK(here.parked().empty());
}

TEST_CASE("a send settles its own early updates and leaves the others waiting") {
  shop here;
  here.report("M1", receipt::read);
  here.report("M2", receipt::read);
  here.send("row_1", "M1");
  REQUIRE(here.parked().size() == 1);
  CHECK(here.parked().front().incoming.update.message_id == "M2");
}

TEST_CASE("a sweep settles early updates whoever recorded the send") {
  shop_with_a_clock place;
  place.here.report("M1", receipt::read);
  place.here.report("M2", receipt::read);
  written_by_another_program(place.here, "row_1", "M1");
  const auto result = place.here.tracker.sweep();
  CHECK(result.settled == 1);
  CHECK(result.expired == 0);
  CHECK(result.waiting == 1);
  CHECK(place.here.status("row_1") == message_status::read);
  REQUIRE(result.transitions.size() == 1);
  CHECK(result.transitions.front().new_status == message_status::read);
}

TEST_CASE("a sweep forgets what waited too long and nothing else") {
  shop_with_a_clock place;
  place.here.report("OLD", receipt::read);
  place.clock.advance(1h);
  place.here.report("NEW", receipt::read);
  CHECK(place.here.tracker.sweep().expired == 0);  // not longer than its time to live
  place.clock.advance(1us);
  const auto result = place.here.tracker.sweep();
  CHECK(result.settled == 0);
  CHECK(result.expired == 1);
  CHECK(result.evicted == 0);
  CHECK(result.waiting == 1);
  REQUIRE(place.here.parked().size() == 1);
  CHECK(place.here.parked().front().incoming.update.message_id == "NEW");
}

TEST_CASE("an update that waited too long is settled all the same if its message is known") {
  shop_with_a_clock place;
  place.here.report("M1", receipt::read);
  place.clock.advance(48h);
  written_by_another_program(place.here, "row_1", "M1");
  const auto result = place.here.tracker.sweep();
  CHECK(result.settled == 1);
  CHECK(result.expired == 0);
  CHECK(place.here.status("row_1") == message_status::read);
}

TEST_CASE("a sweep goes through more pages than one") {
  shop_with_a_clock place;
  for (int i = 0; i < 1000; ++i) {
    place.here.report("M" + std::to_string(i), receipt::delivered);
    if (i % 2 == 0) {
      written_by_another_program(place.here, "row " + std::to_string(i), "M" + std::to_string(i));
    }
  }
  const auto result = place.here.tracker.sweep();
  CHECK(result.settled == 500);
  CHECK(result.waiting == 500);
  CHECK(result.transitions.size() == 500);
  CHECK(place.here.parked().size() == 500);
  CHECK(place.here.counters() == waybill::campaign_delta{500, 500, 0, 0});
}

TEST_CASE("a sweep of an empty parking does nothing") {
  shop here;
  const auto result = here.tracker.sweep();
  CHECK(result.settled + result.expired + result.waiting == 0);
}

TEST_CASE("a tenant that parks too much loses its oldest and no other tenant's") {
  shop_with_a_clock place{3};
  const auto foreign = waybill_test::webhook(waybill_test::shape::v2, "", "OTHER", receipt::read);
  CHECK(place.here.tracker.handle(foreign, {"another_tenant", {}}).http_status == 200);
  for (int i = 1; i <= 5; ++i) place.here.report("M" + std::to_string(i), receipt::read);
  std::string waiting;
  for (const auto& each : place.here.parked()) waiting += each.incoming.update.message_id + ' ';
  CHECK(waiting == "OTHER M3 M4 M5 ");
}

TEST_CASE("a sweep takes what is over a cap that has become smaller") {
  shop_with_a_clock place;
  for (int i = 1; i <= 1500; ++i) place.here.report("M" + std::to_string(i), receipt::read);
  auto options = place.options(3);
  const waybill::tracker smaller{place.here.memory, options};
  const auto result = smaller.sweep();
  CHECK(result.evicted == 1497);
  CHECK(result.waiting == 3);
  std::string waiting;
  for (const auto& each : place.here.parked()) waiting += each.incoming.update.message_id + ' ';
  CHECK(waiting == "M1498 M1499 M1500 ");
}

TEST_CASE("room that cannot be made in the parking costs nobody an answer") {
  waybill_test::campaign_store inner;
  waybill::testing::failing_store store{inner.memory};
  store.fail(waybill::testing::operation::make_room, waybill::store_failure::retry_safe,
             {.times = 1000});
  waybill::tracker_options options;
  options.parking_cap = 3;
  const waybill::tracker tracker{store, options};
  for (int i = 1; i <= 5; ++i) {
    const auto body = waybill_test::webhook(waybill_test::shape::v2, waybill_test::instance,
                                            "M" + std::to_string(i), receipt::read);
    CHECK(tracker.handle(body, {waybill_test::tenant, {}}).http_status == 200);
  }
  CHECK(inner.parked().size() == 5);
  CHECK(store.calls(waybill::testing::operation::make_room) == 5);
  CHECK(tracker.sweep().waiting == 5);
}

TEST_CASE("a cap of none parks nothing and answers all the same") {
  shop_with_a_clock place{0};
  for (int i = 0; i < 3; ++i) {
    CHECK(json(place.here.report("M1", receipt::read).body)["status"] == "not_campaign_message");
  }
  CHECK(place.here.parked().empty());
}

TEST_CASE("a store without a parking answers early updates and loses them") {
  struct no_parking final : waybill::forwarding_store {
    using forwarding_store::forwarding_store;
    waybill::parking_store* parking() noexcept override { return nullptr; }
  };
  waybill_test::campaign_store inner;
  no_parking store{inner.memory};
  const waybill::tracker tracker{store};
  const auto body =
      waybill_test::webhook(waybill_test::shape::v2, waybill_test::instance, "M1", receipt::read);
  const auto reply = tracker.handle(body, {waybill_test::tenant, {}});
  CHECK(reply.http_status == 200);
  CHECK(json(reply.body)["status"] == "not_campaign_message");
  CHECK(tracker.record_sent(waybill_test::send_of("row_1", "M1")).ok());
  CHECK(inner.status("row_1") == message_status::sent);
  CHECK(tracker.sweep().settled == 0);
}

TEST_CASE("what is not for this tracker to move is never parked") {
  shop here;
  here.send("row_1", "M1");
  const auto foreign =
      waybill_test::webhook(waybill_test::shape::v2, "inst_2", "M1", receipt::read);
  CHECK(here.tracker.handle(foreign, {waybill_test::tenant, {"inst_3"}}).http_status == 200);
  here.report("M1", receipt::sent);
  CHECK(here.parked().empty());
}
