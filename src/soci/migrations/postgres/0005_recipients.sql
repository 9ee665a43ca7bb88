-- Recipients of a campaign by their ids: all of them, those that wait for their send, and those
-- that failed, all of them and by why. Reports of deliveries and reads change nothing that these
-- indexes mention, and stay heap-only updates.
DROP INDEX waybill.campaign_contact_campaign;
CREATE INDEX campaign_contact_campaign ON waybill.campaign_contact (tenant_id, campaign_id, id);
CREATE INDEX campaign_contact_pending ON waybill.campaign_contact (tenant_id, campaign_id, id)
  WHERE whatsapp_message_id IS NULL;
CREATE INDEX campaign_contact_failed ON waybill.campaign_contact (tenant_id, campaign_id, id)
  WHERE failed_at IS NOT NULL;
CREATE INDEX campaign_contact_failure_kind ON waybill.campaign_contact
  (tenant_id, campaign_id, failure_kind, id) WHERE failed_at IS NOT NULL;
-- The story of a message. Ids of rows are mostly random: as hashes, for which nothing is compared
-- or kept in order, they cost a report a third of what they would cost as texts.
CREATE INDEX campaign_log_row ON waybill.campaign_log USING hash (campaign_contact_id);
