// What somebody set up wrong: it is told, and no item is blamed for it.

#include <chrono>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/store_error.hpp>
#include <waybill/store_parts.hpp>
#include <waybill/tracker.hpp>

#include "postgres/existing/world.hpp"
#include "postgres/postgres_world.hpp"
#include "support/contains.hpp"
#include "support/webhooks.hpp"

using namespace waybill_test;
using waybill::receipt;
using waybill::store_error;

namespace {

/// Two messages of two campaigns that were sent, M1 and M2, in the reference's tables, and what a
/// tracker says of webhooks about them.
class set_up {
 public:
  explicit set_up(existing_tables tables = reference_tables("bigint"), std::string tenant = {})
      : tenant_(std::move(tenant)), place(std::move(tables)) {
    options_.deadline = std::chrono::seconds{3};
    options_.on_log = [this](auto level, std::string_view text, const auto&) {
      if (level == waybill::severity::error) errors.emplace_back(text);
    };
    existing_world world{place};
    for (const std::size_t n : {1U, 2U}) {
      world.add_campaign("tenant_a", world.id(n));
      waybill::tracked_message row;
      row.key = {"tenant_a", world.id(n + 10)};
      row.message_id = "M" + std::to_string(n);
      row.campaign = world.id(n);
      row.status = waybill::message_status::sent;
      row.times.sent_at = waybill::time_point{};
      world.add_message(row);
    }
  }

  waybill::reply handle(const std::string& body) {
    errors.clear();
    return waybill::tracker{place.store, options_}.handle(body, {tenant_, {}});
  }
  waybill::reply report(const std::string& id, receipt what) {
    return handle(webhook(shape::v2, "", id, what));
  }
  waybill::reply fail(const std::string& id, const std::string& why) {
    return handle(R"({"event":"messages.update","data":{"key":{"id":")" + id +
                  R"("},"update":{"status":0}},"error":")" + why + "\"}");
  }
  [[nodiscard]] std::string status(const std::string& id) {
    return place.look.value(
        "SELECT status FROM campaigns_campaigncontact WHERE whatsapp_message_id = $1", {id});
  }

 private:
  std::string tenant_;
  waybill::tracker_options options_;

 public:
  existing_place place;
  std::vector<std::string> errors;  ///< that the last webhook logged
};

struct fault {
  const char* name;
  const char* sqlstate;
  const char* breaks;
  const char* corrects;
};

constexpr auto add_log_check =
    "ALTER TABLE campaigns_campaignlog ADD CONSTRAINT words CHECK (log_type IN ('sent', 'read'))";

const std::vector<fault> faults{
    {"no partition of the log", "23514",
     "CREATE TABLE kept AS TABLE campaigns_campaignlog; DROP TABLE campaigns_campaignlog;"
     "CREATE TABLE campaigns_campaignlog (LIKE kept) PARTITION BY RANGE (created_at)",
     "CREATE TABLE later PARTITION OF campaigns_campaignlog DEFAULT"},
    {"a CHECK without waybill's words", "23514", add_log_check,
     "ALTER TABLE campaigns_campaignlog DROP CONSTRAINT words"},
    {"a column too short for waybill's words", "22001",
     "ALTER TABLE campaigns_campaignlog ALTER log_type TYPE varchar(14)",
     "ALTER TABLE campaigns_campaignlog ALTER log_type TYPE varchar(40)"},
    {"a NOT NULL column for what a message lacks", "23502",
     "ALTER TABLE campaigns_campaignlog ALTER instance_id SET NOT NULL",
     "ALTER TABLE campaigns_campaignlog ALTER instance_id DROP NOT NULL"},
    {"a counter that is full", "22003",
     "ALTER TABLE campaigns_campaign ALTER delivered_count TYPE smallint;"
     "UPDATE campaigns_campaign SET delivered_count = 32767",
     "ALTER TABLE campaigns_campaign ALTER delivered_count TYPE bigint"},
    {"a trigger that raises", "P0001",
     "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';"
     "CREATE TRIGGER no BEFORE INSERT ON campaigns_campaignlog FOR EACH ROW EXECUTE FUNCTION no()",
     "DROP TRIGGER no ON campaigns_campaignlog"}};

