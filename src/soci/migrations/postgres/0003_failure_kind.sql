-- Why a message failed: a name of waybill::failure_kind, or empty where there is no
-- reason. Rows that failed before have none.
ALTER TABLE waybill.campaign_contact ADD COLUMN failure_kind text NOT NULL DEFAULT '';
ALTER TABLE waybill.campaign_log ADD COLUMN failure_kind text NOT NULL DEFAULT '';
