import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { hubConfigSchema } from '../../../main/contract/hub.ts';
import type { StatusView } from '../../../main/contract/status.ts';
import { systemClock } from '../../../main/dispatch/system-clock.ts';
import { createLink, type Link } from '../../../main/hub/link/link.ts';
import { openStore, scratchFolder } from '../store/scratch.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { TERMINAL, until } from './tills.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let url: string;
let line: Proxy;
let link: Link;
let sleptMs: number;
let told: unknown[];

/** A bridge's end of the hub, with its own terminal, on a PC that can sleep. */
beforeEach(async () => {
  url = await postgres.newDatabase();
  line = await startProxy(postgres.port);
  sleptMs = 0;
  told = [];
  const store = openStore(scratchFolder());
  store.onCommit((lines) => told.push(...lines.map(({ kind }) => kind)));
  link = createLink({
    hub: hubConfigSchema.parse({ url: url.replace(`:${postgres.port}/`, `:${line.port}/`), bridge: 'caja-1' }),
    password: () => undefined,
    clock: { ...systemClock, uptime: () => systemClock.uptime() + sleptMs },
    store,
    random: Math.random,
    log: silent,
    newId: randomUUID,
    version: '0.0.0',
    terminals: () => [{ id: TERMINAL, alias: 'caja1', name: 'Caja 1' }],
    status: () => ({ connection: 'online' }) as StatusView,
    viewOf: () => undefined,
    onGranted: () => undefined,
    onSeen: () => undefined,
    onState: () => undefined,
  });
  link.start();
  onTestFinished(async () => {
    await link.stop();
    await line.close();
    store.close();
  });
  await isUsable();
});

const isUsable = () =>
  until(
    'the terminal is usable',
    async () => link.mayUse(TERMINAL) && link.view('es').state === 'connected',
    (is) => is,
  );
const sleep = (): void => void (sleptMs += 10 * 60_000);

test('a till whose name another PC took while it slept sends nothing when it wakes', async () => {
  await postgres.run(url, 'UPDATE puente.bridges SET installation = gen_random_uuid()');
  expect(link.mayUse(TERMINAL)).toBe(true);
  sleep();
  expect(link.mayUse(TERMINAL)).toBe(false);
  const seen = new Set<boolean>();
  await until(
    'refused',
    async () => {
      seen.add(link.mayUse(TERMINAL));
      return link.view('es').problem;
    },
    (problem) => problem === 'name_taken',
  );
  expect([[...seen], link.mayUse(TERMINAL), link.lease(TERMINAL, 'es').mine]).toEqual([[false], false, false]);
});

test('a till that slept and kept its name goes on as soon as the hub has said so', async () => {
  sleep();
  expect(link.mayUse(TERMINAL)).toBe(false);
  await isUsable();
  expect(link.lease(TERMINAL, 'es')).toMatchObject({ mine: true, mode: 'own' });
  expect(told).not.toContain('lease_over');
});

test('a till that wakes where the hub cannot be reached goes on with its own terminal all the same', async () => {
  line.cut();
  await until(
    'away',
    async () => link.view('es').state,
    (state) => state === 'connecting',
  );
  // Control: the hub's being away alone stops nothing.
  expect(link.mayUse(TERMINAL)).toBe(true);
  sleep();
  expect(link.mayUse(TERMINAL)).toBe(false);
  await until(
    'the terminal is usable',
    async () => link.mayUse(TERMINAL),
    (is) => is,
  );
  expect(link.view('es').state).toBe('connecting');
});
