#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/dialects/baileys.hpp>
#include <waybill/forwarding_store.hpp>
#include <waybill/no_names_scope.hpp>

#include "support/campaign.hpp"

using waybill::receipt;
using waybill_test::envelope;
using waybill_test::instance;
using waybill_test::item;
using waybill_test::json;
using waybill_test::shape;
using waybill_test::shop;
using waybill_test::webhook;

namespace {

/// Hears whether those who load need the contacts' names.
struct listening_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::set<bool> needs_names{};

  std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    needs_names.insert(!waybill::no_names_scope::is_open());
    return forwarding_store::load(keys);
  }
  std::vector<std::optional<waybill::tracked_message>> load_rows(
      std::span<const waybill::row_key> rows) override {
    needs_names.insert(!waybill::no_names_scope::is_open());
    return forwarding_store::load_rows(rows);
  }
};

/// A shop that has sent one message.
struct shop_with_a_send : shop {
  explicit shop_with_a_send(waybill::tracker_options options = {}) : shop(std::move(options)) {
    send("row_1", "M1");
  }
};

void is_answered(const waybill::reply& reply, int http_status, const std::string& body) {
  CHECK(reply.http_status == http_status);
  CHECK(json(reply.body) == json(body));
}

}  // namespace

TEST_CASE("a transition is answered with both statuses and the campaign and the contact's name") {
  shop_with_a_send here;
  const auto reply = here.report("M1", receipt::delivered);
  is_answered(reply, 200,
              R"({"status":"updated","message_id":"M1","old_status":"sent",)"
              R"("new_status":"delivered","campaign":"camp_1","contact":"João Silva"})");
  REQUIRE(reply.transitions.size() == 1);
  const auto& told = reply.transitions.front();
  CHECK(told.key == waybill::row_key{waybill_test::tenant, "row_1"});
  CHECK(told.message_id == "M1");
  CHECK(told.instance == instance);
  CHECK(told.campaign == waybill_test::campaign);
  CHECK(told.contact == waybill_test::contact);
  CHECK(told.old_status == waybill::message_status::sent);
  CHECK(told.new_status == waybill::message_status::delivered);
}

TEST_CASE("the members of an updated reply stand in the order of the reference") {
  shop_with_a_send here;
  CHECK(here.report("M1", receipt::read).body ==
        R"({"status":"updated","message_id":"M1","old_status":"sent","new_status":"read",)"
        R"("campaign":"camp_1","contact":"Jo)"
        "\xc3\xa3"
        R"(o Silva"})");
}

TEST_CASE("a switch leaves the contact's name out of replies") {
  waybill::tracker_options options;
  options.replies_name_contact = false;
  shop_with_a_send here{options};
  is_answered(here.report("M1", receipt::read), 200,
              R"({"status":"updated","message_id":"M1","old_status":"sent","new_status":"read",)"
              R"("campaign":"camp_1"})");
}

TEST_CASE("names of contacts are asked for where replies tell them, and not to record a send") {
  for (const bool names_contact : {true, false}) {
    shop here;
    listening_store store{here.memory};
    waybill::tracker_options options;
    options.replies_name_contact = names_contact;
    options.observers = {[](const waybill::status_transition&) {
      CHECK_FALSE(waybill::no_names_scope::is_open());  // what an observer loads is its own affair
    }};
    const waybill::tracker tracker{store, options};
    CHECK(tracker.record_sent(waybill_test::send_of("row_1", "M1")).transitions.size() == 1);
    CHECK(store.needs_names == std::set{false});
    store.needs_names.clear();
    const auto body = webhook(shape::v2, instance, "M1", receipt::read);
    CHECK(tracker.handle(body, {waybill_test::tenant, {}}).transitions.size() == 1);
    CHECK(store.needs_names == std::set{names_contact});
  }
}

TEST_CASE("the same or a lower stage is already processed and moves nothing") {
  shop_with_a_send here;
  here.report("M1", receipt::read);
  const auto counters = here.counters();
  for (const auto what : {receipt::sent, receipt::delivered, receipt::read, receipt::played}) {
    CAPTURE(waybill::to_string(what));
    const auto reply = here.report("M1", what);
    is_answered(reply, 200, R"({"status":"already_processed"})");
    CHECK(reply.transitions.empty());
  }
  CHECK(here.counters() == counters);
}

TEST_CASE("a status of the user's own is already processed and left alone") {
  shop here;
  waybill::tracked_message row;
  row.key = {waybill_test::tenant, "row_1"};
  row.message_id = "M1";
  row.campaign = waybill_test::campaign;
  row.status = std::nullopt;
  here.memory.add_message(row);
  is_answered(here.report("M1", receipt::read), 200, R"({"status":"already_processed"})");
  CHECK_FALSE(here.row("row_1")->times.read_at.has_value());
  CHECK(here.counters() == waybill::campaign_delta{});
}

TEST_CASE("an unknown message is no campaign message") {
  shop here;
  is_answered(here.report("NOBODY", receipt::read), 200, R"({"status":"not_campaign_message"})");
}

TEST_CASE("a code or word that is not mapped is answered as received and before the look-up") {
  shop here;
  const auto unmapped = [](const std::string& status) {
    return envelope(instance, R"({"key":{"id":"NOBODY"},"update":{"status":)" + status + "}}");
  };
  const std::vector<std::string> codes{"4",    "-1",   "99",    "2.5",  "\"MAYBE\"",
                                       "\"\"", "true", "false", "null", "\"4\""};
  for (const auto& code : codes) {
    CAPTURE(code);
    is_answered(here.handle(unmapped(code)), 200,
                R"({"status":"unknown_status_code","code":)" + code + "}");
  }
  is_answered(here.handle(envelope(instance, R"({"key":{"id":"NOBODY"},"update":{}})")), 200,
              R"({"status":"unknown_status_code","code":null})");
  CHECK(here.parked().empty());
}

