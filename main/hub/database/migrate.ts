import { GRANTS } from './grants.ts';
import { HUB_MIGRATIONS, type HubMigration } from './migrations/index.ts';
import type { HubPool, Queries } from './pool.ts';

/** The hub was migrated by a newer Puente, and this one no longer works on it. */
export class NewerHubError extends Error {
  constructor(found: number, known: number) {
    super(`the hub has schema ${found}, which needs a newer Puente (this one knows ${known})`);
    this.name = 'NewerHubError';
  }
}

/** The hub's schema is missing or older, and this login may not make it. */
export class HubNotPreparedError extends Error {
  constructor(found: number, known: number) {
    super(`the hub has schema ${found}, this Puente needs ${known}: run \`puente hub migrate\` as the owner`);
    this.name = 'HubNotPreparedError';
  }
}

const KNOWN = HUB_MIGRATIONS.at(-1)?.version ?? 0;
const NO_PERMISSION = '42501';
/** Any two numbers that nothing else in the database uses. */
const LOCK = '7373, 1';

interface Found {
  readonly version: number;
  readonly works_with: number;
}

/**
 * Brings the hub's schema up to date where this login may, and makes sure that this Puente works on it. One migrates at a time,
 * each step with its version in one transaction; a schema that is newer is left alone.
 *
 * Rejects with NewerHubError or HubNotPreparedError, or with the database's own error.
 */
export async function ensureSchema(pool: Pick<HubPool, 'query' | 'transact'>, steps = HUB_MIGRATIONS): Promise<void> {
  const known = steps.at(-1)?.version ?? KNOWN;
  const found = await readVersion(pool);
  if (found.version > known && found.works_with > known) throw new NewerHubError(found.version, known);
  if (found.version >= known) return;
  try {
    await migrate(pool, steps);
  } catch (error) {
    if ((error as { code?: string }).code === NO_PERMISSION) throw new HubNotPreparedError(found.version, known);
    throw error;
  }
}

/**
 * Gives the roles that there are by now their rights: they may have been made after the schema. Nothing where this login is not the
 * one to give them.
 */
export async function grantRoles(pool: Pick<HubPool, 'transact'>): Promise<void> {
  try {
    await pool.transact(async (queries) => {
      await becomeOwner(queries);
      await queries.query(GRANTS);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== NO_PERMISSION) throw error;
  }
}

async function migrate(pool: Pick<HubPool, 'transact'>, steps: readonly HubMigration[]): Promise<void> {
  await pool.transact(async (queries) => {
    await queries.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    await becomeOwner(queries);
    if (!(await exists(queries, 'puente'))) await queries.query('CREATE SCHEMA puente');
    await queries.query('SET LOCAL search_path = puente, pg_temp');
    await queries.query(
      `CREATE TABLE IF NOT EXISTS puente.schema_version (
        version integer PRIMARY KEY, works_with integer NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
    );
    const { version } = await readVersion(queries);
    for (const step of steps.filter((each) => each.version > version)) {
      await queries.query(step.sql);
      await queries.query('INSERT INTO puente.schema_version (version, works_with) VALUES ($1, $2)', [
        step.version,
        step.worksWith,
      ]);
    }
    await queries.query(GRANTS);
  });
}

/** What is made belongs to the schema's common owner where the roles script was run, so that any of its members can change it later. */
async function becomeOwner(queries: Queries): Promise<void> {
  const [row] = await queries.query<{ member: boolean }>(
    `SELECT pg_has_role(current_user, nspowner, 'MEMBER') AS member FROM pg_namespace
     WHERE nspname = 'puente' AND nspowner = to_regrole('puente_owner')`,
  );
  if (row?.member) await queries.query('SET LOCAL ROLE puente_owner');
}

async function exists(queries: Queries, schema: string): Promise<boolean> {
  return (await queries.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])).length > 0;
}

async function readVersion(queries: Queries): Promise<Found> {
  const none = { version: 0, works_with: 0 };
  const [table] = await queries.query<{ there: boolean }>(
    "SELECT EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'puente' AND relname = 'schema_version') AS there",
  );
  if (!table?.there) return none;
  const [found] = await queries.query<Found>(
    'SELECT version, works_with FROM puente.schema_version ORDER BY version DESC LIMIT 1',
  );
  return found ?? none;
}
