#include <chrono>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include <waybill/testing/manual_clock.hpp>

#include "support/campaign.hpp"

using waybill::campaign_delta;
using waybill::message_status;
using waybill::receipt;
using waybill::send_outcome;
using waybill_test::send_of;
using waybill_test::shop;

namespace {

constexpr waybill::time_point midnight{std::chrono::days{20'000}};

waybill::sent_message refused_send(std::string row) {
  auto sent = send_of(std::move(row), "");
  sent.response = R"({"error":{"code":131026,"message":"Message undeliverable"}})";
  return sent;
}

waybill::sent_message resend_of(std::string row, const std::string& id) {
  auto sent = send_of(std::move(row), id);
  sent.resend = true;
  return sent;
}

}  // namespace

TEST_CASE("a recorded send makes the row and its count and tells the transition") {
  shop here;
  auto sent = send_of("row_1", "M1");
  sent.at = midnight;
  const auto result = here.tracker.record_sent(sent);
  CHECK(result.outcome == send_outcome::recorded);
  CHECK(result.ok());
  CHECK(result.message_id == "M1");
  REQUIRE(result.transitions.size() == 1);
  CHECK(result.transitions.front().old_status == message_status::pending);
  CHECK(result.transitions.front().new_status == message_status::sent);
  CHECK(result.transitions.front().message_id == "M1");
  CHECK(result.transitions.front().instance == waybill_test::instance);
  const auto row = here.row("row_1");
  CHECK(row->message_id == "M1");
  CHECK(row->instance == waybill_test::instance);
  CHECK(row->times.sent_at == midnight);
  CHECK(here.counters() == campaign_delta{1, 0, 0, 0});
  CHECK(here.gauges().sent_today == 1);
  CHECK(
      here.tracker.campaign_stats({waybill_test::tenant, waybill_test::campaign})->total_contacts ==
      1);
}

TEST_CASE("a send is recorded on a row that is there already") {
  shop here;
  here.add_pending("row_1");
  auto sent = send_of("row_1", "M1");
  sent.campaign = sent.contact = "";
  CHECK(here.tracker.record_sent(sent).outcome == send_outcome::recorded);
  CHECK(here.row("row_1")->contact == waybill_test::contact);
  CHECK(here.counters() == campaign_delta{1, 0, 0, 0});
}

TEST_CASE("the same send again is already recorded and moves nothing") {
  shop here;
  here.send("row_1", "M1");
  here.report("M1", receipt::delivered);
  const auto again = here.send("row_1", "M1");
  CHECK(again.outcome == send_outcome::already_recorded);
  CHECK(again.ok());
  CHECK(again.transitions.empty());
  CHECK(here.status("row_1") == message_status::delivered);
  CHECK(here.counters() == campaign_delta{1, 1, 0, 0});
  CHECK(here.log().size() == 2);
}

TEST_CASE("a new id for a row that has one needs a resend and changes nothing without") {
  shop here;
  here.send("row_1", "M1");
  const auto result = here.send("row_1", "M2");
  CHECK(result.outcome == send_outcome::needs_resend);
  CHECK_FALSE(result.ok());
  CHECK(here.row("row_1")->message_id == "M1");
  CHECK(here.counters() == campaign_delta{1, 0, 0, 0});
}

TEST_CASE("a resend clears what the first send reached and takes its counts back") {
  shop here;
  here.send("row_1", "M1");
  here.report("M1", receipt::read);
  here.report("M1", receipt::failed);
  REQUIRE(here.counters() == campaign_delta{1, 1, 1, 1});
  const auto result = here.tracker.record_sent(resend_of("row_1", "M2"));
  CHECK(result.outcome == send_outcome::recorded);
  const auto row = here.row("row_1");
  CHECK(row->message_id == "M2");
  CHECK(row->status == message_status::sent);
  CHECK(row->state().reached == waybill::milestone_set{waybill::milestone::sent});
  CHECK(row->reason.empty());
  CHECK(here.counters() == campaign_delta{1, 0, 0, 0});
  CHECK(here.counts_hold());
}

TEST_CASE("after a resend the first message's reports are nobody's") {
  shop here;
  here.send("row_1", "M1");
  static_cast<void>(here.tracker.record_sent(resend_of("row_1", "M2")));
  here.report("M1", receipt::read);
  CHECK(here.status("row_1") == message_status::sent);
  here.report("M2", receipt::read);
  CHECK(here.status("row_1") == message_status::read);
}

TEST_CASE("a resend that is repeated is already recorded") {
  shop here;
  here.send("row_1", "M1");
  static_cast<void>(here.tracker.record_sent(resend_of("row_1", "M2")));
  here.report("M2", receipt::delivered);
  const auto again = here.tracker.record_sent(resend_of("row_1", "M2"));
  CHECK(again.outcome == send_outcome::already_recorded);
  CHECK(here.counters() == campaign_delta{1, 1, 0, 0});
}

TEST_CASE("a refused send is a failure with the gateway's reason") {
  shop here;
  const auto result = here.tracker.record_sent(refused_send("row_1"));
  CHECK(result.outcome == send_outcome::refused);
  CHECK_FALSE(result.ok());
  CHECK(result.message_id.empty());
  CHECK(result.reason == waybill::failure_reason{"131026", "Message undeliverable",
                                                 waybill::failure_kind::blocked_or_undeliverable});
  REQUIRE(result.transitions.size() == 1);
  CHECK(result.transitions.front().new_status == message_status::failed);
  CHECK(result.transitions.front().reason == result.reason);
  CHECK(here.row("row_1")->reason == result.reason);
  CHECK(here.counters() == campaign_delta{0, 0, 0, 1});
  CHECK(here.gauges().failed_today == 1);
  CHECK(here.gauges().last_error == "Message undeliverable");
}

TEST_CASE("a refusal that is told twice counts once and is still not a send") {
  shop here;
  static_cast<void>(here.tracker.record_sent(refused_send("row_1")));
  const auto again = here.tracker.record_sent(refused_send("row_1"));
  CHECK_FALSE(again.ok());
  CHECK(again.transitions.empty());
  CHECK(again.reason.code == "131026");
  CHECK(here.counters() == campaign_delta{0, 0, 0, 1});
  CHECK(here.log().size() == 1);
}

TEST_CASE("a send after a refused one takes the failure back") {
  shop here;
  static_cast<void>(here.tracker.record_sent(refused_send("row_1")));
  CHECK(here.send("row_1", "M1").outcome == send_outcome::recorded);
  CHECK(here.status("row_1") == message_status::sent);
  CHECK(here.counters() == campaign_delta{1, 0, 0, 0});
  CHECK(here.row("row_1")->reason.empty());
}

TEST_CASE("an answer that is not understood fails nothing, is told, and leaves the row as it was") {
  std::string told;
  shop here{{.on_log = [&](auto, std::string_view text, const auto&) { told = text; }}};
  here.add_pending("row_1");
  for (const std::string answer :
       {"", "<html>", "{}", R"({"key":{}})", R"({"key":{"id":7}})", R"({"queued":true})"}) {
    CAPTURE(answer);
    told.clear();
    auto sent = send_of("row_1", "");
    sent.response = answer;
    const auto result = here.tracker.record_sent(sent);
    CHECK(result.outcome == send_outcome::unknown_answer);
    CHECK_FALSE(result.ok());
    CHECK(result.transitions.empty());
    CHECK(told ==
          "the send of row \"row_1\" is not recorded: unknown_answer: " + result.reason.text);
    CHECK(here.status("row_1") == message_status::pending);
  }
  CHECK(here.counters() == campaign_delta{});
  CHECK(here.gauges().health_score == 100);
  CHECK(here.send("row_1", "M1").outcome == send_outcome::recorded);
}

TEST_CASE("an answer that is not understood takes nothing from a message that is on its way") {
  shop here;
  here.send("row_1", "M1");
  here.report("M1", receipt::delivered);
  auto sent = resend_of("row_1", "");
  sent.response = R"({"queued":true})";
  CHECK(here.tracker.record_sent(sent).outcome == send_outcome::unknown_answer);
  CHECK(here.row("row_1")->message_id == "M1");
  CHECK(here.status("row_1") == message_status::delivered);
}

TEST_CASE("a send that timed out and went through is recorded later without a trace of a failure") {
  shop here;
  auto sent = send_of("row_1", "");
  sent.at = midnight;
  sent.response =
      R"({"status":500,"error":"Internal Server Error","response":{"message":"Timed Out"}})";
  const auto timed_out = here.tracker.record_sent(sent);
  CHECK(timed_out.outcome == send_outcome::timed_out);
  CHECK(timed_out.reason == waybill::failure_reason{"500", "Timed Out"});
  CHECK_FALSE(timed_out.ok());
  CHECK(here.status("row_1") == message_status::pending);
  here.report("M1", receipt::delivered);
  sent.response = waybill_test::gateway_answer("M1");
  CHECK(here.tracker.record_sent(sent).ok());
  const auto row = here.row("row_1");
  CHECK(row->status == message_status::delivered);
  CHECK(row->times.sent_at == midnight);
  CHECK_FALSE(row->times.failed_at.has_value());
  CHECK(row->reason.empty());
  CHECK(here.counters() == campaign_delta{1, 1, 0, 0});
  CHECK(here.gauges().failed_today == 0);
  CHECK(here.gauges().consecutive_errors == 0);
  CHECK(here.gauges().last_error.empty());
  CHECK(here.log().front().type == waybill::log_type::message_sent);
  CHECK(here.counts_hold());
}

TEST_CASE("an id that is learnt after the send failed without one takes the failure back") {
  for (const auto& [name, knobs] : waybill::named_policies) {
    CAPTURE(name);
    shop here{{.policy = knobs}};
    static_cast<void>(here.tracker.record_sent(refused_send("row_1")));
    here.report("M1", receipt::read);
    auto sent = send_of("row_1", "M1");
    sent.at = midnight;
    CHECK(here.tracker.record_sent(sent).outcome == send_outcome::recorded);
    const auto row = here.row("row_1");
    CHECK(row->status == message_status::read);
    CHECK(row->times.sent_at == midnight);
    CHECK_FALSE(row->times.failed_at.has_value());
    CHECK(row->reason.empty());
    CHECK(here.counters().failed == 0);
    CHECK(here.counters().sent == 1);
    CHECK(here.counters().read == 1);
    CHECK(here.counts_hold());
  }
}

TEST_CASE("a campaign that is not there is no success, and is right once it is there") {
  std::string told;
  shop here{{.on_log = [&](auto, std::string_view text, const auto&) { told = text; }}};
  here.report("M1", receipt::delivered);
  auto sent = send_of("row_1", "M1");
  sent.campaign = "typo";
  const auto result = here.tracker.record_sent(sent);
  CHECK(result.outcome == send_outcome::unknown_campaign);
  CHECK_FALSE(result.ok());
  CHECK(told == "the send of row \"row_1\" is not recorded: unknown_campaign");
  CHECK_FALSE(here.row("row_1").has_value());
  CHECK(here.parked().size() == 1);

  here.memory.catalog()->add_campaign({waybill_test::tenant, "typo"});
  CHECK(here.tracker.record_sent(sent).ok());
  CHECK(here.status("row_1") == message_status::delivered);
  const auto stats = here.tracker.campaign_stats({waybill_test::tenant, "typo"}).value();
  CHECK(stats.total_contacts == 1);
  CHECK(stats.counters == campaign_delta{1, 1, 0, 0});
  CHECK(here.tracker.verify({waybill_test::tenant, "typo"})->drift() == campaign_delta{});
}

TEST_CASE("a send through an instance that is not there is recorded, marked and logged") {
  std::string told;
  shop here{{.on_log = [&](auto, std::string_view text, const auto&) { told = text; }}};
  auto sent = send_of("row_1", "M1");
  sent.instance = "inst_01";
  const auto result = here.tracker.record_sent(sent);
  CHECK(result.ok());
  CHECK(result.unknown_instance);
  CHECK(told ==
        "the send of row \"row_1\" is recorded, but there is no instance \"inst_01\": no gauges "
        "count it");
  CHECK_FALSE(here.send("row_2", "M2").unknown_instance);
}

TEST_CASE("a send that is recorded again through the right instance gets its reports") {
  shop here;
  auto sent = send_of("row_1", "M1");
  sent.instance = "inst_01";
  CHECK(here.tracker.record_sent(sent).ok());
  CHECK(here.send("row_1", "M1").outcome == send_outcome::recorded);
  CHECK(here.send("row_1", "M1").outcome == send_outcome::already_recorded);
  here.report("M1", receipt::delivered);
  CHECK(here.status("row_1") == message_status::delivered);
  CHECK(here.counters() == campaign_delta{1, 1, 0, 0});
}

TEST_CASE("a tenant that keeps no instances is not told that one is unknown") {
  waybill::memory_store store;
  store.catalog()->add_campaign({waybill_test::tenant, waybill_test::campaign});
  const auto result = waybill::tracker{store}.record_sent(send_of("row_1", "M1"));
  CHECK(result.ok());
  CHECK_FALSE(result.unknown_instance);
}

TEST_CASE("an answer that is parsed already stands in for the text") {
  shop here;
  auto sent = send_of("row_1", "");
  sent.response = "not looked at";
  waybill::send_response answer;
  answer.message_id = "M1";
  CHECK(here.tracker.record_sent(sent, answer).outcome == send_outcome::recorded);
  CHECK(here.row("row_1")->message_id == "M1");
}

TEST_CASE("a row nobody knows and that cannot be made is told so, in the log too") {
  std::string told;
  shop here{{.on_log = [&](auto, std::string_view text, const auto&) { told = text; }}};
  auto sent = send_of("row_1", "M1");
  sent.campaign.clear();
  const auto result = here.tracker.record_sent(sent);
  CHECK(result.outcome == send_outcome::unknown_row);
  CHECK_FALSE(result.ok());
  CHECK(told == "the send of row \"row_1\" is not recorded: unknown_row");
  CHECK_FALSE(here.row("row_1").has_value());
}

TEST_CASE("a row with a status of the user's own is left alone by a send") {
  shop here;
  waybill::tracked_message row;
  row.key = {waybill_test::tenant, "row_1"};
  row.status = std::nullopt;
  here.memory.add_message(row);
  CHECK(here.send("row_1", "M1").outcome == send_outcome::foreign_status);
  CHECK(here.row("row_1")->message_id.empty());
}

TEST_CASE("a send without an instance keeps the row's and touches no gauges of another") {
  shop here;
  waybill::tracked_message row;
  row.key = {waybill_test::tenant, "row_1"};
  row.campaign = waybill_test::campaign;
  row.instance = "inst_of_the_row";
  here.memory.add_message(row);
  auto sent = send_of("row_1", "M1");
  sent.instance.clear();
  CHECK(here.tracker.record_sent(sent).ok());
  CHECK(here.row("row_1")->instance == "inst_of_the_row");
  CHECK(here.gauges().sent_today == 0);
}

TEST_CASE("a send without a time is sent now") {
  waybill::testing::manual_clock clock{midnight};
  waybill::tracker_options options;
  options.clock = &clock;
  shop here{options};
  here.send("row_1", "M1");
  CHECK(here.row("row_1")->times.sent_at == midnight);
}

TEST_CASE("where somebody else counts the sends waybill does not") {
  waybill::tracker_options options;
  options.policy.counts_sends = false;
  shop here{options};
  here.send("row_1", "M1");
  here.report("M1", receipt::read);
  CHECK(here.counters() == campaign_delta{0, 1, 1, 0});
  CHECK(here.gauges().sent_today == 0);
  static_cast<void>(here.tracker.record_sent(resend_of("row_1", "M2")));
  CHECK(here.counters() == campaign_delta{0, 0, 0, 0});
}

TEST_CASE("a store that does not record sends says so") {
  struct reads_only final : waybill::store {
    std::vector<std::vector<waybill::tracked_message>> load(
        std::span<const waybill::message_key> keys) override {
      return std::vector<std::vector<waybill::tracked_message>>(keys.size());
    }
    std::vector<std::size_t> apply(std::span<const waybill::change>) override { return {}; }
  } store;
  const waybill::tracker tracker{store};
  CHECK_THROWS_AS(static_cast<void>(tracker.record_sent(send_of("row_1", "M1"))), std::logic_error);
}
