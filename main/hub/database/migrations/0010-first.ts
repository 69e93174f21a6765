/**
 * The hub's tables. The database's clock rules: every `timestamptz` that orders or ends something is its `now()`.
 *
 * Each bridge's SQLite stays the truth of its charges; `journal` and `charges` are copies of it that can be filled anew.
 */
export const first = {
  version: 10,
  worksWith: 10,
  sql: `
CREATE TABLE hub (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  -- Which copy of the database this is; see hub_identity().
  identity text NOT NULL,
  -- Since when it may lack what an older copy does not know: after a restore nothing is taken over for a while.
  doubtful_since timestamptz NOT NULL DEFAULT '-infinity'
);

CREATE TABLE bridges (
  bridge text PRIMARY KEY,
  shop text NOT NULL,
  account text NOT NULL,
  installation uuid NOT NULL,
  -- Rises when the bridge was restored from a backup: its journal is sent anew beside the old one.
  epoch integer NOT NULL DEFAULT 1,
  acked_seq bigint NOT NULL DEFAULT 0,
  acked_hash text NOT NULL DEFAULT repeat('0', 64),
  version text NOT NULL DEFAULT '',
  -- The bridge's connection to Recurrente, and what its status call shows.
  connection text,
  status jsonb,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE INDEX bridges_shop ON bridges (shop);

CREATE TABLE journal (
  bridge text NOT NULL,
  epoch integer NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  charge_id text,
  kind text NOT NULL,
  status text,
  data jsonb NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (bridge, epoch, seq, at)
) PARTITION BY RANGE (at);
CREATE INDEX journal_charge ON journal (charge_id, seq) WHERE charge_id IS NOT NULL;

CREATE TABLE charges (
  bridge text NOT NULL,
  id text NOT NULL,
  created_at timestamptz NOT NULL,
  account text NOT NULL,
  shop text NOT NULL,
  order_id text NOT NULL,
  terminal_id text NOT NULL,
  terminal_alias text NOT NULL,
  status text NOT NULL,
  final boolean NOT NULL,
  paid boolean NOT NULL,
  currency text NOT NULL,
  amount_in_cents bigint NOT NULL,
  paid_in_cents bigint,
  tip_in_cents bigint,
  refunded_in_cents bigint NOT NULL DEFAULT 0,
  last4 text,
  network text,
  auth_code text,
  source text NOT NULL,
  paid_at timestamptz,
  refunded_at timestamptz,
  updated_at timestamptz NOT NULL,
  -- Guatemala's day: of the payment where there is one, else of the order.
  day date NOT NULL,
  -- Told by this journal line; an older one never overwrites it.
  epoch integer NOT NULL,
  seq bigint NOT NULL,
  -- The charge as the bridge's API shows it.
  doc jsonb NOT NULL,
  PRIMARY KEY (bridge, id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX charges_order ON charges (account, order_id);
CREATE INDEX charges_id ON charges (id);
CREATE INDEX charges_day ON charges (day, shop);
CREATE INDEX charges_open ON charges (account, shop) WHERE NOT final;
CREATE INDEX charges_refunded ON charges (refunded_at) WHERE refunded_at IS NOT NULL;
CREATE INDEX charges_last4 ON charges (last4, created_at) WHERE last4 IS NOT NULL;
CREATE INDEX charges_created ON charges (created_at);

CREATE TABLE terminals (
  account text NOT NULL,
  terminal_id text NOT NULL,
  alias text NOT NULL,
  name text NOT NULL,
  -- own: without a time limit. shared: until expires_at, renewed by its holder.
  mode text NOT NULL CHECK (mode IN ('own', 'shared')),
  holder text,
  -- Rises with every change of holder; whoever knows a lower one has lost the terminal.
  fence bigint NOT NULL DEFAULT 1,
  granted_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  lease interval NOT NULL,
  longest_payment interval NOT NULL,
  -- What its holder has on the terminal: order_id, amount_in_cents, currency, status, since.
  busy jsonb,
  last_wanted_at timestamptz,
  PRIMARY KEY (account, terminal_id),
  CHECK (mode = 'own' OR holder IS NULL OR expires_at IS NOT NULL)
) WITH (fillfactor = 50);

-- Who waits for a terminal, first come, first served. One that its bridge no longer renews counts no more.
CREATE TABLE terminal_wishes (
  account text NOT NULL,
  terminal_id text NOT NULL,
  bridge text NOT NULL,
  wanted_at timestamptz NOT NULL DEFAULT now(),
  renewed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, terminal_id, bridge)
);

CREATE TABLE lease_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  account text NOT NULL,
  terminal_id text NOT NULL,
  -- granted, taken_over, handed_over, released, shared, own, forced, reclaimed, restored
  kind text NOT NULL,
  bridge text NOT NULL,
  -- Who had it before, where that is another one.
  from_bridge text,
  fence bigint NOT NULL,
  note text,
  person text
);
CREATE INDEX lease_log_terminal ON lease_log (account, terminal_id, id);
CREATE INDEX lease_log_at ON lease_log (at);

CREATE TABLE remote_charges (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account text NOT NULL,
  order_id text NOT NULL,
  terminal_id text NOT NULL,
  origin_bridge text,
  origin_user text,
  request jsonb NOT NULL,
  status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'claimed', 'accepted', 'refused', 'expired')),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  claimed_by text,
  claimed_at timestamptz,
  charge_id text,
  problem jsonb,
  UNIQUE (account, order_id)
);
CREATE INDEX remote_charges_waiting ON remote_charges (terminal_id, created_at) WHERE status = 'waiting';
CREATE INDEX remote_charges_claimed ON remote_charges (claimed_by) WHERE status = 'claimed';
CREATE INDEX remote_charges_created ON remote_charges (created_at);

CREATE TABLE users (
  name text PRIMARY KEY,
  scopes text[] NOT NULL,
  -- null: every shop.
  shops text[],
  secret_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);

-- Another table (a dump was restored) or another timeline (a base backup, a promoted copy): it may be older than what was seen.
CREATE FUNCTION hub_identity() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'puente.terminals'::regclass::oid::text || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
$$;

INSERT INTO hub (identity) VALUES (hub_identity());

CREATE FUNCTION tell_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('puente_lease', NEW.account || '/' || NEW.terminal_id);
  RETURN NULL;
END $$;
CREATE TRIGGER terminals_tell AFTER UPDATE ON terminals FOR EACH ROW
  WHEN (OLD.fence <> NEW.fence OR OLD.mode <> NEW.mode OR OLD.holder IS DISTINCT FROM NEW.holder)
  EXECUTE FUNCTION tell_lease();
CREATE TRIGGER terminal_wishes_tell AFTER INSERT ON terminal_wishes FOR EACH ROW EXECUTE FUNCTION tell_lease();

CREATE FUNCTION tell_remote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'waiting' THEN PERFORM pg_notify('puente_remote', NEW.account || '/' || NEW.terminal_id);
  ELSE PERFORM pg_notify('puente_charge', NEW.id::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER remote_charges_tell AFTER INSERT OR UPDATE OF status ON remote_charges FOR EACH ROW EXECUTE FUNCTION tell_remote();
`,
} as const;
