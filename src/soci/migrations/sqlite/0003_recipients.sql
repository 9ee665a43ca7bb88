-- Recipients of a campaign that wait for their send, and those that failed, all of them and by why;
-- each also by id. Reports of deliveries and reads write none of these indexes.
CREATE INDEX campaign_contact_pending ON campaign_contact (tenant_id, campaign_id)
  WHERE whatsapp_message_id IS NULL;
CREATE INDEX campaign_contact_failed ON campaign_contact (tenant_id, campaign_id)
  WHERE failed_at IS NOT NULL;
CREATE INDEX campaign_contact_failure_kind ON campaign_contact
  (tenant_id, campaign_id, failure_kind) WHERE failed_at IS NOT NULL;
