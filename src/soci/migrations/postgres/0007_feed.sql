-- Where a feed is kept, each writing statement adds a batch to it, under the place of the batch's
-- last entry. Writers take places from the tenant's head, one after the other and until they commit,
-- so that batches are committed in their order. `removed_place` is that of the last entry that was
-- removed.
CREATE TABLE waybill.feed_head (
  tenant_id text COLLATE "C" NOT NULL,
  last_place bigint NOT NULL,
  removed_place bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id)
)
WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

-- The entries of the log, in their order. Where `campaign_ids` has one campaign, it is that of all.
CREATE TABLE waybill.feed_batch (
  tenant_id text COLLATE "C" NOT NULL,
  last_place bigint NOT NULL,
  campaign_ids text[] COLLATE "C" NOT NULL,
  log_ids bigint[] NOT NULL,
  PRIMARY KEY (tenant_id, last_place)
)
-- A batch of an ingestor, about 2 kB, is not compressed: that would cost its writer.
WITH (toast_tuple_target = 8160);
