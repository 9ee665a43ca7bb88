-- The tables of existing_tables.cpp, as somebody made them long before waybill.
CREATE SCHEMA app;
CREATE TABLE app.campaigns (
  id bigint PRIMARY KEY, name text NOT NULL, sent_count integer NOT NULL,
  delivered_count integer NOT NULL, read_count integer NOT NULL, failed_count integer NOT NULL);
CREATE TABLE contacts_contact (
  id bigint PRIMARY KEY, name text NOT NULL, last_interaction_date timestamptz);
CREATE TABLE campaigns_campaigncontact (
  id bigint PRIMARY KEY, campaign_id bigint NOT NULL REFERENCES app.campaigns,
  contact_id bigint NOT NULL REFERENCES contacts_contact, instance_used_id text,
  whatsapp_message_id varchar(255), status varchar(20) NOT NULL, sent_at timestamptz,
  delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, error_message text);
CREATE INDEX ON campaigns_campaigncontact (whatsapp_message_id);
CREATE INDEX ON campaigns_campaigncontact (campaign_id, id);
CREATE TABLE campaigns_campaignlog (
  id uuid PRIMARY KEY, campaign_id bigint NOT NULL REFERENCES app.campaigns,
  log_type varchar(40) NOT NULL, severity varchar(10) NOT NULL, message text NOT NULL,
  details jsonb NOT NULL, instance_id text, contact_id bigint, campaign_contact_id bigint,
  created_at timestamptz NOT NULL, is_archived boolean NOT NULL);
CREATE INDEX ON campaigns_campaignlog (campaign_contact_id);

INSERT INTO app.campaigns VALUES (7, 'spring sale', 1, 0, 0, 0);
INSERT INTO contacts_contact VALUES (42, 'Ana');
INSERT INTO campaigns_campaigncontact (
  id, campaign_id, contact_id, instance_used_id, whatsapp_message_id, status, sent_at)
VALUES (1001, 7, 42, 'shop-1', '3EB0D41C9A7E5B60F28341', 'sent', now());
