-- Why a message failed: a name of waybill::failure_kind, or empty where there is no
-- reason. Rows that failed before have none.
ALTER TABLE campaign_contact ADD COLUMN failure_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign_log ADD COLUMN failure_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE parked_update ADD COLUMN failure_kind TEXT NOT NULL DEFAULT '';
