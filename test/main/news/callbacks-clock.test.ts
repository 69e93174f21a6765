import { afterEach, beforeEach, expect, test } from 'vitest';
import { configSchema } from '../../../main/contract/config.ts';
import { keepTimeOff, startCallbacks, type Callbacks } from '../../../main/deliver/callbacks/callbacks.ts';
import { createExpiry } from '../../../main/dispatch/expiry.ts';
import { createCallbackTable, type CallbackTable } from '../../../main/store/callbacks.ts';
import type { Store } from '../../../main/store/store.ts';
import { createVirtualClock, type VirtualClock } from '../dispatch/virtual-clock.ts';
import { addCharge, openStore, scratchFolder } from '../store/scratch.ts';
import { startReceiver, type Receiver } from './receiver.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let erp: Receiver;
let clock: VirtualClock;
let store: Store;
let table: CallbackTable;
let callbacks: Callbacks;
let expiry: ReturnType<typeof createExpiry>;
let underway = 0;
let troubles: object[] = [];

beforeEach(async () => {
  erp = await startReceiver((_req, res) => void res.writeHead(503).end());
  clock = createVirtualClock();
  troubles = [];
  store = openStore(scratchFolder());
  table = createCallbackTable(store.db);
  expiry = createExpiry({ store, clock, shiftWaits: [table.shiftWaits] });
  addCharge(store, 'A');
  callbacks = start();
  const createdAtMs = clock.now();
  const told = { id: 'cb_1', chargeId: 'c-A', url: erp.url, event: 'charge.paid', told: 'paid', body: '{}' };
  table.add([{ ...told, createdAtMs, giveUpAtMs: createdAtMs + DAY }], store.journal.lastSeq());
  // Tried and refused until the next wait is one of minutes.
  await passUntil(() => erp.got.length === 5);
});
afterEach(async () => {
  await callbacks.stop();
  await erp.stop();
  store.close();
  expect(troubles).toEqual([]);
});

/** The real sender over a real socket; only the time between two tries is virtual. */
const start = (): Callbacks =>
  startCallbacks({
    store,
    table,
    clock,
    config: () => configSchema.parse({}),
    viewOf: () => undefined,
    newId: () => 'none',
    random: () => 0.5,
    failpoint: () => undefined,
    log: { info: () => undefined, error: (fields) => void troubles.push(fields) },
    checkClock: () => void expiry.checkClock(),
    onTried: () => undefined,
    secrets: () => [`whsec_${Buffer.alloc(24, 1).toString('base64')}`],
    async fetch(...args) {
      underway += 1;
      try {
        return await fetch(...args);
      } finally {
        underway -= 1;
      }
    },
  });

