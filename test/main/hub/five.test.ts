import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findDoublePayments } from '../../../main/recurrente/sandbox/invariants.ts';
import { createRandom } from '../../../main/recurrente/sandbox/random.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { createTill, findClashes, openRecurrente, until, type Till } from './tills.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

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
  const seed = Number(process.env['HUB_SEED'] ?? Math.floor(Date.now() % 1e6));
  console.log(`hub seed ${seed}`);
  const random = createRandom(seed);
  const hub = await postgres.newDatabase();
  const sandbox = await openRecurrente({ seed });
  const skew = skewFile(postgres.folder);
  const tills = await Promise.all(
    SKEWS.map((days, index) =>
      createTill(`t${index}`, {
        hub,
        hubPort: postgres.port,
        sandbox: sandbox.url,
        settings: index % 2 === 0 ? { shared: ['caja1'] } : {},
        config: { queue: { pollMs: 60, minPaymentMs: 800, expireAfterMinutes: 30 } },
        env: { NODE_OPTIONS: `--import=${skew}`, TEST_SKEW_MS: String(days * 86_400_000) },
      }),
    ),
  );
  try {
    await Promise.all(tills.map((till) => till.start()));
    const orders = tills.flatMap((till) => ['F1', 'F2'].map((order) => ({ till, order })));
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
    expect(findClashes(sandbox), `seed ${seed}`).toEqual([]);
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

/** Fifteen seconds in which every till meets something, and the hub restarts once. */
async function spoil(tills: readonly Till[], random: () => number): Promise<void> {
  const acts = [
    async (till: Till) => {
      await till.kill();
      await pause(random() * 2000);
      await till.start();
    },
    async (till: Till) => {
      till.process()?.child.kill('SIGSTOP');
      // Beyond the lease and the longest payment: another till takes over meanwhile.
      await pause(9000);
      till.process()?.child.kill('SIGCONT');
    },
    async (till: Till) => {
      till.line?.stall();
      await pause(9000);
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
