-- Where a feed is kept, ids of log entries are places in the tenant's feed. Writers take them from the
-- tenant's head, one after the other and until they commit, so that they are committed in their
-- order. `removed_id` is the place of the last entry that was removed.
CREATE TABLE waybill.log_head (
  tenant_id text COLLATE "C" NOT NULL,
  last_id bigint NOT NULL,
  removed_id bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id)
)
WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
