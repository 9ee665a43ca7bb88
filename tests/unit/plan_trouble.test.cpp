// Sends that are refused for a reason on our side.

#include <doctest/doctest.h>

#include <waybill/plan_send.hpp>

#include "../support/sends.hpp"

using given::delivered_row;
using given::refused_as;
using given::refused_row;
using given::send;
using given::unsent_row;
using waybill::failure_kind;
using waybill::send_outcome;

namespace {

waybill::send_report troubled(failure_kind kind = failure_kind::gateway) {
  return refused_as({"500", "Connection Closed", kind});
}

waybill::tracked_message row_without_instance() {
  auto row = unsent_row();
  row.instance.clear();
  return row;
}

}  // namespace

TEST_CASE("a refusal fails the recipient unless its kind is on our side, whatever the row") {
  for (const auto& row : {unsent_row(), given::sent_row(), delivered_row(), refused_row()}) {
    for (const auto kind : waybill::all_failure_kinds) {
      auto refusal = troubled(kind);
      refusal.resend = !row.message_id.empty();
      const auto outcome = send(row, refusal).outcome;
      CHECK((outcome == send_outcome::gateway_trouble) == is_on_our_side(kind));
    }
  }
}

TEST_CASE("the gateway's trouble changes the instance's gauges and nothing of the row") {
  const auto planned = send(unsent_row(), troubled());
  CHECK(planned.outcome == send_outcome::gateway_trouble);
  REQUIRE(planned.change);
  CHECK(planned.change->expected == unsent_row().state());
  CHECK(planned.change->next_status == waybill::message_status::pending);
  CHECK(planned.change->proven == waybill::milestones{});
  CHECK(planned.change->campaign == waybill::campaign_delta{});
  CHECK(planned.change->reason.empty());
  CHECK(planned.change->log.empty());
  CHECK_FALSE(planned.change->send.has_value());
  CHECK(planned.change->instance == waybill::instance_delta{.health = -10, .errors = 1});
  CHECK(planned.change->instance_error == "Connection Closed");
}

TEST_CASE("a row without a message gets the instance whose gauges its trouble moves") {
  const auto planned = send(row_without_instance(), troubled());
  REQUIRE(planned.change);
  REQUIRE(planned.change->send);
  CHECK(planned.change->send->message_id.empty());
  CHECK(planned.change->send->instance == "phone");
  CHECK_FALSE(planned.change->send->restarts);
}

TEST_CASE("a row whose message went through another instance keeps it") {
  auto report = troubled();
  report.instance = "tablet";
  report.resend = true;
  CHECK_FALSE(send(delivered_row(), report).change.has_value());
}

TEST_CASE("trouble of no known instance moves no gauge") {
  auto report = troubled();
  report.instance.clear();
  CHECK_FALSE(send(row_without_instance(), report).change.has_value());
}

TEST_CASE(
    "trouble without a text is remembered by its code, and by a policy without health steps") {
  auto report = troubled();
  report.reason.text.clear();
  const auto planned = send(unsent_row(), report, waybill::policy::reference());
  CHECK(planned.change->instance_error == "500");
  CHECK(planned.change->instance == waybill::instance_delta{.errors = 1});
}

TEST_CASE("a time-out is a time-out, also of a gateway in trouble") {
  auto report = troubled();
  report.timed_out = true;
  CHECK(send(unsent_row(), report).outcome == send_outcome::timed_out);
}
