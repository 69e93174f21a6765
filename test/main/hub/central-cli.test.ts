import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rolesScript } from '../../../main/hub/database/grants.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { CLI } from '../../faults/bridge-process.ts';

const NODE = ['--disable-warning=ExperimentalWarning', CLI];
const folder = mkdtempSync(path.join(tmpdir(), 'puente-hub-cli-'));
const env = { ...process.env, NODE_COMPILE_CACHE: path.join(tmpdir(), 'puente-compile-cache') };
let postgres: Postgres;
let admin: string;
let owner: string;
let dashboard: string;

beforeAll(async () => {
  postgres = await startPostgres();
  const database = await postgres.newDatabase();
  await postgres.run(database, rolesScript());
  await postgres.run(
    database,
    `CREATE ROLE t_owner LOGIN IN ROLE puente_owner; CREATE ROLE t_board LOGIN IN ROLE puente_dashboard`,
  );
  admin = database;
  owner = database.replace(/\/\/[^@]+@/, '//t_owner@');
  dashboard = database.replace(/\/\/[^@]+@/, '//t_board@');
});
afterAll(async () => {
  await postgres?.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [...NODE, 'hub', ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
const on = (database: string): string[] => ['--database', database, '--data', folder];

test(
  'the database is prepared by its owner, then served by the dashboard role, for users made on the command line',
  { timeout: 90_000 },
  async () => {
    const early = await run(...on(dashboard), '--port', '0');
    expect([early.code, early.err]).toEqual([8, expect.stringContaining('puente hub migrate')]);
    expect((await run('migrate', ...on(owner))).code).toBe(0);
    expect((await run('maintain', ...on(owner), '--keep-months', '13')).out).toMatch(/Meses creados: 0/);
    expect((await run('maintain', ...on(dashboard), '--keep-months', '13')).code).toBe(8);

    const made = await run(
      'user',
      'add',
      'Ana Pérez',
      ...on(dashboard),
      '--scopes',
      'read',
      '--shops',
      'tienda-01,tienda-02',
    );
    expect(made.out).toMatch(/^hk_[\w-]{32}\n$/);
    const secret = made.out.trim();
    expect((await run('user', 'add', 'Ana Pérez', ...on(dashboard))).code).toBe(1);
    expect((await run('user', 'list', ...on(dashboard))).out).toBe('Ana Pérez\tread\ttienda-01,tienda-02\n');
    const kept = await postgres.run(admin, 'SELECT * FROM puente.users');
    expect(JSON.stringify(kept).includes(secret)).toBe(false);

    const hub = spawn(process.execPath, [...NODE, 'hub', ...on(dashboard), '--port', '0'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(hub.stdout.setEncoding('utf8'), 'data')) as [string];
    const { ready, url } = JSON.parse(line) as { ready: boolean; url: string };
    expect(ready).toBe(true);
    const me = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${secret}` } });
    expect(await me.json()).toEqual({ name: 'Ana Pérez', scopes: ['read'], shops: ['tienda-01', 'tienda-02'] });
    expect(statSync(path.join(folder, 'session-key')).mode & 0o777).toBe(0o600);
    expect((await run('user', 'revoke', 'Ana Pérez', ...on(dashboard))).code).toBe(0);
    expect((await run('user', 'revoke', 'Ana Pérez', ...on(dashboard))).code).toBe(1);
    hub.kill('SIGTERM');
    expect(await once(hub, 'exit')).toEqual([0, null]);
    expect(readFileSync(path.join(folder, 'logs', 'puente.log'), 'utf8').includes(secret)).toBe(false);
  },
);

test(
  'what is wrong with the database is told with what to do, and never with its password',
  { timeout: 60_000 },
  async () => {
    const secret = 'clave-muy-secreta';
    for (const [database, code, words] of [
      [`postgres://t_board:${secret}@127.0.0.1:9/puente`, 8, 'no contesta'],
      [`postgres://t_board:${secret}@db.example/puente?sslmode=disable`, 5, 'sslmode'],
      [`postgres://t_board:50%${secret}@127.0.0.1:9/puente`, 5, '%25'],
      [`postgres://t_board:${secret}@127.0.0.1:9/pu%ente`, 5, '%25'],
      [`postgres://t_board:${secret}@127.0.0.1:9/p?sslmode=verify-full&sslrootcert=${folder}/no`, 5, 'sslrootcert'],
    ] as const) {
      const { code: found, out, err } = await run(...on(database), '--port', '0');
      expect([found, err]).toEqual([code, expect.stringContaining(words)]);
      expect((out + err).includes(secret)).toBe(false);
    }
    expect((await run('--data', folder)).err).toContain('--database');
    expect((await run(...on(dashboard), '--public-url', 'http://central.example')).err).toContain('https://');
    expect((await run('roles')).out).toContain('CREATE SCHEMA IF NOT EXISTS puente');
  },
);