TEST_CASE("a pending report is answered before the look-up and is never parked") {
  shop_with_a_send here;
  for (const std::string id : {"M1", "NOBODY"}) {
    is_answered(here.handle(webhook(shape::reference, instance, id, receipt::pending)), 200,
                R"({"status":"unknown_status_code","code":1})");
    is_answered(here.handle(webhook(shape::v2, instance, id, receipt::pending)), 200,
                R"({"status":"unknown_status_code","code":"PENDING"})");
  }
  CHECK(here.parked().empty());
}

TEST_CASE("another event and an empty list are ignored and name the event") {
  shop_with_a_send here;
  is_answered(here.handle(R"({"event":"messages.upsert","data":{"keyId":"M1","status":"READ"}})"),
              200, R"({"status":"ignored","event":"messages.upsert"})");
  is_answered(here.handle(R"({"event":"connection.update","data":{}})"), 200,
              R"({"status":"ignored","event":"connection.update"})");
  is_answered(here.handle(R"({"data":{}})"), 200, R"({"status":"ignored","event":null})");
  is_answered(here.handle(envelope(instance, "[]")), 200,
              R"({"status":"ignored","event":"messages.update"})");
}

TEST_CASE("what is understood but no receipt is ignored") {
  shop_with_a_send here;
  const auto ignored = R"({"status":"ignored","event":"messages.update"})";
  is_answered(here.handle(envelope(instance, R"({"keyId":"M1"})")), 200, ignored);
  is_answered(here.handle(envelope(instance, R"({"keyId":"M1","status":"DELETED"})")), 200,
              ignored);
  is_answered(
      here.handle(envelope(instance, R"({"keyId":"M1","status":"SERVER_ACK","message":{"x":1}})")),
      200, ignored);
  is_answered(here.handle(envelope(instance, R"({"keyId":"M1","remoteJid":"status@broadcast",)"
                                             R"("status":"READ"})")),
              200, ignored);
  CHECK(here.status("row_1") == waybill::message_status::sent);
}

TEST_CASE("a needed field that is absent is named and one of a wrong type is pointed at") {
  shop_with_a_send here;
  is_answered(here.handle(R"({"event":"messages.update"})"), 400,
              R"({"error":"Missing field: 'data'"})");
  is_answered(here.handle(envelope(instance, R"({"update":{"status":2}})")), 400,
              R"({"error":"Missing field: 'key'"})");
  is_answered(here.handle(envelope(instance, R"({"key":{},"update":{"status":2}})")), 400,
              R"({"error":"Missing field: 'id'"})");
  is_answered(here.handle(envelope(instance, R"({"key":{"id":"M1"}})")), 400,
              R"({"error":"Missing field: 'update'"})");
  is_answered(here.handle(envelope(instance, R"({"key":7,"update":{"status":2}})")), 400,
              R"({"error":"Invalid field: '/data/key'"})");
  is_answered(here.handle(envelope(instance, R"({"key":{"id":7},"update":{"status":2}})")), 400,
              R"({"error":"Invalid field: '/data/key/id'"})");
  is_answered(here.handle("{not json"), 400, R"({"error":"Invalid JSON"})");
}

TEST_CASE("a list of one item is answered as that item") {
  shop_with_a_send here;
  is_answered(here.handle(envelope(instance, "[" + item(shape::v2, "M1", receipt::read) + "]")),
              200,
              R"({"status":"updated","message_id":"M1","old_status":"sent","new_status":"read",)"
              R"("campaign":"camp_1","contact":"João Silva"})");
}

TEST_CASE("a list of two or more items is answered item by item in its order") {
  shop_with_a_send here;
  const auto data = waybill_test::list_of(
      {item(shape::v2, "M1", receipt::delivered), item(shape::reference, "M1", receipt::pending),
       R"({"key":{}})", item(shape::v1, "NOBODY", receipt::read), R"({"keyId":"M1"})",
       item(shape::reference, "M1", receipt::read), item(shape::v2, "M1", receipt::read)});
  const auto reply = here.handle(envelope(instance, data));
  is_answered(reply, 200,
              R"({"status":"processed","results":[)"
              R"({"status":"updated","message_id":"M1","old_status":"sent",)"
              R"("new_status":"delivered","campaign":"camp_1","contact":"João Silva"},)"
              R"({"status":"unknown_status_code","code":1},)"
              R"({"error":"Missing field: 'id'"},)"
              R"({"status":"not_campaign_message"},)"
              R"({"status":"ignored","event":"messages.update"},)"
              R"({"status":"updated","message_id":"M1","old_status":"delivered",)"
              R"("new_status":"read","campaign":"camp_1","contact":"João Silva"},)"
              R"({"status":"already_processed"}]})");
  CHECK(reply.transitions.size() == 2);
  CHECK(here.counters() == waybill::campaign_delta{1, 1, 1, 0});
}

TEST_CASE("the number table decides what a status number means") {
  waybill::tracker_options options;
  options.dialect = waybill::evolution(waybill::baileys_numbers);
  shop_with_a_send here{options};
  const auto body = [](int code) {
    return envelope(instance,
                    R"({"key":{"id":"M1"},"update":{"status":)" + std::to_string(code) + "}}");
  };
  is_answered(here.handle(body(2)), 200, R"({"status":"already_processed"})");
  CHECK(json(here.handle(body(3)).body)["new_status"] == "delivered");
  CHECK(json(here.handle(body(5)).body)["new_status"] == "read");
}
