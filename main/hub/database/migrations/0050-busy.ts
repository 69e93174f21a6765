/**
 * Tills that share a terminal hear at once what its holder has on it, as their windows show it. Not of terminals with one till: with a
 * thousand shops every listener would hear of every charge.
 */
export const busy = {
  version: 50,
  worksWith: 10,
  sql: `
DROP TRIGGER terminals_tell ON terminals;
CREATE TRIGGER terminals_tell AFTER UPDATE ON terminals FOR EACH ROW
  WHEN (OLD.fence <> NEW.fence OR OLD.mode <> NEW.mode OR OLD.holder IS DISTINCT FROM NEW.holder
    OR (NEW.mode = 'shared' AND OLD.busy IS DISTINCT FROM NEW.busy))
  EXECUTE FUNCTION tell_lease();
`,
} as const;
