/** What remote charges, the search over all shops and its users need beyond the first tables. */
export const remote = {
  version: 40,
  worksWith: 10,
  sql: `
ALTER TABLE remote_charges ADD COLUMN changed_at timestamptz;
ALTER TABLE remote_charges DROP CONSTRAINT remote_charges_status_check;
ALTER TABLE remote_charges ADD CONSTRAINT remote_charges_status_check
  CHECK (status IN ('waiting', 'claimed', 'accepted', 'refused', 'expired', 'cancelled'));
CREATE INDEX remote_charges_order ON remote_charges (order_id);
CREATE INDEX remote_charges_open ON remote_charges (created_at) WHERE status IN ('waiting', 'claimed');

-- Whoever sent a charge hears what became of it at its terminal.
CREATE FUNCTION tell_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('puente_charge', NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER charges_tell AFTER INSERT OR UPDATE ON charges FOR EACH ROW
  WHEN (NEW.source = 'hub') EXECUTE FUNCTION tell_charge();

-- The beginning of an order number, an amount, and one shop's newest charges.
CREATE INDEX charges_order_text ON charges (order_id text_pattern_ops);
CREATE INDEX charges_amount ON charges (amount_in_cents, created_at);
CREATE INDEX charges_shop_created ON charges (shop, created_at);
`,
} as const;
