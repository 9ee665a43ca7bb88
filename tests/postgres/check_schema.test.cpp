// What a store says of existing tables that are not what it was told.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/store_error.hpp>
#include <waybill/tracker.hpp>

#include "postgres/cluster.hpp"
#include "postgres/existing/world.hpp"
#include "postgres/observer.hpp"
#include "support/contains.hpp"

using namespace waybill_test;
using waybill::schema_names;
using waybill::store_error;

namespace {

/// A database with the reference's tables, changed by a script.
class changed_tables {
 public:
  explicit changed_tables(const std::string& script = {}, const std::string& ids = "uuid")
      : tables_(reference_tables(ids)), url_(cluster::shared().new_database()), look(url_) {
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

TEST_CASE("an index that reports lack is a warning with the statement that makes it") {
  changed_tables tables{
      "DROP INDEX campaigns_campaigncontact_campaign_id_id_idx;"
      "DROP INDEX campaigns_campaignlog_campaign_contact_id_idx;"
      "CREATE INDEX ON campaigns_campaigncontact (campaign_id);"
      "CREATE INDEX ON campaigns_campaigncontact (campaign_id, id) WHERE status = 'sent';"};
  const auto warnings = tables.warnings();
  REQUIRE(warnings.size() == 2);
  for (const auto& each : warnings) {
    const auto mend = each.substr(each.find("CREATE INDEX"));
    CAPTURE(mend);
    CHECK(contains(each, "for want of an index: CREATE INDEX CONCURRENTLY ON \"campaigns_"));
    observer{tables.url()}.run(mend);
  }
  CHECK(contains(warnings[0], R"(("campaign_id", "id"))"));
  CHECK(contains(warnings[1], R"(("campaign_contact_id"))"));
  CHECK(tables.warnings().empty());
}

TEST_CASE(
    "messages that could have two rows are refused with the statement that keeps them to one") {
  const changed_tables tables{
      "ALTER TABLE campaigns_campaigncontact DROP CONSTRAINT campaigns_campaigncontact_pkey "
      "CASCADE;"
      "CREATE UNIQUE INDEX ON campaigns_campaigncontact (id) WHERE status <> 'pending';"
      "CREATE UNIQUE INDEX ON campaigns_campaigncontact (id, sent_at);"};
  const auto told = tables.problems();
  CAPTURE(told);
  const std::string mend =
      R"(CREATE UNIQUE INDEX CONCURRENTLY ON "campaigns_campaigncontact" ("id"))";
  CHECK(contains(told, R"("campaigns_campaigncontact" has no unique key of "id")"));
  CHECK(contains(told, mend));
  observer{tables.url()}.run(mend);
  CHECK(tables.problems().empty());
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

namespace {

struct wrong_table {
  const char* script;
  const char* told;
};

/// A row of each of the reference's tables, sent.
constexpr auto one_message =
    "INSERT INTO campaigns_campaign VALUES (1, '', 1, 1, 0, 0, 0);"
    "INSERT INTO campaigns_campaigncontact (id, campaign_id, whatsapp_message_id, status, sent_at)"
    " VALUES (1, 1, 'M1', 'sent', now());";

}  // namespace

TEST_CASE("what would fail a webhook later is told by the check, each with its column") {
  const std::vector<wrong_table> wrong{
      {"ALTER TABLE campaigns_campaignlog ADD CONSTRAINT words CHECK (log_type <> 'message_read')",
       R"(campaign_log.log_type does not take message_read: because of the CHECK "words" of)"},
      {"ALTER TABLE campaigns_campaignlog ALTER log_type TYPE varchar(14)",
       "campaign_log.log_type does not take message_delivered: it holds 14 characters"},
      {"CREATE TYPE word AS ENUM ('pending', 'sent', 'delivered', 'seen', 'failed');"
       "ALTER TABLE campaigns_campaigncontact ALTER status TYPE word USING status::word",
       "campaign_contact.status does not take read: its enum has no such label"},
      {"ALTER TABLE campaigns_campaign DROP read_count, ADD read_count bigint"
       " GENERATED ALWAYS AS (delivered_count) STORED",
       "campaign.read_count is GENERATED"},
      {"ALTER TABLE contacts_contact RENAME TO people;"
       "CREATE VIEW contacts_contact AS SELECT * FROM people",
       R"("contacts_contact" is a view: give contact.table the name of the table itself)"},
      {"INSERT INTO campaigns_campaign VALUES (1, '', 1, 1, 0, 0, 0);"
       "INSERT INTO campaigns_campaigncontact (id, campaign_id, status) VALUES (1, 1, 'pending');"
       "ALTER TABLE campaigns_campaignlog ALTER instance_id SET NOT NULL",
       "campaign_log.instance is NOT NULL, and a message may be without"}};
  for (const auto& each : wrong) {
    CAPTURE(each.script);
    const changed_tables tables{each.script, "bigint"};
    const auto told = tables.problems();
    CAPTURE(told);
    CHECK(contains(told, each.told));
  }
}

TEST_CASE("the check tries each kind of write, and leaves nothing of it") {
  const std::string no_partition =
      "DROP TABLE campaigns_campaignlog; CREATE TABLE campaigns_campaignlog (id uuid NOT NULL,"
      " campaign_id bigint NOT NULL, log_type text NOT NULL, severity text NOT NULL, message text,"
      " details jsonb, instance_id bigint, contact_id bigint, campaign_contact_id bigint,"
      " created_at timestamptz NOT NULL, is_archived boolean NOT NULL)"
      " PARTITION BY RANGE (created_at);";
  // Also where there is no message to try it on.
  CHECK(contains(changed_tables(no_partition, "bigint").problems(),
                 "tried an entry of the log, rolled back: "));
  CHECK(contains(changed_tables(no_partition + one_message, "bigint").problems(),
                 "tried a report of delivered, rolled back: apply (SQLSTATE 23514): no partition"));
  CHECK(contains(
      changed_tables(std::string{one_message} + "ALTER TABLE campaigns_campaigncontact ADD CHECK"
                                                " (status <> 'read' OR read_at < '2000-01-01')",
                     "bigint")
          .problems(),
      "tried a report of read"));
  changed_tables right{one_message, "bigint"};
  CHECK(right.problems() == "");
  CHECK(right.look.value("SELECT status FROM campaigns_campaigncontact") == "sent");
  CHECK(right.look.value("SELECT sent_count + delivered_count FROM campaigns_campaign") == "1");
  CHECK(right.look.value("SELECT count(*) FROM campaigns_campaignlog") == "0");
}

TEST_CASE("a column that two names mean is told, and a constant for a column that is mapped") {
  changed_tables tables;
  tables.names.campaign.read_count = "delivered_count";
  tables.names.campaign_log.constants["severity"] = "info";
  const auto told = tables.problems();
  CAPTURE(told);
  CHECK(contains(told, "campaign.delivered_count and campaign.read_count are both column"));
  CHECK(contains(told, "campaign_log.constants.severity is column campaign_log.severity too"));
}

TEST_CASE("rights that are missing are told with the statements that grant them") {
  changed_tables tables{
      "DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN;"
      "GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk;"
      "GRANT UPDATE ON campaigns_campaigncontact TO clerk"};
  auto url = tables.url();
  url.replace(url.find("waybill@"), 7, "clerk");
  waybill::postgres_store store{url, tables.options()};
  try {
    static_cast<void>(store.check_schema());
    FAIL_CHECK("it has all rights");
  } catch (const store_error& error) {
    const std::string told{error.what()};
    CAPTURE(told);
    CHECK(contains(told,
                   "GRANT UPDATE (sent_count, delivered_count, read_count, failed_count) ON"
                   R"( "campaigns_campaign" TO clerk)"));
    CHECK(contains(told, R"(ON "campaigns_campaignlog" TO clerk)"));
    CHECK_FALSE(contains(told, R"(ON "campaigns_campaigncontact" TO clerk)"));
  }
  tables.look.script("DROP OWNED BY clerk; DROP ROLE clerk");
}

TEST_CASE("own tables are checked too: one that somebody dropped is missed") {
  const auto url = cluster::shared().new_database();
  waybill::postgres_store store{url};
  store.migrate();
  CHECK(store.check_schema().empty());
  observer{url}.script("DROP TABLE waybill.contact");
  try {
    static_cast<void>(store.check_schema());
    FAIL_CHECK("it was not missed");
  } catch (const store_error& error) {
    CHECK(contains(error.what(), R"(there is no table "waybill"."contact": migrate the schema)"));
  }
}

TEST_CASE("in a database without the tables nothing is made, and all that is missing is told") {
  const auto url = cluster::shared().new_database();
  waybill::postgres_options options;
  options.schema = schema_names::reference();
  waybill::postgres_store store{url, options};
  try {
    static_cast<void>(store.migrate());
    FAIL_CHECK("it made something");
  } catch (const store_error& error) {
    const std::string told{error.what()};
    for (const auto* const table :
         {"campaigns_campaign", "campaigns_campaigncontact", "campaigns_campaignlog",
          "contacts_contact", "notifications_whatsappinstance"}) {
      CHECK(contains(told, std::string{"there is no table \""} + table + '"'));
    }
  }
  CHECK(observer{url}.value("SELECT count(*) FROM pg_class WHERE relnamespace ="
                            " 'public'::regnamespace") == "0");
}

TEST_CASE("settings under which a crash forgets what was acknowledged are warned of") {
  const cluster unsafe{"fsync = off\nfull_page_writes = off\nsynchronous_commit = off"};
  waybill::postgres_store store{unsafe.url()};
  store.migrate();
  const auto warnings = store.check_schema();
  REQUIRE(warnings.size() == 3);
  CHECK(contains(warnings[0], "synchronous_commit is off"));
  CHECK(contains(warnings[1], "fsync is off"));
  CHECK(contains(warnings[2], "full_page_writes is off"));
}
