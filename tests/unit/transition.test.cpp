#include <string>

#include <doctest/doctest.h>

#include <waybill/transition.hpp>

using waybill::decide;
using waybill::message_state;
using waybill::message_status;
using waybill::milestone;
using waybill::milestone_set;
using waybill::policy;
using waybill::receipt;
using waybill::verdict;

namespace {

constexpr milestone_set up_to_sent{milestone::sent};
constexpr milestone_set up_to_delivered{milestone::sent, milestone::delivered};
constexpr milestone_set up_to_read{milestone::sent, milestone::delivered, milestone::read};

}  // namespace

TEST_CASE("a read of a message that was only sent proves and counts the delivery too") {
  const auto what = decide({message_status::sent, up_to_sent}, receipt::read);
  CHECK(what.verdict == verdict::updated);
  CHECK(what.next == message_state{message_status::read, up_to_read});
  CHECK(what.newly_reached == milestone_set{milestone::delivered, milestone::read});
  CHECK(what.campaign == waybill::campaign_delta{0, 1, 1, 0});
}

TEST_CASE("the reference does not count a delivery that nobody reported") {
  const auto what = decide({message_status::sent, up_to_sent}, receipt::read, policy::reference());
  CHECK(what.newly_reached == milestone_set{milestone::read});
  CHECK(what.campaign == waybill::campaign_delta{0, 0, 1, 0});
  CHECK_FALSE(what.instance.forgets_errors);
}

TEST_CASE("a failure proves nothing below it") {
  const auto what = decide({message_status::pending, {}}, receipt::failed);
  CHECK(what.next == message_state{message_status::failed, {milestone::failed}});
  CHECK(what.campaign == waybill::campaign_delta{0, 0, 0, 1});
  CHECK(what.instance == waybill::instance_delta{.failed = 1, .health = -10, .errors = 1});
}

TEST_CASE("what was counted before a failure stays counted") {
  const auto what = decide({message_status::read, up_to_read}, receipt::failed);
  CHECK(what.next.status == message_status::failed);
  CHECK(what.next.reached == (up_to_read | milestone_set{milestone::failed}));
  CHECK(what.campaign == waybill::campaign_delta{0, 0, 0, 1});
}

TEST_CASE("where failures yield, a late one is kept as evidence and moves nothing else") {
  const message_state delivered{message_status::delivered, up_to_delivered};
  const auto what = decide(delivered, receipt::failed, policy::order_independent());
  CHECK(what.verdict == verdict::recorded);
  CHECK(what.next.status == message_status::delivered);
  CHECK(what.newly_reached == milestone_set{milestone::failed});
  CHECK(what.campaign == waybill::campaign_delta{});
  CHECK(what.instance == waybill::instance_delta{});
}

TEST_CASE("where failures yield, a delivery takes one back but not from the gauges") {
  const message_state failed{message_status::failed, {milestone::sent, milestone::failed}};
  const auto what = decide(failed, receipt::delivered, policy::order_independent());
  CHECK(what.withdraws_failure);
  CHECK(what.next.status == message_status::delivered);
  CHECK(what.next.reached.contains(milestone::failed));
  CHECK(what.campaign == waybill::campaign_delta{0, 1, 0, -1});
  CHECK(what.instance ==
        waybill::instance_delta{.delivered = 1, .health = 1, .forgets_errors = true});
}

TEST_CASE("a failure taken back leaves the highest stage that was ever proven") {
  // Such a row remains if the user earlier had a policy under which failures win.
  const message_state failed{message_status::failed, up_to_read | milestone_set{milestone::failed}};
  const auto what = decide(failed, receipt::delivered, policy::order_independent());
  CHECK(what.withdraws_failure);
  CHECK(to_string(what.next.status.value()) == "read");
}

TEST_CASE("where another program counts the sends, a send is reached but not counted") {
  policy knobs;
  knobs.counts_sends = false;
  const auto sent = decide({message_status::sending, {}}, receipt::sent, knobs);
  CHECK(sent.newly_reached == up_to_sent);
  CHECK(sent.campaign == waybill::campaign_delta{});
  CHECK(sent.instance == waybill::instance_delta{});
  const auto read = decide({message_status::sending, {}}, receipt::read, knobs);
  CHECK(read.newly_reached == up_to_read);
  CHECK(read.campaign == waybill::campaign_delta{0, 1, 1, 0});
  CHECK(read.instance.sent == 0);
}

TEST_CASE("health moves by the policy's steps") {
  policy knobs;
  knobs.health = {.delivered = 3, .read = 5, .failed = -7};
  const message_state sent{message_status::sent, up_to_sent};
  CHECK(decide(sent, receipt::delivered, knobs).instance.health == 3);
  CHECK(decide(sent, receipt::read, knobs).instance.health == 8);
  CHECK(decide(sent, receipt::failed, knobs).instance.health == -7);
}

TEST_CASE("a status of the user's own is left alone whatever is reported") {
  for (const auto& [policy_name, knobs] : waybill::named_policies) {
    const std::string name{policy_name};
    for (const auto what : waybill::all_receipts) {
      CAPTURE(name);
      CAPTURE(std::string{to_string(what)});
      const message_state own{std::nullopt, up_to_sent};
      const auto answer = decide(own, what, knobs);
      CHECK(answer.verdict == verdict::foreign_status);
      CHECK(answer.next == own);
      CHECK(answer.campaign == waybill::campaign_delta{});
      CHECK(answer.instance == waybill::instance_delta{});
    }
  }
}
