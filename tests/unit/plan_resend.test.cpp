#include <doctest/doctest.h>

#include <waybill/plan_send.hpp>

#include "../support/sends.hpp"

using given::at;
using given::delivered_row;
using given::refused_row;
using given::send;
using given::sent_again_as;
using given::sent_as;
using given::unsent_row;
using waybill::campaign_delta;
using waybill::message_status;
using waybill::milestone;
using waybill::milestones;
using waybill::send_outcome;

TEST_CASE("a resend takes back what the first send counted, in the same change") {
  const auto planned = send(delivered_row(), sent_again_as("m2"));
  CHECK(planned.outcome == send_outcome::recorded);
  REQUIRE(planned.change);
  CHECK(planned.change->expected_message_id == "m1");
  CHECK(planned.change->expected == delivered_row().state());
  CHECK(planned.change->campaign == campaign_delta{0, -1, 0, 0});
  CHECK(planned.change->next_status == message_status::sent);
  CHECK(planned.change->proven == milestones{.sent_at = at(5)});
  CHECK(planned.change->send->restarts);
  CHECK(planned.change->send->message_id == "m2");
}

TEST_CASE("a resend gives nothing back to the instance's gauges") {
  CHECK(send(delivered_row(), sent_again_as("m2")).change->instance ==
        waybill::instance_delta{.sent = 1});
}

TEST_CASE("a resend of a failed message takes the failure back too") {
  const auto failed = given::row(message_status::failed, {milestone::sent, milestone::delivered,
                                                          milestone::read, milestone::failed});
  const auto planned = send(failed, sent_again_as("m2"));
  CHECK(planned.change->campaign == campaign_delta{0, -1, -1, -1});
  CHECK(planned.change->next_status == message_status::sent);
}

TEST_CASE("a failure that was only kept as evidence was never counted, so it is not taken back") {
  const auto row = given::row(message_status::delivered,
                              {milestone::sent, milestone::delivered, milestone::failed});
  const auto planned = send(row, sent_again_as("m2"), waybill::policy::order_independent());
  CHECK(planned.change->campaign == campaign_delta{0, -1, 0, 0});
}

TEST_CASE("a retry after a refused send starts over without a clear word") {
  const auto planned = send(refused_row(), sent_as("m1"));
  CHECK(planned.outcome == send_outcome::recorded);
  REQUIRE(planned.change);
  CHECK(planned.change->campaign == campaign_delta{1, 0, 0, -1});
  CHECK(planned.change->next_status == message_status::sent);
  CHECK(planned.change->send->restarts);
}

TEST_CASE("a refused resend needs the clear word, loses the id and ends as one failure") {
  auto refusal = given::refused_as({"400", "number not on WhatsApp"});
  CHECK(send(delivered_row(), refusal).outcome == send_outcome::needs_resend);
  refusal.resend = true;
  const auto planned = send(delivered_row(), refusal);
  CHECK(planned.outcome == send_outcome::refused);
  REQUIRE(planned.change);
  CHECK(planned.change->campaign == campaign_delta{-1, -1, 0, 1});
  CHECK(planned.change->next_status == message_status::failed);
  CHECK(planned.change->proven == milestones{.failed_at = at(5)});
  CHECK(planned.change->send->message_id.empty());
  CHECK(planned.change->send->restarts);
}

TEST_CASE("a refused resend tells its own reason, not that of the send before") {
  auto row = given::row(message_status::failed, {milestone::sent, milestone::failed});
  row.reason = {"1", "of the first send"};
  auto refusal = sent_again_as("");
  refusal.reason = {"2", "of the second"};
  CHECK(send(row, refusal).change->reason == refusal.reason);
}

TEST_CASE("where another program counts the sends, neither a send nor a resend counts one") {
  waybill::policy knobs;
  knobs.counts_sends = false;
  CHECK(send(unsent_row(), sent_as("m1"), knobs).change->campaign == campaign_delta{});
  CHECK(send(delivered_row(), sent_again_as("m2"), knobs).change->campaign ==
        campaign_delta{0, -1, 0, 0});
  CHECK(send(unsent_row(), sent_as("m1"), knobs).change->proven.sent_at == at(5));
}