/// Tables whose tenants are of type uuid, with one pending row.
struct uuid_tenants {
  static inline const std::string stored = "0000000a-0000-4000-8000-00000000000a";
  static inline const std::string other_spelling = "{0000000A000040008000-00000000000A}";

  uuid_tenants() : place(tables()) {
    place.look.script(
        "INSERT INTO campaigns_campaign VALUES (1, '', 0, 0, 0, 0, 0);"
        "INSERT INTO campaigns_campaigncontact (id, campaign_id, status) VALUES (1, 1, 'pending')");
  }

  existing_place place;

 private:
  [[nodiscard]] static existing_tables tables() {
    auto result = reference_tables("bigint");
    for (const auto* const each :
         {"campaigns_campaign", "campaigns_campaigncontact", "contacts_contact",
          "notifications_whatsappinstance", "campaigns_campaignlog"}) {
      result.ddl += std::string{"ALTER TABLE "} + each + " ADD tenant_id uuid NOT NULL DEFAULT '" +
                    stored + "';";
    }
    auto& names = result.names;
    names.only_tenant = "";
    for (auto* const name :
         {&names.campaign.tenant_id, &names.campaign_contact.tenant_id, &names.contact.tenant_id,
          &names.instance.tenant_id, &names.campaign_log.tenant_id}) {
      *name = "tenant_id";
    }
    return result;
  }
};

}  // namespace

TEST_CASE("what the set-up refuses is 503 and one loud error, and is taken once it is corrected") {
  for (const auto& each : faults) {
    CAPTURE(each.name);
    set_up here;  // an error is told once a minute
    here.place.look.script(
        "UPDATE campaigns_campaigncontact SET status = 'sent', delivered_at = NULL;"
        "UPDATE campaigns_campaign SET delivered_count = 0; TRUNCATE campaigns_campaignlog");
    here.place.look.script(each.breaks);
    CHECK(here.report("M1", receipt::delivered).http_status == 503);
    REQUIRE(here.errors.size() == 1);
    CHECK(contains(here.errors[0], each.sqlstate));
    CHECK_FALSE(contains(here.errors[0], "never be accepted"));
    CHECK(here.status("M1") == "sent");
    here.place.look.script(each.corrects);
    CHECK(here.report("M1", receipt::delivered).http_status == 200);
    CHECK(here.status("M1") == "delivered");
  }
}

TEST_CASE("what the set-up refuses of one campaign keeps no other from being stored") {
  set_up here;
  here.place.look.script(
      "ALTER TABLE campaigns_campaign ALTER delivered_count TYPE smallint;"
      "UPDATE campaigns_campaign SET delivered_count = 32767 WHERE id = 1");
  const auto reply =
      here.handle(envelope("", list_of({item(shape::v2, "M1", receipt::delivered),
                                        item(shape::v2, "M2", receipt::delivered)})));
  CHECK(reply.http_status == 503);
  CHECK(here.status("M1") == "sent");
  CHECK(here.status("M2") == "delivered");
}

TEST_CASE("a send that the set-up refuses is thrown, once the others are recorded") {
  set_up here;
  here.place.look.script(
      "UPDATE campaigns_campaigncontact SET status = 'pending', sent_at = NULL,"
      " whatsapp_message_id = NULL;"
      "ALTER TABLE campaigns_campaign ALTER sent_count TYPE smallint;"
      "UPDATE campaigns_campaign SET sent_count = 32767 WHERE id = 1");
  const waybill::tracker tracker{here.place.store};
  std::vector<waybill::sent_message> sends(2);
  for (const std::size_t n : {0U, 1U}) {
    sends[n].row = here.place.tables.id(n + 11);
    sends[n].response = R"({"key":{"id":"N)" + std::to_string(n + 1) + "\"}}";
  }
  CHECK_THROWS_AS(static_cast<void>(tracker.record_sent(sends)), store_error);
  CHECK(here.place.look.value("SELECT status FROM campaigns_campaigncontact WHERE id = 11") ==
        "pending");
  CHECK(here.status("N2") == "sent");
}

