#include "yard.hpp"

namespace waybill_bench {

namespace {

constexpr auto own_fill = R"sql(
INSERT INTO waybill.instance (tenant_id, name) VALUES ('{tenant}', '{instance}');
INSERT INTO waybill.campaign (tenant_id, id, total_contacts, sent_count)
  SELECT '{tenant}', 'c' || n,
    ({messages} + {campaigns} - 1 - n) / {campaigns}, ({messages} + {campaigns} - 1 - n) / {campaigns}
  FROM generate_series(0, {campaigns} - 1) AS n;
INSERT INTO waybill.contact (tenant_id, id, name)
  SELECT '{tenant}', 'k' || n, 'Contact ' || n FROM generate_series(0, {messages} - 1) AS n;
INSERT INTO waybill.campaign_contact
    (tenant_id, id, campaign_id, contact_id, instance, whatsapp_message_id, status, sent_at)
  SELECT '{tenant}', 'r' || n, 'c' || n % {campaigns}, 'k' || n, '{instance}',
    '3EB0' || lpad(n::text, 16, '0'), 'sent', now()
  FROM generate_series(0, {messages} - 1) AS n;
)sql";

constexpr auto own_count =
    "SELECT sum(delivered_count), sum(read_count), (SELECT count(*) FROM waybill.campaign_log)"
    " FROM waybill.campaign";

constexpr auto reference_ddl = R"sql(
CREATE TABLE campaigns_campaign (
  id uuid PRIMARY KEY, total_contacts integer NOT NULL, sent_count integer NOT NULL,
  delivered_count integer NOT NULL DEFAULT 0, read_count integer NOT NULL DEFAULT 0,
  failed_count integer NOT NULL DEFAULT 0)
WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
CREATE TABLE notifications_whatsappinstance (
  id uuid PRIMARY KEY, instance_name varchar(100) NOT NULL,
  msgs_sent_today integer NOT NULL DEFAULT 0, msgs_delivered_today integer NOT NULL DEFAULT 0,
  msgs_read_today integer NOT NULL DEFAULT 0, msgs_failed_today integer NOT NULL DEFAULT 0,
  consecutive_errors integer NOT NULL DEFAULT 0, health_score integer NOT NULL DEFAULT 100)
WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
CREATE TABLE contacts_contact (
  id uuid PRIMARY KEY, name varchar(200) NOT NULL, phone varchar(20) NOT NULL DEFAULT '',
  last_interaction_date timestamptz)
WITH (fillfactor = 75);
CREATE TABLE campaigns_campaigncontact (
  id uuid PRIMARY KEY, campaign_id uuid NOT NULL, contact_id uuid NOT NULL, instance_used_id uuid,
  whatsapp_message_id varchar(255), status varchar(20) NOT NULL, sent_at timestamptz,
  delivered_at timestamptz, read_at timestamptz, failed_at timestamptz,
  error_message text NOT NULL DEFAULT '')
WITH (fillfactor = 75);
CREATE INDEX ON campaigns_campaigncontact (whatsapp_message_id)
  WHERE whatsapp_message_id IS NOT NULL;
CREATE INDEX ON campaigns_campaigncontact (campaign_id);
CREATE TABLE campaigns_campaignlog (
  id uuid PRIMARY KEY, campaign_id uuid NOT NULL, log_type varchar(40) NOT NULL,
  severity varchar(10) NOT NULL, message text NOT NULL, details jsonb NOT NULL, instance_id uuid,
  contact_id uuid, campaign_contact_id uuid, created_at timestamptz NOT NULL);
CREATE INDEX ON campaigns_campaignlog USING brin (created_at);
)sql";

constexpr auto reference_fill = R"sql(
CREATE FUNCTION id_of(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$SELECT (lpad(to_hex(kind), 8, '0') || lpad(to_hex(n), 24, '0'))::uuid$$;
INSERT INTO notifications_whatsappinstance (id, instance_name) VALUES (id_of(1, 0), '{instance}');
INSERT INTO campaigns_campaign (id, total_contacts, sent_count)
  SELECT id_of(2, n),
    ({messages} + {campaigns} - 1 - n) / {campaigns}, ({messages} + {campaigns} - 1 - n) / {campaigns}
  FROM generate_series(0, {campaigns} - 1) AS n;
INSERT INTO contacts_contact (id, name)
  SELECT id_of(3, n), 'Contact ' || n FROM generate_series(0, {messages} - 1) AS n;
INSERT INTO campaigns_campaigncontact
    (id, campaign_id, contact_id, instance_used_id, whatsapp_message_id, status, sent_at)
  SELECT id_of(4, n), id_of(2, n % {campaigns}), id_of(3, n), id_of(1, 0),
    '3EB0' || lpad(n::text, 16, '0'), 'sent', now()
  FROM generate_series(0, {messages} - 1) AS n;
)sql";

constexpr auto reference_count =
    "SELECT sum(delivered_count), sum(read_count), (SELECT count(*) FROM campaigns_campaignlog)"
    " FROM campaigns_campaign";

[[nodiscard]] waybill::schema_names reference_names() {
  auto names = waybill::schema_names::reference();
  names.only_tenant = yard::tenant;
  return names;
}

}  // namespace

const layout& own_layout() {
  static const layout tables{{}, "", own_fill, own_count};
  return tables;
}

const layout& fed_layout() {
  static const layout tables{{}, "", own_fill, own_count, true};
  return tables;
}

const layout& told_layout() {
  static const layout tables{{}, "", own_fill, own_count, true, true};
  return tables;
}

const layout& empty_layout() {
  static const layout tables{{}, "", "SELECT '{tenant}'", own_count};
  return tables;
}

const layout& reference_layout() {
  static const layout tables{reference_names(), reference_ddl, reference_fill, reference_count};
  return tables;
}

}  // namespace waybill_bench
