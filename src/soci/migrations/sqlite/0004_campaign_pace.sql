-- How fast campaigns go: how many messages have each slot of waybill::slots_of, by the names of
-- waybill::pace_kind. Of messages that moved before, a repair of their campaign counts the slots.
CREATE TABLE campaign_pace (
  tenant_id TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  slot INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, campaign_id, kind, slot)
) STRICT, WITHOUT ROWID;
