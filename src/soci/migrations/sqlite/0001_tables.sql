-- The tables of waybill. Status names are those of waybill::message_status; a row with any other
-- status is left alone. Text keys are compared as bytes. Times are microseconds since 1970.

CREATE TABLE campaign (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  total_contacts INTEGER NOT NULL DEFAULT 0,
  sent_count INTEGER NOT NULL DEFAULT 0,
  delivered_count INTEGER NOT NULL DEFAULT 0,
  read_count INTEGER NOT NULL DEFAULT 0,
  failed_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000000),
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE instance (
  tenant_id TEXT NOT NULL,
  name TEXT NOT NULL,
  msgs_sent_today INTEGER NOT NULL DEFAULT 0,
  msgs_delivered_today INTEGER NOT NULL DEFAULT 0,
  msgs_read_today INTEGER NOT NULL DEFAULT 0,
  msgs_failed_today INTEGER NOT NULL DEFAULT 0,
  counters_day INTEGER, -- days since 1970
  consecutive_errors INTEGER NOT NULL DEFAULT 0,
  health_score INTEGER NOT NULL DEFAULT 100,
  last_success_at INTEGER,
  last_error TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000000),
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  last_interaction_date INTEGER,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_contact (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  campaign_id TEXT,
  contact_id TEXT,
  instance TEXT,
  whatsapp_message_id TEXT,
  status TEXT NOT NULL DEFAULT 'pending',
  sent_at INTEGER,
  delivered_at INTEGER,
  read_at INTEGER,
  failed_at INTEGER,
  error_code TEXT NOT NULL DEFAULT '',
  error_message TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- No index mentions what a delivery report changes, so that a report writes the row alone.
CREATE INDEX campaign_contact_message_id ON campaign_contact (tenant_id, whatsapp_message_id)
  WHERE whatsapp_message_id IS NOT NULL;
CREATE INDEX campaign_contact_campaign ON campaign_contact (tenant_id, campaign_id);

-- Ids grow with time and are not used again: a log is read from the end, page by page.
CREATE TABLE campaign_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  log_type TEXT NOT NULL,
  severity TEXT NOT NULL,
  campaign_contact_id TEXT NOT NULL,
  contact_id TEXT,
  instance TEXT,
  whatsapp_message_id TEXT NOT NULL,
  old_status TEXT NOT NULL,
  new_status TEXT NOT NULL,
  implied INTEGER NOT NULL,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_log_campaign ON campaign_log (tenant_id, campaign_id); -- and by id
CREATE INDEX campaign_log_created_at ON campaign_log (tenant_id, created_at);

-- Updates that came before their send was recorded.
CREATE TABLE parked_update (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id TEXT NOT NULL,
  whatsapp_message_id TEXT NOT NULL,
  allowed_instances TEXT NOT NULL, -- a JSON array
  instance TEXT NOT NULL,
  receipt TEXT NOT NULL,
  word TEXT NOT NULL,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  occurred_at INTEGER,
  arrived_at INTEGER NOT NULL
) STRICT;
CREATE INDEX parked_update_message_id ON parked_update (tenant_id, whatsapp_message_id);
CREATE INDEX parked_update_tenant ON parked_update (tenant_id); -- and by id
