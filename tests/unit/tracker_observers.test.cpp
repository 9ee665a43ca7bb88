// Observers hear of every transition, whatever moved it.

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>

#include "support/campaign.hpp"
#include "support/sends.hpp"

using waybill::message_status;
using waybill::receipt;
using waybill_test::tenant;
using namespace std::chrono_literals;

namespace {

/// A tracker whose observer notes "M1: sent -> read".
struct observed_shop {
  waybill::testing::manual_clock clock{waybill::time_point{std::chrono::days{20'000}}};
  std::vector<std::string> heard{};
  waybill_test::campaign_store inner{};
  waybill::testing::failing_store store{inner.memory};
  waybill::tracker tracker{store, {.observers = {noting()}, .clock = &clock}};

  [[nodiscard]] waybill::transition_observer noting() {
    return [this](const waybill::status_transition& moved) {
      heard.push_back(moved.message_id + ": " + std::string{to_string(moved.old_status)} + " -> " +
                      std::string{to_string(moved.new_status)});
    };
  }
  void handle(receipt what) {
    const auto body =
        waybill_test::webhook(waybill_test::shape::v2, waybill_test::instance, "M1", what);
    CHECK(tracker.handle(body, {tenant}).http_status == 200);
  }
  void send() { CHECK(tracker.record_sent(waybill_test::send_of("row_1", "M1")).ok()); }
};

using heard_of = std::vector<std::string>;

}  // namespace

TEST_CASE("observers are told of the recording of a send and of a webhook, each once") {
  observed_shop here;
  here.send();
  here.send();
  here.handle(receipt::read);
  here.handle(receipt::read);
  CHECK(here.heard == heard_of{"M1: pending -> sent", "M1: sent -> read"});
}

TEST_CASE("a failure is told with the reason that its row keeps, and nothing else with one") {
  observed_shop here;
  std::vector<waybill::failure_reason> reasons;
  const waybill::tracker tracker{here.store,
                                 {.observers = {[&](const waybill::status_transition& moved) {
                                    reasons.push_back(moved.reason);
                                  }},
                                  .clock = &here.clock}};
  CHECK(tracker.record_sent(waybill_test::send_of("row_1", "M1")).ok());
  const auto reply =
      tracker.handle(R"({"event":"messages.update","data":{"keyId":"M1","status":"FAILED",)"
                     R"("error":{"code":131047,"message":"too late"}}})",
                     {tenant, {}});
  const waybill::failure_reason why{"131047", "too late", waybill::failure_kind::window_closed};
  CHECK((reasons == std::vector<waybill::failure_reason>{{}, why}));
  REQUIRE(reply.transitions.size() == 1);
  CHECK((reply.transitions.front().reason == why));
  CHECK((here.inner.row("row_1")->reason == why));
}

TEST_CASE("observers are told of what came early, when its send is recorded") {
  observed_shop here;
  here.handle(receipt::delivered);
  here.send();
  CHECK(here.heard == heard_of{"M1: pending -> sent", "M1: sent -> delivered"});
}

TEST_CASE("observers are told of what a sweep settles") {
  observed_shop here;
  here.handle(receipt::delivered);
  here.inner.memory.add_message({.key = {tenant, "row_1"}, .message_id = "M1"});
  static_cast<void>(here.tracker.sweep());
  CHECK(here.heard == heard_of{"M1: pending -> delivered"});
}

TEST_CASE("observers are told of stalled messages that are made failures") {
  observed_shop here;
  here.send();
  here.clock.advance(24h);
  static_cast<void>(here.tracker.fail_stalled(tenant, 23h));
  CHECK(here.heard == heard_of{"M1: pending -> sent", "M1: sent -> failed"});
}

TEST_CASE("observers are told of what a call moved before it failed") {
  observed_shop here;
  here.handle(receipt::delivered);
  here.inner.memory.add_message({.key = {tenant, "row_1"}, .message_id = "M1"});
  here.store.fail(waybill::testing::operation::forget, waybill::store_failure::retry_safe,
                  {.times = 1000});
  CHECK_THROWS_AS(here.tracker.sweep(), waybill::store_error);
  CHECK(here.heard == heard_of{"M1: pending -> delivered"});
}
