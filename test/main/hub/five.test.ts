import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TerminalView } from '../../../main/contract/status.ts';
import { findDoublePayments } from '../../../main/recurrente/sandbox/invariants.ts';
import { createRandom } from '../../../main/recurrente/sandbox/random.ts';
import { seedFrom } from '../../seed.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { ALWAYS_PAYS, createTill, findClashes, openRecurrente, until, type Till } from './tills.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

/** Five processes on few cores: short payments, and so short waits for them, keep the test within a minute. */
const LIMITS = { leaseSeconds: 3, longestPaymentSeconds: 3 };
const QUICK = { ...ALWAYS_PAYS, thinkMs: [850, 1000] as [number, number] };
const QUEUE = { pollMs: 60, minPaymentMs: 800, expireAfterMinutes: 30 };
/** Beyond the lease and the longest payment: another till takes over meanwhile. */
const LONG_MS = (LIMITS.leaseSeconds + LIMITS.longestPaymentSeconds) * 1000 + 500;

/** However busy the machine: a till that has the terminal is cut off for longer than its lease, while another one waits for it. */
async function takeOver([holder, waiting]: readonly Till[]): Promise<{ till: Till; order: string }[]> {
  if (!holder || !waiting) throw new Error('two tills are needed');
  const order = 'F4';
  const isPaid = (till: Till): Promise<unknown> =>
    until(
      `${till.name} ${order} paid`,
      () => till.charge(order),
      (charge) => charge?.paid === true,
      60_000,
    );
  await holder.order(order);
  await isPaid(holder);
  holder.line?.stall();
  await waiting.order(order);
  await isPaid(waiting);
  holder.line?.mend();
  return [holder, waiting].map((till) => ({ till, order }));
}

