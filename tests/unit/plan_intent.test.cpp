// Ids that are chosen before anything is posted.

#include <vector>

#include <doctest/doctest.h>

#include <waybill/plan.hpp>
#include <waybill/plan_send.hpp>

#include "../support/sends.hpp"

using given::at;
using given::refused_row;
using given::send;
using given::sent_again_as;
using given::sent_as;
using given::unsent_row;
using waybill::campaign_delta;
using waybill::message_status;
using waybill::milestone;
using waybill::receipt;
using waybill::send_outcome;

namespace {

waybill::send_plan intend(const waybill::tracked_message& row, const waybill::send_report& intent) {
  return waybill::plan_intent(row, intent, {}, at(60));
}

/// Pending, with the chosen id `m1`.
waybill::tracked_message intended_row() { return given::row(message_status::pending); }

/// A report that names the message by the provider's id and sends ours back.
waybill::incoming_update chosen_report(receipt what, std::string id) {
  auto result = given::report(what);
  result.update.message_id = std::move(id);
  result.update.chosen_id = "m1";
  return result;
}

}  // namespace

TEST_CASE("an intent gives a row its id and instance, and counts and logs nothing") {
  const auto planned = intend(unsent_row(), sent_as("m1"));
  CHECK(planned.outcome == send_outcome::intended);
  REQUIRE(planned.change);
  CHECK(planned.change->expected == unsent_row().state());
  CHECK(planned.change->next_status == message_status::pending);
  CHECK(planned.change->proven == waybill::milestones{});
  CHECK(planned.change->campaign == campaign_delta{});
  CHECK(planned.change->instance == waybill::instance_delta{});
  CHECK(planned.change->log.empty());
  CHECK(planned.change->send->message_id == "m1");
  CHECK(planned.change->send->instance == "phone");
  CHECK_FALSE(planned.change->send->restarts);
}

TEST_CASE("a row that is being sent keeps that status when it is intended") {
  auto row = unsent_row();
  row.status = message_status::sending;
  CHECK(intend(row, sent_as("m1")).change->next_status == message_status::sending);
}

TEST_CASE("the same intent again changes nothing, until something came of it") {
  CHECK(intend(intended_row(), sent_as("m1")).outcome == send_outcome::intended);
  CHECK_FALSE(intend(intended_row(), sent_as("m1")).change.has_value());
  for (const auto& row : {given::sent_row(), given::delivered_row(),
                          given::row(message_status::failed, {milestone::failed})}) {
    CHECK(intend(row, sent_as("m1")).outcome == send_outcome::already_recorded);
    CHECK_FALSE(intend(row, sent_again_as("m1")).change.has_value());
  }
}

TEST_CASE("a row that has an id needs a clear word to be intended under another") {
  for (const auto& row : {intended_row(), given::sent_row(), given::delivered_row()}) {
    CHECK(intend(row, sent_as("m2")).outcome == send_outcome::needs_resend);
    CHECK_FALSE(intend(row, sent_as("m2")).change.has_value());
  }
  CHECK(intend(intended_row(), sent_again_as("m2")).change->campaign == campaign_delta{});
  const auto planned = intend(given::delivered_row(), sent_again_as("m2"));
  CHECK(planned.outcome == send_outcome::intended);
  CHECK(planned.change->campaign == campaign_delta{-1, -1, 0, 0});
  CHECK(planned.change->next_status == message_status::pending);
  CHECK(planned.change->send->restarts);
}

TEST_CASE("a row whose send was refused is intended anew, and its failure taken back") {
  const auto planned = intend(refused_row(), sent_as("m1"));
  CHECK(planned.outcome == send_outcome::intended);
  CHECK(planned.change->campaign == campaign_delta{0, 0, 0, -1});
  CHECK(planned.change->next_status == message_status::pending);
  CHECK(planned.change->send->restarts);
}

TEST_CASE("the same id through another instance corrects the instance of an intended row") {
  auto report = sent_as("m1");
  report.instance = "tablet";
  CHECK(intend(intended_row(), report).change->send->instance == "tablet");
}

TEST_CASE("an intent without an id, and one of a row with a status of the user's own, do nothing") {
  CHECK(intend(unsent_row(), sent_as("")).outcome == send_outcome::rejected);
  auto own = unsent_row();
  own.status.reset();
  CHECK(intend(own, sent_as("m1")).outcome == send_outcome::foreign_status);
  CHECK_FALSE(intend(own, sent_as("m1")).change.has_value());
}

TEST_CASE("an intended row is sent under its id, or under the one that the gateway gave instead") {
  for (const auto* const id : {"m1", "m2"}) {
    const auto planned = send(intended_row(), sent_as(id));
    CHECK(planned.outcome == send_outcome::recorded);
    CHECK(planned.change->next_status == message_status::sent);
    CHECK(planned.change->campaign == campaign_delta{1, 0, 0, 0});
    CHECK(planned.change->send->message_id == id);
    CHECK_FALSE(planned.change->send->restarts);
  }
}

TEST_CASE("an intended row that the gateway refuses has failed without an id") {
  const auto planned = send(intended_row(), given::refused_as({"400", "not on WhatsApp"}));
  CHECK(planned.outcome == send_outcome::refused);
  CHECK(planned.change->next_status == message_status::failed);
  CHECK(planned.change->campaign == campaign_delta{0, 0, 0, 1});
  CHECK(planned.change->send->message_id.empty());
}

TEST_CASE("a refusal that comes after a report of the intended message takes nothing back") {
  const auto planned = send(given::delivered_row(), given::refused_as({"500", "odd"}));
  CHECK(planned.outcome == send_outcome::needs_resend);
  CHECK_FALSE(planned.change.has_value());
}

TEST_CASE("a report finds an intended row by the chosen id, and gives it the provider's") {
  const auto planned = given::plan_for(intended_row(), {chosen_report(receipt::sent, "wamid.1"),
                                                        chosen_report(receipt::read, "wamid.1")});
  REQUIRE(planned.changes.size() == 1);
  const auto& change = planned.changes.front();
  CHECK(change.expected_message_id == "m1");
  CHECK(change.next_status == message_status::read);
  CHECK(change.campaign == campaign_delta{1, 1, 1, 0});
  CHECK(change.send->message_id == "wamid.1");
  CHECK(change.send->instance == "phone");
  CHECK_FALSE(change.send->restarts);
  for (const auto& entry : change.log) CHECK(entry.message_id == "wamid.1");
}

TEST_CASE("a row that has its message keeps its id, whatever is sent back") {
  const auto planned =
      given::plan_for(given::sent_row(), {chosen_report(receipt::read, "wamid.1")});
  CHECK_FALSE(planned.changes.front().send.has_value());
}
