#include <string>

#include <doctest/doctest.h>

#include "support/campaign.hpp"

using waybill::message_status;
using waybill::receipt;
using waybill_test::json;
using waybill_test::shape;
using waybill_test::tenant;
using waybill_test::webhook;

namespace {

/// Rows of two tenants and two instances, all with the same message id.
struct neighbours {
  waybill::memory_store store;
  waybill::tracker tracker{store};

  void add(const std::string& owner, const std::string& row, const std::string& sender) {
    store.catalog()->add_campaign({owner, "camp"});
    waybill::tracked_message message;
    message.key = {owner, row};
    message.message_id = "SAME";
    message.instance = sender;
    message.campaign = "camp";
    message.status = message_status::sent;
    message.times.sent_at = waybill::time_point{std::chrono::days{20'000}};
    store.add_message(message);
  }
  std::string report(const waybill::origin& from, const std::string& sender) {
    const auto reply = tracker.handle(webhook(shape::v2, sender, "SAME", receipt::read), from);
    const auto body = json(reply.body);
    return std::to_string(reply.http_status) + ' ' +
           std::string{body.contains("status") ? body["status"] : body["error"]};
  }
  bool read(const std::string& owner, const std::string& row) {
    const std::vector<waybill::row_key> key{{owner, row}};
    return store.sends()->load_rows(key).front()->status == message_status::read;
  }
};

}  // namespace

TEST_CASE("one tenant's webhook never touches another's message") {
  neighbours both;
  both.add("a", "1", "inst_1");
  both.add("b", "1", "inst_1");
  CHECK(both.report({"b", {}}, "inst_1") == "200 updated");
  CHECK_FALSE(both.read("a", "1"));
  CHECK(both.read("b", "1"));
  CHECK(both.store.reports()->read_campaign({"a", "camp"})->counters.read == 0);
}

TEST_CASE("a webhook of an unknown tenant knows no message") {
  neighbours both;
  both.add("a", "1", "inst_1");
  CHECK(both.report({"c", {}}, "inst_1") == "200 not_campaign_message");
  CHECK(both.report({}, "inst_1") == "200 not_campaign_message");
  CHECK_FALSE(both.read("a", "1"));
}

TEST_CASE("the tenant is never taken from the body") {
  neighbours both;
  both.add("a", "1", "inst_1");
  const auto body = R"({"event":"messages.update","tenant":"a","tenant_id":"a",)"
                    R"("instance":"inst_1","data":{"keyId":"SAME","status":"READ"}})";
  CHECK(json(both.tracker.handle(body, {"b", {}}).body)["status"] == "not_campaign_message");
  CHECK_FALSE(both.read("a", "1"));
}

TEST_CASE("an instance never moves another's message") {
  neighbours both;
  both.add("a", "1", "inst_1");
  CHECK(both.report({"a", {}}, "inst_2") == "200 not_campaign_message");
  CHECK_FALSE(both.read("a", "1"));
}

TEST_CASE("the instance decides between two rows of one message id") {
  neighbours both;
  both.add("a", "1", "inst_1");
  both.add("a", "2", "inst_2");
  CHECK(both.report({"a", {}}, "inst_2") == "200 updated");
  CHECK_FALSE(both.read("a", "1"));
  CHECK(both.read("a", "2"));
}

TEST_CASE("an instance that is absent on either side leaves it to the message id") {
  SUBCASE("the body names none") {
    neighbours both;
    both.add("a", "1", "inst_1");
    CHECK(both.report({"a", {}}, "") == "200 updated");
    CHECK(both.read("a", "1"));
  }
  SUBCASE("the row names none") {
    neighbours both;
    both.add("a", "1", "");
    CHECK(both.report({"a", {}}, "inst_9") == "200 updated");
    CHECK(both.read("a", "1"));
  }
}

TEST_CASE("two rows that answer to one key are ambiguous and neither moves") {
  SUBCASE("of one instance") {
    neighbours both;
    both.add("a", "1", "inst_1");
    both.add("a", "2", "inst_1");
    CHECK(both.report({"a", {}}, "inst_1") == "422 Ambiguous message");
    CHECK_FALSE(both.read("a", "1"));
    CHECK_FALSE(both.read("a", "2"));
  }
  SUBCASE("of two instances when the body names none") {
    neighbours both;
    both.add("a", "1", "inst_1");
    both.add("a", "2", "inst_2");
    CHECK(both.report({"a", {}}, "") == "422 Ambiguous message");
    CHECK_FALSE(both.read("a", "1"));
    CHECK_FALSE(both.read("a", "2"));
  }
}

TEST_CASE("a body may speak only for the instances of its origin") {
  neighbours both;
  both.add("a", "1", "inst_1");
  both.add("a", "2", "inst_2");
  CHECK(both.report({"a", {"inst_2", "inst_3"}}, "inst_1") == "200 not_campaign_message");
  CHECK_FALSE(both.read("a", "1"));
  CHECK(both.report({"a", {"inst_2", "inst_3"}}, "inst_2") == "200 updated");
  CHECK(both.read("a", "2"));
}

TEST_CASE("an origin's instances decide where the body names none") {
  neighbours both;
  both.add("a", "1", "inst_1");
  both.add("a", "2", "inst_2");
  CHECK(both.report({"a", {"inst_1"}}, "") == "200 updated");
  CHECK(both.read("a", "1"));
  CHECK_FALSE(both.read("a", "2"));
}

TEST_CASE("an early update keeps its tenant and its instances while it is parked") {
  neighbours both;
  both.store.catalog()->add_campaign({"a", "camp"});
  CHECK(both.report({"a", {"inst_2"}}, "") == "200 not_campaign_message");
  CHECK(both.report({"b", {}}, "") == "200 not_campaign_message");
  auto sent = waybill_test::send_of("1", "SAME");
  sent.origin.tenant = "a";
  sent.campaign = "camp";
  CHECK(both.tracker.record_sent(sent).ok());
  CHECK_FALSE(both.read("a", "1"));  // sent by inst_1, which that webhook does not speak for
  CHECK(both.store.parking()->parked_after(0, 10).size() == 2);  // the name may be wrong
}
