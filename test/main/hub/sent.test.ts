import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubConfigSchema } from '../../../main/contract/hub.ts';
import { systemClock } from '../../../main/dispatch/system-clock.ts';
import { createSent } from '../../../main/hub/link/sent.ts';
import { cancelRemote } from '../../../main/hub/remote/change.ts';
import { openStore, scratchFolder } from '../store/scratch.ts';
import { openCentral, seedBridge, seedTerminal, type CentralRig } from './chain.ts';
import { startPostgres, type Postgres } from './postgres.ts';

const HOUR = 3_600_000;

let postgres: Postgres;
let rig: CentralRig;
beforeAll(async () => {
  postgres = await startPostgres();
  rig = await openCentral(postgres);
  await seedBridge(rig, 'mixco-caja-1', 'mixco');
  await seedTerminal(rig, 'trm_1', 'caja1', 'mixco-caja-1');
});
afterAll(async () => {
  await rig?.close();
  await postgres?.close();
});

test('a bridge keeps in mind how an order that it sent looked last while it looks after it, and no longer', async () => {
  const store = openStore(scratchFolder());
  let laterMs = 0;
  const told: string[] = [];
  const sent = createSent({
    hub: hubConfigSchema.parse({ url: rig.databaseUrl, bridge: 'zona-caja-1' }),
    store,
    clock: { ...systemClock, now: () => Date.now() + laterMs },
    onChanged: (read) => told.push(read('es').order_id),
  });
  const send = async (orderId: string): Promise<string> => {
    const order = { account: 'default', orderId, amountInCents: 1000, currency: 'GTQ', installments: null } as const;
    const more = { terminalId: 'trm_1', description: null, metadata: {}, expiresIn: 600 };
    const placed = await sent.place(rig.hub, { ...order, ...more }, false, 'es');
    return 'charge' in placed ? (placed.charge?.id ?? '') : '';
  };

  for (let n = 1; n <= 20; n += 1) await send(`A-${n}`);
  await sent.lookAfter(rig.hub);
  expect(sent.remembered()).toBe(20);

  laterMs = 20 * HOUR;
  const late = await send('B-1');
  await sent.lookAfter(rig.hub);
  expect([sent.remembered(), told]).toEqual([21, []]);

  laterMs = 25 * HOUR;
  await sent.lookAfter(rig.hub);
  expect(sent.remembered()).toBe(1);
  // Control: the one that is kept in mind is told when it changes.
  await cancelRemote(rig.hub, late, 'es');
  await sent.lookAfter(rig.hub);
  expect([sent.remembered(), told]).toEqual([1, ['B-1']]);
  store.close();
});
