#include <doctest/doctest.h>

#include <waybill/plan_send.hpp>

#include "../support/sends.hpp"

using given::at;
using given::delivered_row;
using given::refused_as;
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

TEST_CASE("a first send makes the row sent under the gateway's id, and counts it") {
  const auto planned = send(unsent_row(), sent_as("m1"));
  CHECK(planned.outcome == send_outcome::recorded);
  REQUIRE(planned.change);
  CHECK(planned.change->expected_message_id.empty());
  CHECK(planned.change->expected == unsent_row().state());
  CHECK(planned.change->next_status == message_status::sent);
  CHECK(planned.change->proven == milestones{.sent_at = at(5)});
  CHECK(planned.change->campaign == campaign_delta{1, 0, 0, 0});
  CHECK(planned.change->instance == waybill::instance_delta{.sent = 1});
  REQUIRE(planned.change->send);
  CHECK(planned.change->send->message_id == "m1");
  CHECK(planned.change->send->instance == "phone");
  CHECK_FALSE(planned.change->send->restarts);
  CHECK(planned.change->log.at(0).message_id == "m1");
}

TEST_CASE("a send that names no instance leaves the row's") {
  auto report = sent_as("m1");
  report.instance.clear();
  CHECK(send(unsent_row(), report).change->send->instance == "phone");
  report.instance = "tablet";
  CHECK(send(unsent_row(), report).change->send->instance == "tablet");
}

TEST_CASE("recording the same id again moves nothing") {
  CHECK(send(given::sent_row(), sent_as("m1")).outcome == send_outcome::already_recorded);
  CHECK_FALSE(send(given::sent_row(), sent_as("m1")).change.has_value());
  CHECK_FALSE(send(delivered_row(), sent_again_as("m1")).change.has_value());
}

TEST_CASE("a row that has an id needs a clear word to get another") {
  const auto planned = send(given::sent_row(), sent_as("m2"));
  CHECK(planned.outcome == send_outcome::needs_resend);
  CHECK_FALSE(planned.change.has_value());
}

TEST_CASE("a send that the gateway refuses is a failed send, with its reason and without an id") {
  const auto refusal = refused_as({"400", "number not on WhatsApp"});
  const auto planned = send(unsent_row(), refusal);
  CHECK(planned.outcome == send_outcome::refused);
  REQUIRE(planned.change);
  CHECK(planned.change->next_status == message_status::failed);
  CHECK(planned.change->proven == milestones{.failed_at = at(5)});
  CHECK(planned.change->campaign == campaign_delta{0, 0, 0, 1});
  CHECK(planned.change->reason == refusal.reason);
  CHECK(planned.change->send->message_id.empty());
}

TEST_CASE("a refusal recorded twice counts once") {
  const auto planned = send(refused_row(), refused_as({"400", "told again"}));
  CHECK(planned.outcome == send_outcome::already_recorded);
  CHECK_FALSE(planned.change.has_value());
}

TEST_CASE("an answer that tells neither an id nor a reason changes nothing, whatever the row") {
  for (const auto& row : {unsent_row(), given::sent_row(), delivered_row(), refused_row()}) {
    for (auto report : {sent_as(""), sent_again_as("")}) {
      CHECK(send(row, report).outcome == send_outcome::unknown_answer);
      CHECK_FALSE(send(row, report).change.has_value());
      report.timed_out = true;
      report.reason = {"500", "Timed Out"};
      CHECK(send(row, report).outcome == send_outcome::timed_out);
      CHECK_FALSE(send(row, report).change.has_value());
    }
  }
}

TEST_CASE("the same id from another instance corrects the instance and moves nothing else") {
  auto report = sent_as("m1");
  report.instance = "tablet";
  const auto planned = send(delivered_row(), report);
  CHECK(planned.outcome == send_outcome::recorded);
  REQUIRE(planned.change);
  CHECK(planned.change->send->message_id == "m1");
  CHECK(planned.change->send->instance == "tablet");
  CHECK_FALSE(planned.change->send->restarts);
  CHECK(planned.change->next_status == message_status::delivered);
  CHECK(planned.change->campaign == campaign_delta{});
  CHECK(planned.change->instance == waybill::instance_delta{});
  CHECK(planned.change->log.empty());
}

TEST_CASE("the same id is no news where the store does not keep the instance") {
  auto row = delivered_row();
  row.instance.clear();
  CHECK(send(row, sent_as("m1")).outcome == send_outcome::already_recorded);
}

TEST_CASE("a row with a status of the user's own is left alone") {
  auto own = unsent_row();
  own.status.reset();
  CHECK(send(own, sent_as("m1")).outcome == send_outcome::foreign_status);
  CHECK_FALSE(send(own, sent_again_as("m1")).change.has_value());
}

TEST_CASE("a send recorded after its own delivery was settled does not move the status down") {
  auto early = delivered_row();
  early.message_id.clear();
  const auto planned = send(early, sent_as("m1"));
  CHECK(planned.outcome == send_outcome::recorded);
  CHECK(planned.change->next_status == message_status::delivered);
  CHECK(planned.change->campaign == campaign_delta{});
  CHECK(planned.change->send->message_id == "m1");
}

TEST_CASE("a send recorded after its own failure was reported does not start over") {
  const auto failed = given::row(message_status::failed, {milestone::failed});
  CHECK(send(failed, sent_as("m1")).outcome == send_outcome::already_recorded);
  const auto planned = send(failed, sent_as("m1"), waybill::policy::order_independent());
  CHECK(planned.change->next_status == message_status::failed);
  CHECK(planned.change->campaign == campaign_delta{1, 0, 0, 0});
  CHECK_FALSE(planned.change->send->restarts);
}

TEST_CASE("every outcome of a send has a name of its own") {
  CHECK(to_string(send_outcome::recorded) == "recorded");
  CHECK(to_string(send_outcome::already_recorded) == "already_recorded");
  CHECK(to_string(send_outcome::refused) == "refused");
  CHECK(to_string(send_outcome::needs_resend) == "needs_resend");
  CHECK(to_string(send_outcome::unknown_row) == "unknown_row");
  CHECK(to_string(send_outcome::foreign_status) == "foreign_status");
  CHECK(to_string(send_outcome::rejected) == "rejected");
  CHECK(to_string(send_outcome::unknown_answer) == "unknown_answer");
  CHECK(to_string(send_outcome::timed_out) == "timed_out");
  CHECK(to_string(send_outcome::unknown_campaign) == "unknown_campaign");
  CHECK(to_string(send_outcome::gateway_trouble) == "gateway_trouble");
  CHECK(to_string(send_outcome::intended) == "intended");
}
