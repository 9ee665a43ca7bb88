// The log entries and the failure reasons of a planned change.

#include <string>

#include <doctest/doctest.h>

#include <waybill/plan.hpp>

#include "../support/given.hpp"

using given::at;
using given::failure;
using given::plan_for;
using given::report;
using waybill::failure_reason;
using waybill::log_type;
using waybill::message_status;
using waybill::milestone;
using waybill::policy;
using waybill::receipt;

TEST_CASE("a milestone newly reached is one entry, marked where it is only implied") {
  const auto planned = plan_for(given::sent_row(), {report(receipt::read)});
  const auto& log = planned.changes.at(0).log;
  REQUIRE(log.size() == 2);
  CHECK(log[0].type == log_type::message_delivered);
  CHECK(log[0].implied);
  CHECK(log[1].type == log_type::message_read);
  CHECK_FALSE(log[1].implied);
  for (const auto& entry : log) {
    CHECK(entry.message_id == "m1");
    CHECK(entry.old_status == message_status::sent);
    CHECK(entry.new_status == message_status::read);
    CHECK(entry.severity() == waybill::severity::info);
    CHECK(entry.reason.empty());
    CHECK((entry.at == at(60)));
  }
}

TEST_CASE("a folded batch logs every step it took, in order") {
  const auto planned = plan_for(
      given::sent_row(), {report(receipt::delivered), report(receipt::read), failure("7", "gone")});
  const auto& log = planned.changes.at(0).log;
  REQUIRE(log.size() == 3);
  CHECK(log[0].type == log_type::message_delivered);
  CHECK(log[0].new_status == message_status::delivered);
  CHECK(log[1].type == log_type::message_read);
  CHECK(log[1].old_status == message_status::delivered);
  CHECK_FALSE(log[1].implied);
  CHECK(log[2].type == log_type::message_failed);
  CHECK(log[2].old_status == message_status::read);
}

TEST_CASE("a failure is logged as an error with its reason") {
  const auto planned = plan_for(given::sent_row(), {failure("131026", "not on WhatsApp")});
  const auto& entry = planned.changes.at(0).log.at(0);
  CHECK(entry.type == log_type::message_failed);
  CHECK(entry.severity() == waybill::severity::error);
  CHECK(entry.reason == failure_reason{"131026", "not on WhatsApp"});
  CHECK(planned.changes[0].reason == entry.reason);
}

TEST_CASE("a failure taken back is logged before the delivery that takes it back") {
  const auto failed = given::row(message_status::failed, {milestone::sent, milestone::failed});
  const auto planned = plan_for(failed, {report(receipt::delivered)}, policy::order_independent());
  const auto& log = planned.changes.at(0).log;
  REQUIRE(log.size() == 2);
  CHECK(log[0].type == log_type::message_failure_withdrawn);
  CHECK(log[0].severity() == waybill::severity::info);
  CHECK(log[0].old_status == message_status::failed);
  CHECK(log[0].new_status == message_status::delivered);
  CHECK(log[1].type == log_type::message_delivered);
}

TEST_CASE("a failure that comes late keeps its time and reason, and writes no log") {
  const auto planned =
      plan_for(given::delivered_row(), {failure("9", "too late", 30)}, policy::order_independent());
  REQUIRE(planned.changes.size() == 1);
  CHECK(planned.changes[0].proven == waybill::milestones{.failed_at = at(30)});
  CHECK(planned.changes[0].reason == failure_reason{"9", "too late"});
  CHECK(planned.changes[0].next_status == message_status::delivered);
  CHECK(planned.changes[0].log.empty());
}

TEST_CASE("a failure without a reason gets the policy's text") {
  const auto planned = plan_for(given::sent_row(), {failure("", "")}, policy::reference());
  CHECK(planned.changes.at(0).reason == failure_reason{"", "Erro desconhecido"});
  CHECK(planned.changes[0].log.at(0).reason.text == "Erro desconhecido");
}

TEST_CASE("a failure with only a code keeps the code and gets no text") {
  const auto planned = plan_for(given::sent_row(), {failure("131026", "")});
  CHECK(planned.changes.at(0).reason == failure_reason{"131026", ""});
}

TEST_CASE("the first reason stays, within a batch and against a stored one") {
  const auto batch = plan_for(given::sent_row(), {failure("1", "first"), failure("2", "second")});
  CHECK(batch.changes.at(0).reason == failure_reason{"1", "first"});

  auto stored = given::row(message_status::failed, {milestone::failed});
  stored.reason = {"1", "first"};
  CHECK(plan_for(stored, {failure("2", "second")}).changes.empty());
}

TEST_CASE("a failed row without a reason takes the first that a repeat tells") {
  const auto failed = given::row(message_status::failed, {milestone::failed});
  const auto planned =
      plan_for(failed, {failure("", ""), failure("2", "told later"), failure("3", "later still")});
  REQUIRE(planned.changes.size() == 1);
  CHECK(planned.changes[0].reason == failure_reason{"2", "told later"});
  CHECK(planned.changes[0].campaign == waybill::campaign_delta{});
  CHECK(planned.changes[0].log.empty());
  CHECK(plan_for(failed, {failure("", "")}).changes.empty());
}

TEST_CASE("a report that is no failure never writes a reason") {
  auto odd = report(receipt::delivered);
  odd.update.reason = {"1", "left over"};
  CHECK(plan_for(given::sent_row(), {odd}).changes.at(0).reason.empty());
}
