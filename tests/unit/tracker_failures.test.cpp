#include <functional>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "support/faulty_shop.hpp"
#include "support/meddling_store.hpp"
#include "support/minimal_store.hpp"

using waybill::message_status;
using waybill::receipt;
using waybill_test::faulty_shop;
using waybill_test::json;
using waybill_test::meddling_store;
using kind = waybill::store_failure;
using operation = waybill::testing::operation;

namespace {

const auto processing_failed = json(R"({"error":"Processing failed"})");

}  // namespace

TEST_CASE("a storage failure is not acknowledged and nothing moves") {
  for (const auto call : {operation::load, operation::apply}) {
    CAPTURE(waybill::testing::to_string(call));
    faulty_shop here;
    here.store.fail(call, kind::retry_safe, {.times = faulty_shop::always});
    const auto reply = here.report("M0", receipt::read);
    CHECK(reply.http_status == 503);
    CHECK(json(reply.body) == processing_failed);
    CHECK(reply.transitions.empty());
    CHECK(here.status("row_0") == message_status::sent);
    CHECK(here.counters() == waybill::campaign_delta{1, 0, 0, 0});
  }
}

TEST_CASE("an early update that cannot be parked is not acknowledged") {
  faulty_shop here;
  here.store.fail(operation::park, kind::retry_safe, {.times = faulty_shop::always});
  const auto reply = here.report("EARLY", receipt::read);
  CHECK(reply.http_status == 503);
  CHECK(json(reply.body) == processing_failed);
  CHECK(here.parked().empty());
}

TEST_CASE("an early update that is parked is acknowledged though the second look fails") {
  for (const auto call : {operation::load, operation::parked_for}) {
    faulty_shop here;
    here.store.fail(call, kind::retry_safe,
                    {.times = faulty_shop::always, .skip = call == operation::load ? 1U : 0U});
    CHECK(here.report("EARLY", receipt::read).http_status == 200);
    CHECK(here.parked().size() == 1);
  }
}

TEST_CASE("storage that fails for one item of a list makes the whole list 503") {
  faulty_shop here{2};
  here.store.fail(operation::park, kind::retry_safe, {.times = faulty_shop::always});
  using waybill_test::item;
  using waybill_test::shape;
  const auto body = waybill_test::envelope(
      waybill_test::instance,
      waybill_test::list_of({item(shape::v2, "M0", receipt::read),
                             item(shape::v2, "EARLY", receipt::read), R"({"key":{}})",
                             item(shape::v2, "M1", receipt::delivered)}));
  const auto reply = here.handle(body);
  CHECK(reply.http_status == 503);
  const auto results = json(reply.body)["results"];
  REQUIRE(results.size() == 4);
  CHECK(results[0]["new_status"] == "read");
  CHECK(results[1] == processing_failed);
  CHECK(results[2]["error"] == "Missing field: 'id'");
  CHECK(results[3]["new_status"] == "delivered");
  CHECK(reply.transitions.size() == 2);
  // Sending the whole list again is harmless.
  here.store.fail(operation::park, kind::retry_safe, {.times = 0});
  CHECK(here.handle(body).http_status == 200);
  CHECK(here.counters() == waybill::campaign_delta{2, 2, 1, 0});
}

TEST_CASE("a failure that passes is retried and answered as if it had not been") {
  for (const auto call : {operation::load, operation::apply}) {
    for (const bool unknown : {false, true}) {
      faulty_shop here;
      here.store.fail(call, unknown ? kind::outcome_unknown : kind::retry_safe, {.times = 3});
      const auto reply = here.report("M0", receipt::read);
      CHECK(reply.http_status == 200);
      CHECK(json(reply.body)["status"] == "updated");
      CHECK(reply.transitions.size() == 1);
      CHECK(here.clock.pauses.size() == 3);
      CHECK(here.counters() == waybill::campaign_delta{1, 1, 1, 0});
    }
  }
}

TEST_CASE("a commit whose answer is lost is tried again and adds nothing twice") {
  faulty_shop here;
  here.store.fail(operation::apply, kind::outcome_unknown, {.after = true, .times = 2});
  const auto reply = here.report("M0", receipt::read);
  CHECK(reply.http_status == 200);
  CHECK(json(reply.body)["status"] == "already_processed");
  CHECK(reply.transitions.empty());  // at most once, and it is unknown which commit it was
  CHECK(here.status("row_0") == message_status::read);
  CHECK(here.counters() == waybill::campaign_delta{1, 1, 1, 0});
  CHECK(here.gauges().read_today == 1);
  CHECK(here.log().size() == 3);
}

