-- Updates that came before their send was recorded: also the one table that waybill makes among
-- existing ones, under another name.
CREATE TABLE waybill.parked_update (
  tenant_id text COLLATE "C" NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  whatsapp_message_id text COLLATE "C" NOT NULL,
  allowed_instances text[] NOT NULL,
  instance text NOT NULL,
  receipt text NOT NULL,
  word text NOT NULL,
  error_code text NOT NULL,
  error_message text NOT NULL,
  occurred_at timestamptz,
  arrived_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX ON waybill.parked_update (tenant_id, whatsapp_message_id);
CREATE INDEX ON waybill.parked_update (id);
