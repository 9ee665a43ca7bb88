// What a store says of existing tables that are not what it was told.

#include <string>

#include <doctest/doctest.h>

#include <waybill/store_error.hpp>
#include <waybill/tracker.hpp>

#include "postgres/existing/world.hpp"
#include "support/contains.hpp"

using namespace waybill_test;
using waybill::schema_names;
using waybill::store_error;

namespace {

/// A database with the reference's tables, changed by a script.
class changed_tables {
 public:
  explicit changed_tables(const std::string& script = {})
      : tables_(reference_tables("uuid")), url_(cluster::shared().new_database()), look(url_) {
    names = tables_.names;
    names.parked_update = "";
    look.script(tables_.ddl + script);
  }

  [[nodiscard]] waybill::postgres_options options() const {
    waybill::postgres_options result;
    result.schema = names;
    return result;
  }
  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  /// What the check throws; empty if nothing.
  [[nodiscard]] std::string problems() const {
    try {
      waybill::postgres_store{url_, options()}.check_schema();
    } catch (const store_error& error) {
      CHECK(error.retry_safe());
      return error.what();
    }
    return {};
  }
  [[nodiscard]] std::vector<std::string> warnings() const {
    return waybill::postgres_store{url_, options()}.check_schema();
  }

 private:
  existing_tables tables_;
  std::string url_;

 public:
  observer look;
  schema_names names;
};

}  // namespace

TEST_CASE("everything that is wrong with the tables is told at once, with what would mend it") {
  changed_tables tables{
      "ALTER TABLE campaigns_campaign DROP COLUMN read_count;"
      "ALTER TABLE campaigns_campaigncontact ALTER COLUMN sent_at TYPE timestamp;"
      "ALTER TABLE campaigns_campaignlog ADD COLUMN actor text NOT NULL;"};
  tables.names.contact.table = "contacts";
  const auto told = tables.problems();
  CAPTURE(told);
  CHECK(contains(told,
                 R"("campaigns_campaign" has no column "read_count": correct campaign.read_count,)"
                 R"( or ALTER TABLE "campaigns_campaign" ADD COLUMN "read_count" bigint)"));
  CHECK(contains(told,
                 "campaign_contact.sent_at is timestamp without time zone and should be timestamp"
                 R"( with time zone: ALTER TABLE "campaigns_campaigncontact" ALTER COLUMN)"
                 R"( "sent_at" TYPE timestamp with time zone)"));
  CHECK(
      contains(told, R"("campaigns_campaignlog" column "actor" is NOT NULL and nothing fills it)"));
  CHECK(contains(told, "campaign_log.constants.actor"));
  CHECK(contains(told, R"(there is no table "contacts": correct contact.table)"));
}

TEST_CASE("a column that is needed must have a name") {
  changed_tables tables;
  tables.names.campaign_contact.status = "";
  CHECK(contains(tables.problems(), "campaign_contact.status must have a name"));
}

TEST_CASE("columns that are compared must be of one type") {
  const changed_tables tables{
      "ALTER TABLE campaigns_campaigncontact DROP COLUMN contact_id, ADD COLUMN contact_id "
      "bigint;"};
  CHECK(
      contains(tables.problems(), "campaign_contact.contact_id is bigint and contact.id is uuid"));
}

TEST_CASE("a tenant is in all tables or in none") {
  changed_tables tables{"ALTER TABLE campaigns_campaign ADD COLUMN tenant_id text;"};
  tables.names.campaign.tenant_id = "tenant_id";
  CHECK(contains(tables.problems(), "all tables have a tenant_id or none has: campaign have,"));
}

TEST_CASE("a table of early updates that nobody made is missed") {
  changed_tables tables;
  tables.names.parked_update = "waybill_parked_update";
  CHECK(contains(tables.problems(),
                 R"(there is no table "waybill_parked_update" for early updates)"));
}

TEST_CASE("a constant for a column that is not there is told") {
  changed_tables tables;
  tables.names.campaign_log.constants["actor"] = "waybill";
  CHECK(contains(tables.problems(), "remove campaign_log.constants.actor"));
}

TEST_CASE("a message id without an index is a warning with the statement that makes one") {
  changed_tables tables{"DROP INDEX campaigns_campaigncontact_whatsapp_message_id_idx;"};
  const auto warnings = tables.warnings();
  REQUIRE(warnings.size() == 1);
  CAPTURE(warnings[0]);
  CHECK(contains(warnings[0], R"(CREATE INDEX CONCURRENTLY ON "campaigns_campaigncontact")"
                              R"( ("whatsapp_message_id"))"));
}

TEST_CASE("nothing is made among existing tables but that of early updates") {
  changed_tables tables;
  tables.names.parked_update = "waybill_parked_update";
  const std::string count =
      "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
  const auto before = std::stoi(tables.look.value(count));
  const std::string schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'waybill'";
  waybill::postgres_store store{tables.url(), tables.options()};
  CHECK(store.pending_migrations() == 1);
  CHECK(store.migrate() == 1);
  CHECK(store.migrate() == 0);
  CHECK(store.pending_migrations() == 0);
  CHECK(std::stoi(tables.look.value(count)) == before + 1);
  CHECK(tables.look.value(schemas) == "0");
}

TEST_CASE("a webhook on wrong tables is answered so that it comes again") {
  changed_tables tables{"ALTER TABLE campaigns_campaign DROP COLUMN read_count;"};
  waybill::postgres_store store{tables.url(), tables.options()};
  waybill::tracker_options options;
  options.deadline = std::chrono::seconds{1};
  waybill::tracker tracker{store, options};
  const auto reply = tracker.handle(
      R"({"event":"messages.update","data":{"key":{"id":"A"},"update":{"status":2}}})",
      {"tenant_a", {}});
  CHECK(reply.http_status == 503);
}

TEST_CASE("of another tenant than their own, tables without tenants know nothing") {
  existing_place place{reference_tables("uuid")};
  existing_world world{place};
  world.add_campaign("tenant_a", world.id(1));
  CHECK(place.store.read_campaign("tenant_a", world.id(1)).has_value());
  CHECK_FALSE(place.store.read_campaign("tenant_b", world.id(1)).has_value());
}

TEST_CASE("names are set by their paths, and a path that is none is refused") {
  schema_names names;
  for (const auto& path : waybill::schema_name_paths()) {
    CAPTURE(path);
    CHECK_NOTHROW(set_schema_name(names, path, "x"));
  }
  set_schema_name(names, "campaign_log.constants.actor", "waybill");
  CHECK(names.campaign.table == "x");
  CHECK(names.campaign_log.created_at == "x");
  CHECK(names.campaign_log.constants.at("actor") == "waybill");
  CHECK_THROWS_WITH(set_schema_name(names, "campaign.colour", "red"),
                    "no table or column of a schema is called 'campaign.colour'");
}
