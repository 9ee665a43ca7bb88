-- How fast campaigns go: how many messages have each slot of waybill::slots_of, by the names of
-- waybill::pace_kind. Of messages that moved before, a repair of their campaign counts the slots.
CREATE TABLE waybill.campaign_pace (
  tenant_id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  slot bigint NOT NULL,
  messages bigint NOT NULL,
  PRIMARY KEY (tenant_id, campaign_id, kind, slot)
)
-- The slots of this minute are updated endlessly, and those of the past never again.
WITH (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.1);
