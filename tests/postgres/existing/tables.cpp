#include "postgres/existing/tables.hpp"

#include <cstdio>
#include <regex>

#include "postgres/emptying.hpp"

namespace waybill_test {

namespace {

using waybill::schema_names;
using enum waybill::testing::part;

// As Django makes them: no defaults in the database, but for the log's constants a column that
// nobody maps.
constexpr auto reference_ddl = R"sql(
CREATE TABLE campaigns_campaign (
  id ID PRIMARY KEY, name varchar(200) NOT NULL DEFAULT '',
  total_contacts integer NOT NULL, sent_count integer NOT NULL, delivered_count integer NOT NULL,
  read_count integer NOT NULL, failed_count integer NOT NULL);
CREATE TABLE contacts_contact (
  id ID PRIMARY KEY, name varchar(200) NOT NULL, phone varchar(20) NOT NULL DEFAULT '',
  last_interaction_date timestamptz);
CREATE TABLE notifications_whatsappinstance (
  id ID PRIMARY KEY, instance_name varchar(100) NOT NULL UNIQUE,
  msgs_sent_today integer NOT NULL, msgs_delivered_today integer NOT NULL,
  msgs_read_today integer NOT NULL, msgs_failed_today integer NOT NULL,
  consecutive_errors integer NOT NULL, health_score integer NOT NULL);
CREATE TABLE campaigns_campaigncontact (
  id ID PRIMARY KEY, campaign_id ID REFERENCES campaigns_campaign,
  contact_id ID REFERENCES contacts_contact,
  instance_used_id ID REFERENCES notifications_whatsappinstance,
  whatsapp_message_id varchar(255), status varchar(20) NOT NULL,
  sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz,
  error_message text);
CREATE INDEX ON campaigns_campaigncontact (whatsapp_message_id);
CREATE INDEX ON campaigns_campaigncontact (campaign_id, id);
CREATE TABLE campaigns_campaignlog (
  id uuid PRIMARY KEY, campaign_id ID NOT NULL REFERENCES campaigns_campaign,
  log_type varchar(40) NOT NULL, severity varchar(10) NOT NULL, message text NOT NULL,
  details jsonb NOT NULL, instance_id ID REFERENCES notifications_whatsappinstance,
  contact_id ID REFERENCES contacts_contact,
  campaign_contact_id ID REFERENCES campaigns_campaigncontact,
  created_at timestamptz NOT NULL, is_archived boolean NOT NULL);
CREATE INDEX ON campaigns_campaignlog (campaign_contact_id);
)sql";

constexpr auto bare_ddl = R"sql(
CREATE TABLE mailing (
  id bigint PRIMARY KEY, sent bigint NOT NULL, delivered bigint NOT NULL, seen bigint NOT NULL,
  failed bigint NOT NULL);
CREATE TYPE mail_status AS ENUM (
  'pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'of_our_own');
CREATE TABLE mail (
  id bigint PRIMARY KEY, mailing bigint, wa_id text, state mail_status NOT NULL,
  sent timestamptz, delivered timestamptz, seen timestamptz, failed timestamptz);
CREATE INDEX ON mail (wa_id);
CREATE INDEX ON mail (mailing, id);
)sql";

constexpr auto strange_ddl = R"sql(
CREATE SCHEMA "my ""app""; :x";
SET search_path TO "my ""app""; :x";
CREATE TABLE "Kampagne's; DROP TABLE" (
  ":tenant" text COLLATE "C", "select" text COLLATE "C", "a b" smallint NOT NULL DEFAULT 0,
  "--" bigint NOT NULL, "/*" bigint NOT NULL, "\" bigint NOT NULL, "{x}" bigint NOT NULL,
  PRIMARY KEY (":tenant", "select"));
CREATE TABLE "é" (
  "t" text COLLATE "C", "$1" text COLLATE "C", "'" text NOT NULL, """" timestamptz,
  PRIMARY KEY ("t", "$1"));
CREATE TABLE "INSTANCE" (
  "where" text COLLATE "C", "from" text COLLATE "C", a bigint NOT NULL, b bigint NOT NULL,
  c bigint NOT NULL, d bigint NOT NULL, e date, f bigint NOT NULL, g bigint NOT NULL,
  h timestamptz, i text NOT NULL, PRIMARY KEY ("where", "from"));
CREATE TABLE "order" (
  "t?" text COLLATE "C", "i?" text COLLATE "C", "c?" text COLLATE "C", "k?" text COLLATE "C",
  "w?" text COLLATE "C", "m?" text COLLATE "C", "s?" text NOT NULL, "1" timestamptz,
  "2" timestamptz, "3" timestamptz, "4" timestamptz, "5" text NOT NULL, "6" text NOT NULL,
  "7" text NOT NULL DEFAULT '',
  PRIMARY KEY ("t?", "i?"));
CREATE INDEX ON "order" ("t?", "m?");
CREATE INDEX ON "order" ("t?", "c?", "i?");
CREATE TABLE "log" (
  "l0" text COLLATE "C" NOT NULL, "l1" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "l2" text NOT NULL, "l3" text NOT NULL, "l4" text NOT NULL, "l5" text NOT NULL,
  "l6" text, "l7" text, "l8" text NOT NULL, "l9" text NOT NULL,
  "l10" boolean NOT NULL, "l11" text NOT NULL, "l12" text NOT NULL,
  "l13" text, "l14" timestamptz NOT NULL, "it's" integer NOT NULL, "rest" json);
CREATE TABLE "pace; {p}" (
  "p0" text COLLATE "C", "p1?" text COLLATE "C", "{kind}" text, "'s" integer, "%" bigint NOT NULL,
  PRIMARY KEY ("p0", "p1?", "{kind}", "'s"));
CREATE INDEX ON "log" ("l0", "l5");
)sql";

[[nodiscard]] schema_names strange_names() {
  const std::string in = "my \"app\"; :x.";
  schema_names n;
  n.campaign = {in + "Kampagne's; DROP TABLE", ":tenant", "select", "a b", "--", "/*", "\\", "{x}"};
  n.campaign_contact = {in + "order", "t?", "i?", "c?", "k?", "w?", "m?", "s?",
                        "1",          "2",  "3",  "4",  "5",  "6",  "7"};
  n.contact = {in + "é", "t", "$1", "'", "\""};
  n.instance = {in + "INSTANCE", "where", "", "from", "a", "b", "c", "d", "e", "f", "g", "h", "i"};
  n.campaign_log = {in + "log", "l0", "l1", "l2", "l3",  "l4",  "",    "rest", "l5", "l6",
                    "l7",       "l8", "l9", "",   "l10", "l11", "l12", "l13",  "l14"};
  n.campaign_log.new_status = "";
  n.campaign_log.constants = {{"it's", "7"}};
  n.campaign_pace = {in + "pace; {p}", "p0", "p1?", "{kind}", "'s", "%"};
  n.parked_update = in + "parked; :y";
  return n;
}

}  // namespace

std::string existing_tables::id(std::size_t n) const {
  if (id_type != "uuid") return std::to_string(n);
  char text[37];
  std::snprintf(text, sizeof text, "%08zx-0000-4000-8000-000000000001", n);
  return text;
}

existing_tables reference_tables(const std::string& id_type) {
  auto names = schema_names::reference();
  names.only_tenant = "tenant_a";
  names.campaign_log.constants = {{"is_archived", "false"}};
  return {"the reference's tables with ids of type " + id_type,
          names,
          std::regex_replace(reference_ddl, std::regex{"\\bID\\b"}, id_type),
          emptying({"campaigns_campaign", "campaigns_campaigncontact", "campaigns_campaignlog",
                    "contacts_contact", "notifications_whatsappinstance", "waybill_parked_update"}),
          id_type,
          {tenants, reasons, failure_kinds, gauge_days, gauge_outcomes, log_order, dangling_rows,
           shared_ids, pace}};
}

existing_tables bare_tables() {
  schema_names n;
  n.campaign = {"mailing", "", "id", "", "sent", "delivered", "seen", "failed"};
  n.campaign_contact = {"mail", "",          "id",   "mailing", "", "", "wa_id", "state",
                        "sent", "delivered", "seen", "failed",  "", "", ""};
  n.contact.table = n.instance.table = n.campaign_log.table = n.parked_update = "";
  n.only_tenant = "tenant_a";
  return {"tables with nothing that waybill can do without",
          n,
          bare_ddl,
          emptying({"mailing", "mail"}),
          "bigint",
          {tenants, reasons, failure_kinds, senders, gauges, gauge_days, gauge_outcomes, log,
           log_order, contacts, shared_ids, pace}};
}

existing_tables tables_without_kinds() {
  auto result = strange_tables();
  result.name = "tables that keep the reason of a failure and not its kind";
  result.names.campaign_contact.failure_kind = result.names.campaign_log.failure_kind = "";
  result.left_out = {failure_kinds};
  return result;
}

existing_tables strange_tables() {
  return {"tables whose names are all that a name can be",
          strange_names(),
          strange_ddl,
          emptying({R"("my ""app""; :x"."Kampagne's; DROP TABLE")", R"("my ""app""; :x"."order")",
                    R"("my ""app""; :x"."é")", R"("my ""app""; :x"."INSTANCE")",
                    R"("my ""app""; :x"."log")", R"("my ""app""; :x"."pace; {p}")",
                    R"("my ""app""; :x"."parked; :y")"}),
          "text",
          {}};
}

}  // namespace waybill_test
