-- The same for early updates, also among existing tables.
ALTER TABLE waybill.parked_update ADD COLUMN failure_kind text NOT NULL DEFAULT '';
