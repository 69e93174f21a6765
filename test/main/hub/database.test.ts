import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAddress } from '../../../main/hub/database/address.ts';
import { rolesScript } from '../../../main/hub/database/grants.ts';
import { ensureSchema, grantRoles, HubNotPreparedError, NewerHubError } from '../../../main/hub/database/migrate.ts';
import { HUB_MIGRATIONS } from '../../../main/hub/database/migrations/index.ts';
import { dropOldPartitions, ensurePartitions } from '../../../main/hub/database/partitions.ts';
import { createHubPool, type HubPool } from '../../../main/hub/database/pool.ts';
import { startPostgres, type Postgres } from './postgres.ts';

let postgres: Postgres;
const pools: HubPool[] = [];
const openPool = (url: string): HubPool => {
  const options = { name: 'puente test', size: 2, timeoutMs: 10_000, onError: () => undefined };
  const pool = createHubPool({ ...options, address: readAddress(url, undefined) });
  pools.push(pool);
  return pool;
};
const asUser = (url: string, user: string): string => url.replace('//admin@', `//${user}@`);

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await postgres.close();
});

describe('the schema of the hub', () => {
  it('is made once by however many come at the same time', async () => {
    const url = await postgres.newDatabase();
    await Promise.all([1, 2, 3, 4].map(() => ensureSchema(openPool(url))));
    const rows = await postgres.run(url, 'SELECT version FROM puente.schema_version ORDER BY version');
    expect(rows.map(({ version }) => version)).toEqual(HUB_MIGRATIONS.map(({ version }) => version));
  });

  it('of a newer Puente is refused, unless it still works with this one', async () => {
    const url = await postgres.newDatabase();
    const pool = openPool(url);
    await ensureSchema(pool);
    await postgres.run(url, 'INSERT INTO puente.schema_version (version, works_with) VALUES (9000, 10)');
    await ensureSchema(pool);
    await postgres.run(url, 'INSERT INTO puente.schema_version (version, works_with) VALUES (9010, 9000)');
    await expect(ensureSchema(pool)).rejects.toThrow(NewerHubError);
  });

  it('a line that breaks inside a transaction fails the transaction and nothing else', async () => {
    const url = await postgres.newDatabase();
    const pool = openPool(url);
    const broken = pool.transact(async (queries) => {
      const [row] = await queries.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await postgres.run(url, `SELECT pg_terminate_backend(${row?.pid}, 10000)`);
      await queries.query('SELECT 1');
    });
    await expect(broken).rejects.toThrow(/terminat|not queryable/i);
    expect(await pool.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('rises in order', () => {
    const versions = HUB_MIGRATIONS.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });
});

describe('the roles', () => {
  it('let each do its part and no more', async () => {
    const url = await postgres.newDatabase();
    await postgres.run(url, rolesScript());
    await postgres.run(url, rolesScript());
    await postgres.run(
      url,
      `CREATE ROLE an_owner LOGIN IN ROLE puente_owner; CREATE ROLE a_bridge LOGIN IN ROLE puente_bridge;
       CREATE ROLE a_dashboard LOGIN IN ROLE puente_dashboard; CREATE ROLE a_reader LOGIN IN ROLE puente_reader`,
    );
    const bridge = openPool(asUser(url, 'a_bridge'));
    await expect(ensureSchema(bridge)).rejects.toThrow(HubNotPreparedError);
    await ensureSchema(openPool(asUser(url, 'an_owner')));
    await ensureSchema(bridge);

    await bridge.query(
      "INSERT INTO puente.bridges (bridge, shop, account, installation) VALUES ('a', 's', 'default', gen_random_uuid())",
    );
    expect(await ensurePartitions(bridge)).toBe(0);
    const reader = openPool(asUser(url, 'a_reader'));
    expect(await reader.query('SELECT * FROM puente.v_day_totals')).toEqual([]);
    const dashboard = openPool(asUser(url, 'a_dashboard'));
    expect(await dashboard.query('SELECT bridge FROM puente.bridges')).toEqual([{ bridge: 'a' }]);
    for (const [pool, sql] of [
      [bridge, 'DELETE FROM puente.charges'],
      [bridge, 'UPDATE puente.journal SET seq = 0'],
      [bridge, 'SELECT * FROM puente.users'],
      [bridge, 'SELECT puente.drop_partitions(1)'],
      [dashboard, "UPDATE puente.terminals SET holder = 'x'"],
      [dashboard, 'DELETE FROM puente.users'],
      [reader, 'SELECT * FROM puente.charges'],
      [reader, 'SELECT * FROM puente.users'],
    ] as const)
      await expect(pool.query(sql), sql).rejects.toThrow(/permission denied/);
  });
});

describe('roles that are made after the schema', () => {
  it('get their rights from the next `puente hub migrate`, of whoever may give them', async () => {
    const url = await postgres.newDatabase();
    await ensureSchema(openPool(url));
    // Roles are the whole server's: as if this database had been there before them.
    await postgres.run(
      url,
      `${rolesScript()} REVOKE ALL ON ALL TABLES IN SCHEMA puente FROM puente_bridge; REVOKE ALL ON SCHEMA puente FROM puente_bridge;
       CREATE ROLE late_bridge LOGIN IN ROLE puente_bridge`,
    );
    const bridge = openPool(asUser(url, 'late_bridge'));
    const look = () => bridge.query('SELECT * FROM puente.bridges');
    await expect(look()).rejects.toThrow(/permission denied/);
    await grantRoles(bridge);
    await expect(look()).rejects.toThrow(/permission denied/);
    await grantRoles(openPool(url));
    expect(await look()).toEqual([]);
  });
});

describe('the months', () => {
  const add = (at: string): string =>
    `INSERT INTO puente.journal (bridge, epoch, seq, at, kind, data, hash) VALUES ('a', 1, 1, ${at}, 'x', '{}', '')`;
  const places = async (url: string): Promise<unknown[]> =>
    (await postgres.run(url, 'SELECT DISTINCT tableoid::regclass::text AS place FROM puente.journal ORDER BY 1')).map(
      ({ place }) => place,
    );

  it('that nobody made lose nothing, and are moved out of the default when they are made', async () => {
    const url = await postgres.newDatabase();
    const pool = openPool(url);
    await ensureSchema(pool);
    await postgres.run(url, add("date_trunc('month', now() AT TIME ZONE 'UTC') + interval '5 months 3 days'"));
    expect(await places(url)).toEqual(['puente.journal_default']);
    expect(await ensurePartitions(pool, 6)).toBe(6);
    expect(await places(url)).toEqual([expect.stringMatching(/^puente\.journal_\d{4}_\d{2}$/)]);
    expect(await ensurePartitions(pool, 6)).toBe(0);
  });

  it('that are old enough go when the owner says so, and no others', async () => {
    const url = await postgres.newDatabase();
    const pool = openPool(url);
    await ensureSchema(pool);
    await postgres.run(
      url,
      `SELECT puente.make_partition('journal', 'at', (date_trunc('month', now()) - interval '14 months')::date);
       SELECT puente.make_partition('journal', 'at', (date_trunc('month', now()) - interval '12 months')::date)`,
    );
    await postgres.run(url, add("now() - interval '14 months'"));
    await postgres.run(url, add("now() - interval '12 months'"));
    expect(await dropOldPartitions(pool, 13)).toBe(1);
    expect(await places(url)).toHaveLength(1);
    await expect(dropOldPartitions(pool, 0)).rejects.toThrow(/at least 1/);
  });
});

describe('the address', () => {
  it('verifies the certificate of every server but this computer', () => {
    expect(readAddress('postgres://a:b%40c@hub.example/db', undefined)).toEqual({
      host: 'hub.example',
      port: 5432,
      user: 'a',
      password: 'b@c',
      database: 'db',
      ssl: { rejectUnauthorized: true, servername: 'hub.example' },
    });
    expect(readAddress('postgres://a@127.0.0.1:6000/db', 'kept')).toMatchObject({ ssl: false, password: 'kept' });
    expect(readAddress('postgres://a@[::1]/db?sslmode=verify-full', undefined)).toMatchObject({
      host: '::1',
      ssl: { rejectUnauthorized: true },
    });
  });
});
