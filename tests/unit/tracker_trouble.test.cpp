// Gateways in trouble, and what that costs.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/faulty_shop.hpp"

using waybill::campaign_delta;
using waybill::failure_kind;
using waybill::message_status;
using waybill::send_outcome;
using namespace waybill_test;

namespace {

constexpr auto no_licence = R"({"error":"service not activated","code":"LICENSE_REQUIRED"})";
constexpr auto no_connection =
    R"({"status":500,"error":"Internal Server Error","response":{"message":"Connection Closed"}})";

std::vector<waybill::sent_message> answered_with(const std::string& response, int count) {
  std::vector<waybill::sent_message> sends;
  for (int i = 0; i < count; ++i) {
    sends.push_back(send_of("row_" + std::to_string(i), ""));
    sends.back().response = response;
  }
  return sends;
}

}  // namespace

TEST_CASE("a gateway in trouble fails nobody, and costs its instance once a call, however many") {
  shop here;
  const auto results = here.tracker.record_sent(answered_with(no_licence, 30));
  for (const auto& each : results) {
    CHECK(each.outcome == send_outcome::gateway_trouble);
    CHECK_FALSE(each.ok());
    CHECK(each.reason.kind == failure_kind::gateway);
    CHECK(each.transitions.empty());
  }
  CHECK(here.status("row_0") == message_status::pending);
  CHECK(here.counters() == campaign_delta{});
  CHECK(here.log().empty());
  CHECK(here.gauges().health_score == 90);
  CHECK(here.gauges().consecutive_errors == 1);
  CHECK(here.gauges().failed_today == 0);
  CHECK(here.gauges().last_error == "service not activated");
  static_cast<void>(here.tracker.record_sent(answered_with(no_connection, 30)));
  CHECK(here.gauges().health_score == 80);
  CHECK(here.gauges().last_error == "Connection Closed");
}

TEST_CASE("each instance pays for its own gateway") {
  shop here;
  here.memory.catalog()->add_instance({tenant, "inst_2"});
  auto sends = answered_with(no_licence, 4);
  sends[1].instance = sends[2].instance = "inst_2";
  static_cast<void>(here.tracker.record_sent(sends));
  CHECK(here.gauges().health_score == 90);
  CHECK(here.memory.reports()->read_instance({tenant, "inst_2"})->health_score == 90);
}

TEST_CASE("those beside a gateway's trouble are recorded, and the rest is sent when it is over") {
  shop here;
  auto sends = answered_with(no_connection, 3);
  sends[1].response = gateway_answer("M1");
  sends[2].response = R"({"status":400,"response":{"message":[{"exists":false}]}})";
  const auto results = here.tracker.record_sent(sends);
  CHECK(results[0].outcome == send_outcome::gateway_trouble);
  CHECK(results[1].outcome == send_outcome::recorded);
  CHECK(results[2].outcome == send_outcome::refused);
  CHECK(here.counters() == campaign_delta{1, 0, 0, 1});
  CHECK(here.send("row_0", "M0").outcome == send_outcome::recorded);
  CHECK(here.counters() == campaign_delta{2, 0, 0, 1});
  CHECK(here.counts_hold());
}

TEST_CASE("trouble that may have been committed is not paid for again") {
  faulty_shop here{0};
  here.store.fail(faulty_shop::operation::apply, faulty_shop::kind::outcome_unknown,
                  {.after = true});
  const auto results = here.tracker.record_sent(answered_with(no_licence, 2));
  CHECK(results.front().outcome == send_outcome::gateway_trouble);
  CHECK(here.gauges().health_score == 90);
  CHECK(here.clock.pauses.empty());
}

TEST_CASE("the log has one line for each instance in trouble, which counts what waits") {
  std::vector<std::string> told;
  shop here{{.on_log = [&](auto, std::string_view text, const auto&) { told.emplace_back(text); }}};
  static_cast<void>(here.tracker.record_sent(answered_with(no_licence, 30)));
  CHECK(told == std::vector<std::string>{
                    "the gateway's trouble, not the recipients' (gateway): sends that stay to be "
                    "sent: 30: service not activated"});
}

TEST_CASE(
    "a message that is on its way keeps its state while its resend meets a gateway in trouble") {
  shop here;
  here.send("row_0", "M1");
  here.report("M1", waybill::receipt::delivered);
  auto again = answered_with(no_connection, 1).front();
  again.resend = true;
  CHECK(here.tracker.record_sent(again).outcome == send_outcome::gateway_trouble);
  CHECK(here.row("row_0")->message_id == "M1");
  CHECK(here.status("row_0") == message_status::delivered);
  CHECK(here.counters() == campaign_delta{1, 1, 0, 0});
}

TEST_CASE("an intended message stays intended while its gateway is in trouble") {
  shop here;
  static_cast<void>(here.tracker.intend({.origin = {tenant},
                                         .row = "row_0",
                                         .instance = instance,
                                         .message_id = "M1",
                                         .campaign = campaign}));
  static_cast<void>(here.tracker.record_sent(answered_with(no_connection, 1)));
  CHECK(here.row("row_0")->message_id == "M1");
  CHECK(here.status("row_0") == message_status::pending);
  CHECK(here.gauges().health_score == 90);
}
