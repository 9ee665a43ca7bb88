// Folding: which updates become which changes. Times, reasons and logs have their own files.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/plan.hpp>

#include "../support/given.hpp"

using given::failure;
using given::plan_for;
using given::report;
using waybill::match_kind;
using waybill::message_status;
using waybill::milestone;
using waybill::milestone_set;
using waybill::receipt;
using waybill::verdict;

TEST_CASE("one report that applies is one change that says what it replaces") {
  const auto planned = plan_for(given::sent_row(), {report(receipt::delivered)});
  REQUIRE(planned.changes.size() == 1);
  const auto& change = planned.changes[0];
  CHECK(change.key == waybill::row_key{"", "row-1"});
  CHECK(change.expected_message_id == "m1");
  CHECK(change.expected == given::sent_row().state());
  CHECK(change.next_status == message_status::delivered);
  CHECK(change.campaign == waybill::campaign_delta{0, 1, 0, 0});
  CHECK_FALSE(change.send.has_value());
}

TEST_CASE("the outcome of an update tells where its row came from and where it went") {
  const auto planned = plan_for(given::sent_row(), {report(receipt::read)});
  const auto& outcome = planned.outcomes.at(0);
  CHECK(outcome.found.kind == match_kind::one);
  CHECK(outcome.verdict == verdict::updated);
  CHECK(outcome.old_status == message_status::sent);
  CHECK(outcome.new_status == message_status::read);
  CHECK(outcome.change == 0);
}

TEST_CASE("several updates of one row fold into one change, each decided after the one before") {
  const auto planned =
      plan_for(given::sent_row(),
               {report(receipt::delivered), report(receipt::delivered), report(receipt::read)});
  REQUIRE(planned.changes.size() == 1);
  CHECK(planned.changes[0].expected == given::sent_row().state());
  CHECK(planned.changes[0].next_status == message_status::read);
  CHECK(planned.changes[0].campaign == waybill::campaign_delta{0, 1, 1, 0});
  CHECK(planned.outcomes[0].verdict == verdict::updated);
  CHECK(planned.outcomes[1].verdict == verdict::already_processed);
  CHECK(planned.outcomes[2].verdict == verdict::updated);
  CHECK(planned.outcomes[2].old_status == message_status::delivered);
  CHECK(planned.outcomes[2].change == 0);
}

TEST_CASE("two keys that mean one row fold into one change") {
  // A table with two id columns may return the same row for two message ids.
  auto second_name = given::sent_row();
  second_name.message_id = "m2";
  auto second_report = report(receipt::delivered);
  second_report.update.message_id = "m2";
  const std::vector<std::vector<waybill::tracked_message>> known{{given::sent_row()},
                                                                 {second_name}};
  const std::vector<waybill::incoming_update> updates{report(receipt::delivered), second_report};
  const auto planned = waybill::plan(known, updates, {}, given::at(60));
  CHECK(planned.changes.size() == 1);
  CHECK(planned.outcomes[1].verdict == verdict::already_processed);
}

TEST_CASE("rows of the same id under two tenants are two rows") {
  auto theirs = given::sent_row();
  theirs.key.tenant = "other";
  const std::vector<std::vector<waybill::tracked_message>> known{{given::sent_row()}, {theirs}};
  const std::vector<waybill::incoming_update> updates{report(receipt::read),
                                                      report(receipt::delivered)};
  const auto planned = waybill::plan(known, updates, {}, given::at(60));
  REQUIRE(planned.changes.size() == 2);
  CHECK(planned.changes[0].next_status == message_status::read);
  CHECK(planned.changes[1].next_status == message_status::delivered);
  CHECK(planned.changes[1].key.tenant == "other");
}

TEST_CASE("a stale report changes nothing") {
  const auto read =
      given::row(message_status::read, {milestone::sent, milestone::delivered, milestone::read});
  for (const auto what : {receipt::pending, receipt::sent, receipt::delivered, receipt::read}) {
    CAPTURE(std::string{to_string(what)});
    const auto planned = plan_for(read, {report(what)});
    CHECK(planned.changes.empty());
    CHECK_FALSE(planned.outcomes.at(0).change.has_value());
    CHECK(planned.outcomes[0].new_status == message_status::read);
  }
}

TEST_CASE("outcomes point at changes, not at rows that stay as they are") {
  const auto stale = given::row(message_status::sent, {milestone::sent});
  auto moving = given::sent_row();
  moving.key.row = "row-2";
  const std::vector<std::vector<waybill::tracked_message>> known{{stale}, {moving}};
  const std::vector<waybill::incoming_update> updates{report(receipt::sent),
                                                      report(receipt::delivered)};
  const auto planned = waybill::plan(known, updates, {}, given::at(60));
  REQUIRE(planned.changes.size() == 1);
  CHECK_FALSE(planned.outcomes[0].change.has_value());
  CHECK(planned.outcomes[1].change == 0);
  CHECK(planned.changes[0].key.row == "row-2");
}

TEST_CASE("a status of the user's own is left alone, also by a folded batch") {
  const auto planned =
      plan_for(given::row({}), {report(receipt::delivered), failure("1", "no such number")});
  CHECK(planned.changes.empty());
  CHECK(planned.outcomes.at(0).verdict == verdict::foreign_status);
  CHECK(planned.outcomes.at(1).verdict == verdict::foreign_status);
  CHECK_FALSE(planned.outcomes[1].new_status.has_value());
}

TEST_CASE("updates that mean no row, or nobody knows which, plan nothing") {
  auto twin = given::sent_row();
  twin.key.row = "row-2";
  auto foreign = report(receipt::read);
  foreign.update.instance = "tablet";
  const std::vector<std::vector<waybill::tracked_message>> known{
      {}, {given::sent_row(), twin}, {given::sent_row()}};
  const std::vector<waybill::incoming_update> updates{report(receipt::read), report(receipt::read),
                                                      foreign};
  const auto planned = waybill::plan(known, updates, {}, given::at(60));
  CHECK(planned.changes.empty());
  CHECK(planned.outcomes.at(0).found.kind == match_kind::unknown);
  CHECK(planned.outcomes.at(1).found.kind == match_kind::ambiguous);
  CHECK(planned.outcomes.at(2).found.kind == match_kind::not_ours);
}

TEST_CASE("a failure and its withdrawal in one batch cancel in the counters, not in the gauges") {
  const auto planned = plan_for(given::sent_row(), {failure("1", "x"), report(receipt::delivered)},
                                waybill::policy::order_independent());
  REQUIRE(planned.changes.size() == 1);
  const auto& change = planned.changes[0];
  CHECK(change.next_status == message_status::delivered);
  CHECK(change.campaign == waybill::campaign_delta{0, 1, 0, 0});
  CHECK(change.instance.failed == 1);
  CHECK(change.instance.health == -9);
  CHECK(change.instance.errors == 0);
}
