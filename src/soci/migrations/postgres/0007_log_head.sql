-- Ids of log entries are places in the tenant's feed. Writers take them from the tenant's head, one
-- after the other and until they commit, so that they are committed in their order. `removed_id` is
-- the place of the last entry that was removed.
CREATE TABLE waybill.log_head (
  tenant_id text COLLATE "C" NOT NULL,
  last_id bigint NOT NULL,
  removed_id bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id)
)
WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

-- From here to the commit nobody writes the log. Not unique: among partitions by time it could not
-- be, and the head already says that it is.
CREATE INDEX campaign_log_feed ON waybill.campaign_log (tenant_id, id);
INSERT INTO waybill.log_head (tenant_id, last_id)
  SELECT tenant_id, max(id) FROM waybill.campaign_log GROUP BY tenant_id;

-- An earlier version, which would still give other ids, is to fail rather than to write what the
-- feed passes over. Citus keeps the identity, so there it runs out of numbers on each server.
DO $feed$
DECLARE
  numbers text := pg_get_serial_sequence('waybill.campaign_log', 'id');
  is_spread boolean := false;
BEGIN
  IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_dist_partition'
      ' WHERE logicalrelid = ''waybill.campaign_log''::regclass)' INTO is_spread;
  END IF;
  IF is_spread THEN
    EXECUTE 'SELECT count(*) FROM run_command_on_all_nodes($1)' USING format(
      'SELECT setval(%1$L, (SELECT seqmax FROM pg_sequence WHERE seqrelid = %1$L::regclass))',
      numbers);
  ELSE
    ALTER TABLE waybill.campaign_log ALTER COLUMN id DROP IDENTITY IF EXISTS;
  END IF;
END $feed$;
