-- Recipients of a campaign by their ids: all of them, those that wait for their send, and those
-- that failed, all of them and by why. Reports of deliveries and reads change nothing that these
-- indexes mention, and stay heap-only updates. On large tables they can be made beforehand, without
-- keeping writers waiting, by CREATE INDEX CONCURRENTLY under these names.
CREATE INDEX IF NOT EXISTS campaign_contact_recipients ON waybill.campaign_contact
  (tenant_id, campaign_id, id);
CREATE INDEX IF NOT EXISTS campaign_contact_pending ON waybill.campaign_contact
  (tenant_id, campaign_id, id) WHERE whatsapp_message_id IS NULL;
CREATE INDEX IF NOT EXISTS campaign_contact_failed ON waybill.campaign_contact
  (tenant_id, campaign_id, id) WHERE failed_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS campaign_contact_failure_kind ON waybill.campaign_contact
  (tenant_id, campaign_id, failure_kind, id) WHERE failed_at IS NOT NULL;
-- The first of them finds the rows of a campaign too.
DROP INDEX waybill.campaign_contact_campaign;
-- The story of a message. Ids of rows are mostly random: as hashes, for which nothing is compared
-- or kept in order, they cost a report between a third of what they would cost as texts and about
-- the same.
CREATE INDEX IF NOT EXISTS campaign_log_row ON waybill.campaign_log
  USING hash (campaign_contact_id);