TEST_CASE("an update that loses the race every time is not acknowledged after five rounds") {
  waybill_test::campaign_store inner;
  const waybill::tracker sender{inner.memory};
  static_cast<void>(sender.record_sent(waybill_test::send_of("row_1", "M1")));
  meddling_store store{inner.memory};
  std::size_t applies = 0;
  store.before = [&](operation what) { applies += what == operation::apply ? 1U : 0U; };
  store.loses = true;
  const waybill::tracker tracker{store};
  const auto body =
      waybill_test::webhook(waybill_test::shape::v2, waybill_test::instance, "M1", receipt::read);
  CHECK(tracker.handle(body, {waybill_test::tenant, {}}).http_status == 503);
  CHECK(applies == 5);
  CHECK_THROWS_AS(static_cast<void>(tracker.record_sent(waybill_test::send_of("row_2", "M2"))),
                  waybill::store_error);
  CHECK(applies == 10);
}

TEST_CASE("an update that lost a race is planned anew on what the winner left") {
  waybill_test::campaign_store inner;
  const waybill::tracker other{inner.memory};
  static_cast<void>(other.record_sent(waybill_test::send_of("row_1", "M1")));
  meddling_store store{inner.memory};
  const auto body = [](receipt what) {
    return waybill_test::webhook(waybill_test::shape::v2, waybill_test::instance, "M1", what);
  };
  bool overtaken = false;
  store.before = [&](operation what) {
    if (what != operation::apply || std::exchange(overtaken, true)) return;
    CHECK(other.handle(body(receipt::delivered), {waybill_test::tenant, {}}).http_status == 200);
  };
  const waybill::tracker tracker{store};
  const auto reply = tracker.handle(body(receipt::read), {waybill_test::tenant, {}});
  CHECK(json(reply.body)["old_status"] == "delivered");
  CHECK(inner.counters() == waybill::campaign_delta{1, 1, 1, 0});
}

TEST_CASE("a store that throws what is no store_error is a storage failure") {
  for (const bool is_exception : {true, false}) {
    for (const auto call : {operation::load, operation::apply, operation::park}) {
      CAPTURE(is_exception);
      CAPTURE(waybill::testing::to_string(call));
      waybill_test::campaign_store inner;
      static_cast<void>(
          waybill::tracker{inner.memory}.record_sent(waybill_test::send_of("row_1", "M1")));
      meddling_store store{inner.memory};
      store.before = [&](operation what) {
        if (what != call) return;
        if (is_exception) throw std::runtime_error{"not on purpose"};
        throw 42;
      };
      const auto* const id = call == operation::park ? "EARLY" : "M1";
      const auto reply = waybill::tracker{store}.handle(
          waybill_test::webhook(waybill_test::shape::v2, "", id, receipt::read),
          {waybill_test::tenant, {}});
      CHECK(reply.http_status == 503);
      CHECK(json(reply.body) == processing_failed);
      CHECK(inner.status("row_1") == message_status::sent);
    }
  }
}

TEST_CASE("whatever a store throws after the parking the parked update is acknowledged") {
  waybill_test::campaign_store inner;
  meddling_store store{inner.memory};
  std::size_t loads = 0;
  store.before = [&](operation what) {
    if (what == operation::load && ++loads == 2) throw 42;
  };
  const auto body = waybill_test::webhook(waybill_test::shape::v2, "", "EARLY", receipt::read);
  CHECK(waybill::tracker{store}.handle(body, {waybill_test::tenant, {}}).http_status == 200);
  CHECK(inner.parked().size() == 1);
}

TEST_CASE("a store of load and apply alone is enough for webhooks") {
  waybill_test::minimal_store store{{waybill_test::sent_row("t", "1", "M1")}};
  const waybill::tracker tracker{store};
  const auto body = waybill_test::webhook(waybill_test::shape::reference, "", "M1", receipt::read);
  const auto reply = tracker.handle(body, {"t", {}});
  CHECK(json(reply.body)["status"] == "updated");
  CHECK(json(tracker.handle(body, {"t", {}}).body)["status"] == "already_processed");
  CHECK(store.row({"t", "1"}).status == message_status::read);
  CHECK(tracker.sweep().waiting == 0);
  CHECK_THROWS_AS(static_cast<void>(tracker.verify({"t", "c"})), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(tracker.campaign_stats({"t", "c"})), std::logic_error);
}