TEST_CASE("a reason is cut to what its column takes, and the failure is stored") {
  auto tables = reference_tables("bigint");
  tables.ddl +=
      "ALTER TABLE campaigns_campaigncontact ALTER error_message TYPE varchar(20);"
      "ALTER TABLE campaigns_campaignlog ALTER message TYPE varchar(30);";
  set_up here{tables};
  CHECK(here.fail("M1", "The recipient has no telephone: ção").http_status == 200);
  CHECK(here.status("M1") == "failed");
  CHECK(here.place.look.value("SELECT error_message FROM campaigns_campaigncontact"
                              " WHERE whatsapp_message_id = 'M1'") == "The recipient has no");
  CHECK(here.place.look.value("SELECT length(message) FROM campaigns_campaignlog") == "30");
}

TEST_CASE("a reason loses the characters that the database lacks, and the failure is stored") {
  observer{cluster::shared().url()}.script(
      "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
  postgres_place place{{}, cluster::shared().url("latin")};
  const waybill::tracker tracker{place.store};
  place.store.catalog()->add_campaign({"", "spring"});
  waybill::sent_message sent;
  sent.row = "r1";
  sent.campaign = "spring";
  sent.response = R"({"key":{"id":"M1"}})";
  CHECK(tracker.record_sent(sent).ok());
  const auto fail = [&](const std::string& id) {
    return tracker.handle(R"({"event":"messages.update","data":{"key":{"id":")" + id +
                              R"("},"update":{"status":0}},"error":"não ❌"})",
                          {});
  };
  CHECK(fail("M1").http_status == 200);
  CHECK(place.look.value("SELECT error_message = 'n' || chr(227) || 'o ?'"
                         " FROM waybill.campaign_contact") == "t");
  // Early updates keep their reasons in the same way.
  CHECK(fail("early").http_status == 200);
  CHECK(place.look.value("SELECT count(*) FROM waybill.parked_update") == "1");
  // An id is no text for people: no row can have this one.
  CHECK(fail("❌").http_status == 422);
  const auto warnings = place.store.check_schema();
  REQUIRE(warnings.size() == 1);
  CHECK(contains(warnings[0], "the database's encoding is LATIN1"));
}

TEST_CASE("on tables of one tenant a call for none is for that one, also when it is early") {
  set_up here;
  CHECK(here.report("M1", receipt::delivered).http_status == 200);
  CHECK(here.status("M1") == "delivered");
  CHECK(contains(here.report("M3", receipt::read).body, "not_campaign_message"));
  CHECK(here.place.look.value("SELECT tenant_id FROM waybill_parked_update") == "tenant_a");
  const waybill::tracker tracker{here.place.store};
  waybill::sent_message sent;
  sent.row = "12";
  sent.resend = true;
  sent.response = R"({"key":{"id":"M3"}})";
  CHECK(tracker.record_sent(sent).ok());
  CHECK(here.status("M3") == "read");
  CHECK(here.place.look.value("SELECT count(*) FROM waybill_parked_update") == "0");
  CHECK(tracker.campaign_stats({"", "1"})->counters.delivered == 1);
}

TEST_CASE("on tables of one tenant a call for any other is an error that says so") {
  set_up here{reference_tables("bigint"), "tenant_b"};
  CHECK(here.report("M1", receipt::delivered).http_status == 503);
  REQUIRE(here.errors.size() == 1);
  CHECK(contains(here.errors[0], "the call is for another tenant than only_tenant"));
  CHECK_THROWS_AS(static_cast<void>(here.place.store.reports()->read_campaign({"tenant_b", "1"})),
                  store_error);

  auto unnamed = reference_tables("bigint");
  unnamed.names.only_tenant = "";
  set_up there{unnamed, "tenant_a"};
  CHECK(there.report("M1", receipt::delivered).http_status == 503);
  REQUIRE(there.errors.size() == 1);
  CHECK(contains(there.errors[0], "name it as only_tenant"));
}

