// Messages whose ids are chosen before they are posted.

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/dialects/cloud_api.hpp>

#include "support/campaign.hpp"
#include "support/contains.hpp"

using waybill::campaign_delta;
using waybill::message_status;
using waybill::receipt;
using waybill::send_outcome;
using namespace waybill_test;

namespace {

waybill::intended_message intent_of(std::string row, std::string id) {
  return {.origin = {tenant},
          .row = std::move(row),
          .instance = instance,
          .message_id = std::move(id),
          .campaign = campaign,
          .contact = contact};
}

waybill::sent_message answered(const std::string& response) {
  auto sent = send_of("row_1", "");
  sent.response = response;
  return sent;
}

std::string metas_report(const std::string& id, const std::string& chosen,
                         const std::string& status) {
  return R"({"entry":[{"changes":[{"field":"messages","value":{"statuses":[{"id":")" + id +
         R"(","status":")" + status + R"(","timestamp":"1763640000","biz_opaque_callback_data":")" +
         chosen + R"("}]}}]}]})";
}

}  // namespace

TEST_CASE("an intended message is not sent, and its first report says what became of it") {
  shop here;
  const auto result = here.tracker.intend(intent_of("row_1", "M1"));
  CHECK(result.outcome == send_outcome::intended);
  CHECK(result.message_id == "M1");
  CHECK_FALSE(result.ok());
  CHECK(result.transitions.empty());
  CHECK(here.status("row_1") == message_status::pending);
  CHECK(here.counters() == campaign_delta{});
  CHECK(here.gauges().sent_today == 0);
  CHECK(here.log().empty());
  CHECK(json(here.report("M1", receipt::delivered).body)["old_status"] == "pending");
  CHECK(here.counters() == campaign_delta{1, 1, 0, 0});
  CHECK(here.gauges().sent_today == 1);
  CHECK(here.parked().empty());
}

TEST_CASE("in whatever order the answer and the reports of an intended message come, it ends one") {
  std::vector<int> order{0, 1, 2, 3};
  do {
    shop here;
    static_cast<void>(here.tracker.intend(intent_of("row_1", "M1")));
    for (const int step : order) {
      if (step == 0) CHECK(here.tracker.record_sent(answered(gateway_answer("M1"))).ok());
      if (step == 1) here.report("M1", receipt::sent);
      if (step == 2) here.report("M1", receipt::delivered);
      if (step == 3) here.report("M1", receipt::read);
      CHECK(here.counts_hold());
    }
    CHECK(here.status("row_1") == message_status::read);
    CHECK(here.counters() == campaign_delta{1, 1, 1, 0});
    CHECK(here.gauges().sent_today == 1);
    CHECK(here.log().size() == 3);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("an intended message whose answer never came is known by its report alone") {
  shop here;
  static_cast<void>(here.tracker.intend(intent_of("row_1", "M1")));
  const auto timed_out =
      here.tracker.record_sent(answered(R"({"status":500,"response":{"message":"Timed Out"}})"));
  CHECK(timed_out.outcome == send_outcome::timed_out);
  CHECK(here.row("row_1")->message_id == "M1");
  here.report("M1", receipt::read);
  CHECK(here.counters() == campaign_delta{1, 1, 1, 0});
}

TEST_CASE("an intended message that is refused has failed, and may be intended under another id") {
  shop here;
  static_cast<void>(here.tracker.intend(intent_of("row_1", "M1")));
  CHECK(here.tracker.record_sent(answered(R"({"status":400,"error":"no"})")).outcome ==
        send_outcome::refused);
  CHECK(here.counters() == campaign_delta{0, 0, 0, 1});
  const auto again = here.tracker.intend(intent_of("row_1", "M2"));
  CHECK(again.outcome == send_outcome::intended);
  REQUIRE(again.transitions.size() == 1);
  CHECK(again.transitions.front().old_status == message_status::failed);
  CHECK(again.transitions.front().new_status == message_status::pending);
  CHECK(here.counters() == campaign_delta{});
  CHECK(here.counts_hold());
}

TEST_CASE("a report that waited for a refused message is settled when its id is intended again") {
  shop here;
  static_cast<void>(here.tracker.intend(intent_of("row_1", "M1")));
  static_cast<void>(here.tracker.record_sent(answered(R"({"status":400,"error":"no"})")));
  here.report("M1", receipt::delivered);
  CHECK(here.parked().size() == 1);
  CHECK(here.tracker.intend(intent_of("row_1", "M1")).outcome == send_outcome::intended);
  CHECK(here.status("row_1") == message_status::delivered);
  CHECK(here.parked().empty());
  CHECK(here.tracker.intend(intent_of("row_1", "M1")).outcome == send_outcome::already_recorded);
}

TEST_CASE("whoever intends a row that has an id is told that id and may only post under it") {
  shop here;
  static_cast<void>(here.tracker.intend(intent_of("row_1", "M1")));
  const auto other = here.tracker.intend(intent_of("row_1", "M2"));
  CHECK(other.outcome == send_outcome::needs_resend);
  CHECK(other.message_id == "M1");
  CHECK(here.row("row_1")->message_id == "M1");
}

TEST_CASE("an id that is none is rejected alone, with the reason") {
  shop here;
  const std::vector intents{intent_of("row_1", "M1"), intent_of("row_2", ""),
                            intent_of("row_3", std::string(256, 'x')), intent_of("row_4", "\xFF"),
                            intent_of("row_5", std::string(1, '\0'))};
  const auto results = here.tracker.intend(intents);
  CHECK(results.front().outcome == send_outcome::intended);
  for (std::size_t i = 1; i < results.size(); ++i) {
    CAPTURE(i);
    CHECK(results[i].outcome == send_outcome::rejected);
    CHECK(contains(results[i].reason.text, "1 to 255 bytes"));
    CHECK(here.row(intents[i].row)->message_id.empty());
  }
}

TEST_CASE("Meta's report finds the row by what it sends back, whenever the answer comes") {
  for (const bool answer_first : {true, false}) {
    CAPTURE(answer_first);
    shop here{{.dialect = waybill::cloud_api()}};
    static_cast<void>(here.tracker.intend(intent_of("row_1", "chosen-1")));
    const auto record = [&] {
      CHECK(here.tracker.record_sent(answered(R"({"messages":[{"id":"wamid.1"}]})")).ok());
    };
    if (answer_first) record();
    CHECK(json(here.handle(metas_report("wamid.1", "chosen-1", "delivered")).body)["status"] ==
          "updated");
    if (!answer_first) record();
    here.handle(metas_report("wamid.1", "chosen-1", "read"));
    CHECK(here.row("row_1")->message_id == "wamid.1");
    CHECK(here.row("row_1")->instance == instance);
    CHECK(here.status("row_1") == message_status::read);
    CHECK(here.counters() == campaign_delta{1, 1, 1, 0});
    CHECK(here.parked().empty());
    CHECK(here.counts_hold());
  }
}

TEST_CASE("what was sent back of another message, or was chosen for nothing, finds no row") {
  shop here{{.dialect = waybill::cloud_api()}};
  here.send("row_1", "M1");
  for (const auto* const chosen : {"M1", "spring campaign"}) {
    CHECK(json(here.handle(metas_report("wamid.1", chosen, "read")).body)["status"] ==
          "not_campaign_message");
  }
  CHECK(here.status("row_1") == message_status::sent);
}
