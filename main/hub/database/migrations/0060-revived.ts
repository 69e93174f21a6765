/** Whoever sent a charge hears too that it waits again, sent anew by another: until then its number may be used at the shop. */
export const revived = {
  version: 60,
  worksWith: 10,
  sql: `
CREATE OR REPLACE FUNCTION tell_remote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'waiting' THEN PERFORM pg_notify('puente_remote', NEW.account || '/' || NEW.terminal_id); END IF;
  IF TG_OP = 'UPDATE' THEN PERFORM pg_notify('puente_charge', NEW.id::text); END IF;
  RETURN NULL;
END $$;
`,
} as const;
