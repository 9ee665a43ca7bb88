-- A tenant's log is read and shortened in order of its ids, which are places in the tenant's feed:
-- one connection writes at a time, so that they are committed in their order.
CREATE INDEX campaign_log_tenant ON campaign_log (tenant_id); -- and by id
DROP INDEX campaign_log_created_at;

-- The place of the last entry that was removed.
CREATE TABLE log_head (
  tenant_id TEXT PRIMARY KEY,
  removed_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