/** Lets time pass, with the look at the clock that the bridge takes each second, until it is so. */
async function passUntil(isSo: () => boolean, limitMs = HOUR, stepMs = 1000): Promise<void> {
  for (let passedMs = 0; !isSo(); passedMs += stepMs) {
    if (passedMs > limitMs) throw new Error(`not within ${limitMs} ms: ${JSON.stringify(table.get('cb_1'))}`);
    expiry.run();
    await clock.pass(stepMs);
    while (underway > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await clock.settle();
  }
}
const state = () => table.get('cb_1')?.state;

test.each([
  ['set back by a day', -DAY],
  ['a year ahead and corrected', -365 * DAY],
  ['set forward by two days', 2 * DAY],
])('the clock is %s: the next try comes when it would have, and nothing is given up', async (_what, byMs) => {
  clock.setWall(byMs);
  await passUntil(() => erp.got.length === 6, 15 * MINUTE);
  expect([state(), erp.got.length]).toEqual(['waiting', 6]);
  erp.behave((_req, res) => void res.writeHead(204).end());
  await passUntil(() => state() === 'delivered');
  expect(erp.got).toHaveLength(7);
});

test('by the new time as by the old it is tried for a day, and then given up', async () => {
  clock.setWall(-365 * DAY);
  await passUntil(() => state() === 'dead', 26 * HOUR, MINUTE);
  const { createdAtMs = 0, lastTryAtMs } = table.get('cb_1') ?? {};
  expect(lastTryAtMs).toBeGreaterThanOrEqual(createdAtMs - 365 * DAY + DAY);
  expect(store.alerts.open().map(({ code }) => code)).toEqual(['callback_dead']);
});

/** The bridge ends, by itself or as in a power cut, and is started again. */
async function restart(whileOff: () => unknown, { cut = false } = {}): Promise<void> {
  const note = (kind: string) => store.note({ atMs: clock.now(), chargeId: null, kind, status: null, data: {} });
  await callbacks.stop();
  if (!cut) store.transact('stopped', () => note('stopped'));
  await whileOff();
  expiry = createExpiry({ store, clock, shiftWaits: [table.shiftWaits] });
  store.transact('started', () => {
    keepTimeOff({ store, table, clock });
    note('started');
  });
  callbacks = start();
}

test.each<[string, () => unknown, { cut?: boolean }?]>([
  ['the clock was set forward by two days while the bridge was off', () => clock.setWall(2 * DAY)],
  ['the PC was off over the weekend', () => clock.suspend(62 * HOUR)],
  ['the power was cut on Friday', () => clock.suspend(62 * HOUR), { cut: true }],
])('%s: what waits is tried at the start, and keeps the tries that it had', async (_what, whileOff, how) => {
  await restart(whileOff, how);
  const startedAtMs = clock.now();
  await passUntil(() => erp.got.length === 6, 2000);
  await passUntil(() => erp.got.length === 9, 5 * HOUR, MINUTE);
  expect(state()).toBe('waiting');
  // Control: what it had left comes to an end.
  await passUntil(() => state() === 'dead', 26 * HOUR, MINUTE);
  expect((table.get('cb_1')?.lastTryAtMs ?? 0) - startedAtMs).toBeLessThanOrEqual(DAY + MINUTE);
});

test('the laptop sleeps for days while the bridge runs: nothing is given up on waking', async () => {
  await clock.suspend(3 * DAY);
  await passUntil(() => erp.got.length === 7, HOUR);
  expect(state()).toBe('waiting');
});

test('the clock is set forward while the receiver is awaited: its refusal is not the last word', async () => {
  const asked = new Promise<() => void>((resolve) =>
    erp.behave((_req, res) => resolve(() => void res.writeHead(503).end())),
  );
  await clock.pass((table.get('cb_1')?.dueAtMs ?? 0) - clock.now() + 5000);
  const refuse = await asked;
  clock.setWall(2 * DAY);
  refuse();
  await expect.poll(() => table.get('cb_1')?.tries).toBe(6);
  expect(state()).toBe('waiting');
});

test('the clock was set back while the bridge was off: what waits is tried at its start', async () => {
  await restart(() => clock.setWall(-3 * DAY));
  await passUntil(() => erp.got.length === 6, 2000);
  expect(table.get('cb_1')?.giveUpAtMs).toBeLessThanOrEqual(clock.now() + DAY);
});

test('a start without a changed clock brings nothing forward', async () => {
  await restart(() => undefined);
  await expect(passUntil(() => erp.got.length === 6, MINUTE)).rejects.toThrow('not within');
  await passUntil(() => erp.got.length === 6, 15 * MINUTE);
});

test('what is told and cannot be noted is told again after a while, not at once and without end', async () => {
  erp.behave((_req, res) => void res.writeHead(204).end());
  // As on a disk that takes no more.
  store.db.pragma('query_only = 1');
  await clock.pass((table.get('cb_1')?.dueAtMs ?? 0) - clock.now() + 5000);
  await expect.poll(() => troubles.length).toBeGreaterThan(0);
  for (let turns = 0; turns < 100; turns += 1) await clock.settle();
  expect([erp.got.length, troubles.length]).toEqual([6, 1]);
  store.db.pragma('query_only = 0');
  await passUntil(() => state() === 'delivered', MINUTE);
  expect(erp.got).toHaveLength(7);
  troubles = [];
});