/** A charge's journal, by its external id (`t1-F1-1`). */
async function storyOf(tills: readonly Till[], externalId: string): Promise<unknown> {
  const [name, order = ''] = externalId.split('-');
  const till = tills.find((each) => each.name === name);
  const charge = await till?.charge(order);
  return (await till?.erp.call('GET', `/v1/charges/${charge?.id}/events`))?.body;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Days by which the tills' wall clocks are wrong; leases must not care. */
const SKEWS = [0, 0, 3, -2, 0.004];
const skewFile = (folder: string): string => {
  const file = path.join(folder, 'skew.mjs');
  writeFileSync(
    file,
    `const off = Number(process.env.TEST_SKEW_MS); const Real = Date; const now = Real.now.bind(Real);
     globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(now() + off); } static now() { return now() + off; } };`,
  );
  return file;
};

it('five tills on one terminal through kills, stops beyond the lease, cut lines, wrong clocks and a restarted hub', async () => {
  const seed = seedFrom('HUB_SEED');
  console.log(`hub seed ${seed}`);
  const random = createRandom(seed);
  const hub = await postgres.newDatabase();
  const sandbox = await openRecurrente({ seed, customer: { mode: 'scripted', script: QUICK } });
  const skew = skewFile(postgres.folder);
  const tills = await Promise.all(
    SKEWS.map((days, index) =>
      createTill(`t${index}`, {
        hub,
        hubPort: postgres.port,
        sandbox: sandbox.url,
        settings: { ...LIMITS, ...(index % 2 === 0 ? { shared: ['caja1'] } : {}) },
        config: { queue: QUEUE },
        env: { NODE_OPTIONS: `--import=${skew}`, TEST_SKEW_MS: String(days * 86_400_000) },
      }),
    ),
  );
  try {
    await Promise.all(tills.map((till) => till.start()));
    const orders = tills.flatMap((till) => ['F1', 'F2', 'F3'].map((order) => ({ till, order })));
    await Promise.all(orders.map(({ till, order }) => till.order(order)));
    await spoil(tills, random);
    await Promise.all(
      orders.map(({ till, order }) =>
        until(
          `${till.name} ${order} paid (seed ${seed})`,
          () => till.charge(order),
          (charge) => charge?.paid === true,
          60_000,
        ),
      ),
    );
    orders.push(...(await takeOver(tills)));
    const changes = await postgres.run(
      hub,
      'SELECT kind, count(*)::int AS n FROM puente.lease_log GROUP BY kind ORDER BY 1',
    );
    console.log(changes.map(({ kind, n }) => `${String(kind)} ${String(n)}`).join(', '));
    expect(changes.map(({ kind }) => kind)).toContain('taken_over');
    const clashes = findClashes(sandbox);
    for (const { created } of clashes) console.log(created, await storyOf(tills, created));
    if (clashes.length > 0)
      console.log(
        await postgres.run(hub, 'SELECT at, kind, bridge, from_bridge, fence FROM puente.lease_log ORDER BY id'),
      );
    expect(clashes, `seed ${seed}`).toEqual([]);
    expect(findDoublePayments(sandbox.state), `seed ${seed}`).toEqual([]);
    // The hub has heard of every one of them, once.
    const told = async (): Promise<unknown> =>
      (
        await postgres.run(
          hub,
          'SELECT count(*)::int AS n, count(*) FILTER (WHERE paid)::int AS paid FROM puente.charges',
        )
      )[0];
    await until(
      'told',
      told,
      (row) => JSON.stringify(row) === JSON.stringify({ n: orders.length, paid: orders.length }),
    );
  } finally {
    await Promise.all(tills.map((till) => till.stop()));
    await sandbox.stop();
  }
}, 180_000);

it('five tills without a hub between them meet on the terminal at once, nothing spoilt (control)', async () => {
  const sandbox = await openRecurrente({ customer: { mode: 'scripted', script: QUICK } });
  const tills = await Promise.all(
    SKEWS.map((_, index) => createTill(`t${index}`, { sandbox: sandbox.url, config: { queue: QUEUE } })),
  );
  try {
    await Promise.all(tills.map((till) => till.start()));
    await Promise.all(tills.flatMap((till) => ['F1', 'F2'].map((order) => till.order(order))));
    await until(
      'a clash',
      () => findClashes(sandbox),
      (clashes) => clashes.length > 0,
    );
  } finally {
    await Promise.all(tills.map((till) => till.stop()));
    await sandbox.stop();
  }
}, 60_000);

/** A fault that strikes whoever has the terminal is the hardest one; a till whose turn does not come is struck all the same. */
const itsTurn = (till: Till, isReady = ({ lease }: TerminalView): boolean => lease?.mine === true): Promise<unknown> =>
  until(
    'has the terminal',
    () => till.status(),
    ({ terminals }) => terminals.some(isReady),
    5000,
  ).catch(() => undefined);

/** Some fifteen seconds in which every till meets something, and the hub restarts once. */
async function spoil(tills: readonly Till[], random: () => number): Promise<void> {
  const acts = [
    async (till: Till) => {
      await itsTurn(till);
      await till.kill();
      await pause(random() * 2000);
      await till.start();
    },
    async (till: Till) => {
      // With its charge on the terminal. Between the last look at the lease and the write to the socket lie microseconds in which a
      // process that stops sends all the same when it wakes: Recurrente knows no fencing number (README, "What remains").
      await itsTurn(till, ({ charge }) => charge?.status === 'pending' || charge?.status === 'dispatched');
      till.process()?.child.kill('SIGSTOP');
      await pause(LONG_MS);
      till.process()?.child.kill('SIGCONT');
    },
    async (till: Till) => {
      await itsTurn(till);
      till.line?.stall();
      await pause(LONG_MS);
      till.line?.mend();
    },
    async (till: Till) => {
      till.line?.cut();
      await pause(1000 + random() * 3000);
      till.line?.mend();
    },
  ];
  await Promise.all([
    ...tills.map(async (till, index) => {
      await pause(random() * 4000);
      await acts[index % acts.length]?.(till);
      await pause(random() * 1000);
      await acts[Math.floor(random() * acts.length)]?.(till);
    }),
    pause(6000 + random() * 3000).then(() => postgres.restart()),
  ]);
}
