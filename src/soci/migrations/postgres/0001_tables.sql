-- The tables of waybill. Status names are those of waybill::message_status; a row with any other
-- status is left alone. Text keys are compared as bytes.

CREATE TABLE waybill.campaign (
  tenant_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL DEFAULT '',
  total_contacts bigint NOT NULL DEFAULT 0,
  sent_count bigint NOT NULL DEFAULT 0,
  delivered_count bigint NOT NULL DEFAULT 0,
  read_count bigint NOT NULL DEFAULT 0,
  failed_count bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
)
-- Few rows, updated endlessly: nearly empty pages keep the updates on them.
WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE waybill.instance (
  tenant_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  msgs_sent_today bigint NOT NULL DEFAULT 0,
  msgs_delivered_today bigint NOT NULL DEFAULT 0,
  msgs_read_today bigint NOT NULL DEFAULT 0,
  msgs_failed_today bigint NOT NULL DEFAULT 0,
  counters_day date,
  consecutive_errors bigint NOT NULL DEFAULT 0,
  health_score integer NOT NULL DEFAULT 100,
  last_success_at timestamptz,
  last_error text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name)
)
WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE waybill.contact (
  tenant_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL DEFAULT '',
  last_interaction_date timestamptz,
  PRIMARY KEY (tenant_id, id)
)
WITH (fillfactor = 75);

CREATE TABLE waybill.campaign_contact (
  tenant_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C",
  contact_id text COLLATE "C",
  instance text COLLATE "C",
  whatsapp_message_id text COLLATE "C",
  status text NOT NULL DEFAULT 'pending',
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  failed_at timestamptz,
  error_code text NOT NULL DEFAULT '',
  error_message text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id)
)
WITH (fillfactor = 75);

-- No index mentions what a delivery report changes, so that reports stay heap-only updates.
CREATE INDEX campaign_contact_message_id ON waybill.campaign_contact
  (tenant_id, whatsapp_message_id) WHERE whatsapp_message_id IS NOT NULL;
CREATE INDEX campaign_contact_campaign ON waybill.campaign_contact (tenant_id, campaign_id);

-- Within a campaign ids grow with time: its log is read from the end, page by page.
CREATE TABLE waybill.campaign_log (
  tenant_id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  log_type text NOT NULL,
  severity text NOT NULL,
  campaign_contact_id text COLLATE "C" NOT NULL,
  contact_id text COLLATE "C",
  instance text COLLATE "C",
  whatsapp_message_id text COLLATE "C" NOT NULL,
  old_status text NOT NULL,
  new_status text NOT NULL,
  implied boolean NOT NULL,
  error_code text NOT NULL,
  error_message text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, campaign_id, id)
);
CREATE INDEX campaign_log_created_at ON waybill.campaign_log USING brin (created_at);