TEST_CASE(
    "a tenant that cannot be one of the tables is an error, in any spelling one is the same") {
  uuid_tenants here;
  auto& place = here.place;
  std::vector<std::string> errors;
  waybill::tracker_options options;
  options.on_log = [&](auto level, std::string_view text, const auto&) {
    if (level == waybill::severity::error) errors.emplace_back(text);
  };
  const waybill::tracker tracker{place.store, options};
  const auto body = webhook(shape::v2, "", "M1", receipt::read);
  for (const std::string wrong : {"shop", "", "12"}) {
    CAPTURE(wrong);
    errors.clear();
    CHECK(tracker.handle(body, {wrong, {}}).http_status == 503);
    REQUIRE(errors.size() == 1);
    CHECK(contains(errors[0], "the tenant of the call is no uuid"));
  }
  // The early update and the send spell the tenant differently, and meet.
  CHECK(tracker.handle(body, {uuid_tenants::stored, {}}).http_status == 200);
  waybill::sent_message sent;
  sent.origin.tenant = uuid_tenants::other_spelling;
  sent.row = "1";
  sent.response = R"({"key":{"id":"M1"}})";
  // What was early is told with its own send, not with the first one.
  waybill::sent_message unknown = sent;
  unknown.origin.tenant = uuid_tenants::stored;
  unknown.row = "77";
  unknown.response = R"({"key":{"id":"M9"}})";
  const auto results = tracker.record_sent(std::vector{unknown, sent});
  CHECK_FALSE(results[0].ok());
  CHECK(results[0].transitions.empty());
  CHECK(results[1].ok());
  REQUIRE_FALSE(results[1].transitions.empty());
  CHECK(results[1].transitions.back().new_status == waybill::message_status::read);
  CHECK(results[1].transitions.back().key.tenant == sent.origin.tenant);
  CHECK(place.look.value("SELECT status FROM campaigns_campaigncontact") == "read");
}

TEST_CASE("a key that no row can have is unknown, and no error") {
  set_up here;
  auto& store = here.place.store;
  for (const std::string key : {"xyz", "", "1.5", "99999999999999999999"}) {
    CAPTURE(key);
    CHECK_FALSE(store.reports()->read_campaign({"", key}).has_value());
    CHECK_FALSE(store.reports()->audit({"", key}).has_value());
    CHECK_FALSE(store.reports()->repair({"", key}).has_value());
    CHECK(store.reports()->read_log({"", key}, {}, 5).empty());
    const std::vector<waybill::row_key> rows{{"", key}, {"", "11"}};
    const auto found = store.sends()->load_rows(rows);
    CHECK_FALSE(found[0].has_value());
    CHECK(found[1].has_value());
  }
}

TEST_CASE("a store on existing tables has no catalog") {
  existing_place place{reference_tables("bigint")};
  CHECK(place.store.catalog() == nullptr);
  static_assert(!std::is_base_of_v<waybill::catalog_store, waybill::postgres_store>);
}

TEST_CASE("what a store returns has the tenant as the call spelled it, and goes back so") {
  const auto& asked = uuid_tenants::other_spelling;
  uuid_tenants here;
  auto& store = here.place.store;
  here.place.look.script(
      "UPDATE campaigns_campaigncontact SET whatsapp_message_id = 'M1', status = 'sent',"
      " sent_at = '2026-01-01 00:00:00+00'");
  const std::vector<waybill::message_key> keys{{asked, "M1"}, {asked, "M2"}};
  const auto loaded = store.load(keys).front();
  REQUIRE(loaded.size() == 1);
  CHECK(loaded[0].key == waybill::row_key{asked, "1"});
  const auto by_row = store.sends()->load_rows(std::vector{loaded[0].key}).front();
  CHECK(by_row.value().key == loaded[0].key);
  const waybill::time_point later{std::chrono::sys_days{std::chrono::year{2100} / 1 / 1}};
  const auto stalled = store.reports()->find_stalled(asked, later, 5);
  REQUIRE(stalled.size() == 1);
  CHECK(stalled[0].key == loaded[0].key);

  waybill::change read;
  read.key = loaded[0].key;
  read.expected_message_id = "M1";
  read.expected = loaded[0].state();
  read.next_status = waybill::message_status::read;
  CHECK(store.apply({&read, 1}).empty());
  CHECK(here.place.look.value("SELECT status FROM campaigns_campaigncontact") == "read");

  waybill::incoming_update early;
  early.from.tenant = asked;
  early.update.message_id = "M2";
  static_cast<void>(store.parking()->park({&early, 1}));
  const auto parked = store.parking()->parked_for(keys);
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].incoming.from.tenant == asked);
  store.parking()->forget(std::vector{parked[0].key()});
  CHECK(store.parking()->parked_for(keys).empty());
}
