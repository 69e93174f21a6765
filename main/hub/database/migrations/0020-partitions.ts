/**
 * Months of `journal` and `charges`. What comes for a month that has no partition lies in the default one, so nothing is ever
 * refused; ensure_partitions() moves it out when it makes the month.
 */
export const partitions = {
  version: 20,
  worksWith: 10,
  sql: `
CREATE TABLE journal_default PARTITION OF journal DEFAULT;
CREATE TABLE charges_default PARTITION OF charges DEFAULT;

CREATE FUNCTION make_partition(parent text, time_column text, month date) RETURNS boolean
LANGUAGE plpgsql SET search_path = puente, pg_temp AS $$
DECLARE
  part text := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
  from_at timestamptz := month::timestamp AT TIME ZONE 'UTC';
  to_at timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
  IF to_regclass('puente.' || part) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
  EXECUTE format('WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
    parent || '_default', time_column, from_at, time_column, to_at, part);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, from_at, to_at);
  RETURN true;
END $$;

-- This month and the next ones. Any bridge may call it: it does one fixed thing, and one caller at a time does it.
CREATE FUNCTION ensure_partitions(ahead integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = puente, pg_temp AS $$
DECLARE
  month date;
  made integer := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7373, 2) THEN RETURN 0; END IF;
  FOR month IN
    SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n))::date
    FROM generate_series(0, least(greatest(ahead, 0), 24)) AS n
  LOOP
    IF make_partition('journal', 'at', month) THEN made := made + 1; END IF;
    IF make_partition('charges', 'created_at', month) THEN made := made + 1; END IF;
  END LOOP;
  RETURN made;
END $$;

-- Removes whole months that lie more than that many months back. The owner's business alone.
CREATE FUNCTION drop_partitions(keep_months integer) RETURNS integer
LANGUAGE plpgsql SET search_path = puente, pg_temp AS $$
DECLARE
  part record;
  dropped integer := 0;
  first_kept text := to_char(date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => keep_months), 'YYYY_MM');
BEGIN
  IF keep_months < 1 THEN RAISE EXCEPTION 'keep_months must be at least 1'; END IF;
  FOR part IN
    SELECT child.relname AS name FROM pg_inherits
      JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
      WHERE parent.oid IN ('puente.journal'::regclass, 'puente.charges'::regclass) AND child.relname ~ '_[0-9]{4}_[0-9]{2}$'
        AND right(child.relname, 7) < first_kept
  LOOP
    EXECUTE format('DROP TABLE %I', part.name);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM lease_log WHERE at < now() - make_interval(months => keep_months);
  DELETE FROM remote_charges WHERE created_at < now() - make_interval(months => keep_months) AND status <> 'claimed';
  RETURN dropped;
END $$;

SELECT ensure_partitions(3);
`,
} as const;
