import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { startBouncer, type Bouncer } from './pgbouncer.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { findClashes, until } from './tills.ts';
import { holds, isPaid, OFFICE, openWorld, sees } from './world.ts';

let postgres: Postgres;
let bouncer: Bouncer;
let lending: Bouncer;
beforeAll(async () => {
  postgres = await startPostgres();
  [bouncer, lending] = await Promise.all([startBouncer(postgres), startBouncer(postgres, 'session')]);
});
afterAll(async () => {
  await Promise.all([bouncer?.close(), lending?.close()]);
  await postgres.close();
});

describe('bridges behind pgbouncer', { timeout: 90_000 }, () => {
  it('in transaction mode: they notice that no notification arrives, and take turns, send journals and fetch charges all the same', async (test) => {
    const { hub, open, sandbox, logOf } = await openWorld(postgres, test);
    const through = { hub: hub.replace(`:${postgres.port}/`, `:${bouncer.port}/`), hubPort: undefined };
    const a = await open('a', through);
    await holds(a);
    const b = await open('b', through);
    await sees(b, { holder: 'a' });
    const office = await open('office', { ...through, ...OFFICE });
    for (const till of [a, b, office])
      await until(
        'deaf',
        () => till.status(),
        ({ hub: link }) => link?.state === 'connected' && !link.hears,
      );
    const orders = ['F1', 'F2'];
    await Promise.all([a, b].flatMap((till) => orders.map((order) => till.order(order))));
    await Promise.all([a, b].flatMap((till) => orders.map((order) => isPaid(till, order))));
    expect(findClashes(sandbox)).toEqual([]);
    expect(await logOf()).toContain('handed_over');
    const sent = await office.erp.call('POST', '/v1/charges', {
      order_id: 'R-1',
      amount_in_cents: 1000,
      terminal: 'trm_1',
    });
    const { id } = sent.body as ChargeView;
    await until(
      'remote paid',
      async () => (await office.erp.call('GET', `/v1/charges/${id}?wait=5`)).body as ChargeView,
      ({ paid }) => paid,
    );
    for (const till of [a, b])
      await until(
        'all sent',
        () => till.status(),
        ({ hub: link }) => link?.pending_lines === 0,
      );
    const [told] = await postgres.run(hub, 'SELECT count(*)::int AS n FROM puente.charges WHERE paid');
    expect(told).toEqual({ n: 5 });
    // What nobody fetched is told to the till that sent it, too: the number may be used there again.
    await Promise.all([a, b].map((till) => till.kill()));
    const send = (terminal: string) =>
      office.erp.call('POST', '/v1/charges', { order_id: 'R-2', amount_in_cents: 1000, terminal, expires_in: 5 });
    expect((await send('trm_1')).status).toBe(201);
    expect(await send('oficina')).toMatchObject({ status: 409, body: { code: 'order_conflict' } });
    await until(
      'usable here',
      () => send('oficina'),
      ({ status }) => status === 201,
    );
  });

  it('in session mode, or with none between: they hear', async (test) => {
    const { hub, open } = await openWorld(postgres, test);
    const a = await open('a', { hub: hub.replace(`:${postgres.port}/`, `:${lending.port}/`), hubPort: undefined });
    await holds(a);
    const b = await open('b');
    for (const till of [a, b])
      await until(
        'hears',
        () => till.status(),
        ({ hub: link }) => link?.state === 'connected' && link.hears,
      );
  });
});
