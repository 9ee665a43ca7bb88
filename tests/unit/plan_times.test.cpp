// The times of a planned change: of the milestones, the last success and the last interaction.

#include <chrono>

#include <doctest/doctest.h>

#include <waybill/plan.hpp>

#include "../support/given.hpp"

using given::at;
using given::dated_report;
using given::plan_for;
using given::report;
using waybill::message_status;
using waybill::milestone;
using waybill::milestone_set;
using waybill::milestones;
using waybill::receipt;

namespace {

waybill::tracked_message read_row(waybill::time_point when) {
  return given::row(message_status::read, {milestone::sent, milestone::delivered, milestone::read},
                    when);
}

}  // namespace

TEST_CASE("a report proves its stage at the provider's time, or else when it arrived") {
  const auto told = plan_for(given::sent_row(), {dated_report(receipt::delivered, 10, 4)});
  CHECK(told.changes.at(0).proven == milestones{.delivered_at = at(4)});
  const auto untold = plan_for(given::sent_row(), {report(receipt::delivered, 10)});
  CHECK(untold.changes.at(0).proven == milestones{.delivered_at = at(10)});
}

TEST_CASE("nothing is proven later than it was heard of") {
  const auto planned = plan_for(given::sent_row(), {dated_report(receipt::delivered, 10, 500)});
  CHECK(planned.changes.at(0).proven.delivered_at == at(10));
}

TEST_CASE("an implied stage takes the time of the stage that implies it") {
  const auto planned = plan_for(given::row(message_status::pending), {report(receipt::read, 7)});
  CHECK(planned.changes.at(0).proven == milestones{at(7), at(7), at(7), {}});
}

TEST_CASE("of several reports in a batch the earliest evidence stays") {
  const auto planned = plan_for(given::sent_row(), {dated_report(receipt::delivered, 10, 9),
                                                    dated_report(receipt::delivered, 11, 5),
                                                    dated_report(receipt::delivered, 12, 7)});
  CHECK(planned.changes.at(0).proven.delivered_at == at(5));
  CHECK(planned.changes.at(0).campaign == waybill::campaign_delta{0, 1, 0, 0});
}

TEST_CASE("a stale report with an earlier time moves that time and nothing else") {
  const auto planned = plan_for(read_row(at(50)), {dated_report(receipt::delivered, 60, 20)});
  CHECK(planned.outcomes.at(0).verdict == waybill::verdict::already_processed);
  REQUIRE(planned.changes.size() == 1);
  const auto& change = planned.changes[0];
  CHECK(change.proven == milestones{.delivered_at = at(20)});
  CHECK(change.next_status == message_status::read);
  CHECK(change.campaign == waybill::campaign_delta{});
  CHECK(change.instance == waybill::instance_delta{});
  CHECK(change.log.empty());
  CHECK_FALSE(change.succeeded_at.has_value());
}

TEST_CASE("a stale report never moves a time later, nor writes what is there already") {
  CHECK(plan_for(read_row(at(50)), {dated_report(receipt::delivered, 70, 60)}).changes.empty());
  CHECK(plan_for(read_row(at(50)), {dated_report(receipt::delivered, 70, 50)}).changes.empty());
}

TEST_CASE("a delivery told after the read it belongs to moves the implied time to its own") {
  const auto planned = plan_for(given::sent_row(), {dated_report(receipt::read, 10, 8),
                                                    dated_report(receipt::delivered, 11, 3)});
  CHECK(planned.changes.at(0).proven.read_at == at(8));
  CHECK(planned.changes.at(0).proven.delivered_at == at(3));
}

TEST_CASE("earlier evidence of a read is earlier evidence of the delivery it implies") {
  const auto planned = plan_for(read_row(at(50)), {dated_report(receipt::read, 60, 20)});
  REQUIRE(planned.changes.size() == 1);
  CHECK(planned.changes[0].proven.read_at == at(20));
  CHECK(planned.changes[0].proven.delivered_at == at(20));
}

TEST_CASE("the times of the same reports do not depend on the order in which they arrive") {
  const auto read = dated_report(receipt::read, 10, 3);
  const auto delivered = dated_report(receipt::delivered, 10, 5);
  const auto one_way = plan_for(given::sent_row(), {read, delivered});
  const auto other_way = plan_for(given::sent_row(), {delivered, read});
  CHECK((one_way.changes.at(0).proven == other_way.changes.at(0).proven));
}

TEST_CASE("where stages imply nothing, a time moves alone") {
  const auto planned = plan_for(read_row(at(50)), {dated_report(receipt::read, 60, 20)},
                                waybill::policy::reference());
  CHECK(planned.changes.at(0).proven == milestones{.read_at = at(20)});
}

TEST_CASE("a delivery is the instance's success and a read the contact's interaction") {
  const auto delivered = plan_for(given::sent_row(), {dated_report(receipt::delivered, 10, 4)});
  CHECK(delivered.changes.at(0).succeeded_at == at(4));
  CHECK_FALSE(delivered.changes[0].interacted_at.has_value());
  const auto both = plan_for(given::sent_row(), {dated_report(receipt::delivered, 10, 4),
                                                 dated_report(receipt::read, 12, 6)});
  CHECK(both.changes.at(0).succeeded_at == at(4));
  CHECK(both.changes[0].interacted_at == at(6));
}

TEST_CASE("a failure is neither a success nor an interaction") {
  const auto planned = plan_for(given::sent_row(), {given::failure("1", "x")});
  CHECK_FALSE(planned.changes.at(0).succeeded_at.has_value());
  CHECK_FALSE(planned.changes[0].interacted_at.has_value());
}

TEST_CASE("the counting day is the local day of the batch") {
  using namespace std::chrono_literals;
  const std::chrono::sys_days first_of_june = 2024y / 6 / 1;
  const auto day_at = [&](waybill::time_point now, std::chrono::minutes offset) {
    waybill::policy knobs;
    knobs.utc_offset = offset;
    return plan_for(given::sent_row(), {report(receipt::read)}, knobs, now).changes.at(0).day;
  };
  CHECK((day_at(first_of_june + 2h, 0min).date == first_of_june));
  CHECK((day_at(first_of_june + 2h, -180min).date == first_of_june - std::chrono::days{1}));
  CHECK((day_at(first_of_june + 3h, -180min).date == first_of_june));
  CHECK((day_at(first_of_june + 23h, 330min).date == first_of_june + std::chrono::days{1}));
  CHECK(day_at(first_of_june + 2h, 0min).health_recovery == 10);
}
