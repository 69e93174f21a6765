import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import path from 'node:path';
import { issueCertificate, makeAuthority } from './certificates.ts';
import { openNamespace } from './namespaces.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { findClashes, until, type Till, type TillOptions } from './tills.ts';
import { holds, isPaid, openWorld, sees, SHARED } from './world.ts';

/** A cable for whoever looks at the database from here, and one for each till. */
const namespace = openNamespace(3);
const HOW = namespace
  ? 'network namespaces: the cable between is out'
  : 'no network namespaces on this machine, so a TCP proxy stands in for them';

let postgres: Postgres;
beforeAll(async () => {
  console.log(`partition by ${HOW}`);
  postgres = namespace
    ? await startPostgres(['ssl=on'], {
        host: namespace.addresses[0] ?? '',
        within: namespace.within,
        prepare(folder) {
          makeAuthority(folder, 'ours');
          const { certificate, key } = issueCertificate(
            folder,
            'ours',
            namespace.addresses.map((address) => `IP:${address}`),
          );
          return [`ssl_cert_file=${certificate}`, `ssl_key_file=${key}`];
        },
      })
    : await startPostgres();
});
afterAll(async () => {
  await postgres?.close();
  namespace?.remove();
});

/** Two tills, each with a line of its own to the hub that can go silent. */
async function openTills(test: TestContext, options: Partial<TillOptions>) {
  const world = await openWorld(postgres, test);
  const till = async (name: string, cable: 1 | 2): Promise<{ till: Till; cut(): void; mend(): void }> => {
    const address = namespace?.addresses[cable];
    if (!namespace || address === undefined) {
      const proxied = await world.open(name, options);
      return { till: proxied, cut: () => proxied.line?.stall(), mend: () => proxied.line?.mend() };
    }
    test.onTestFinished(() => namespace.plugIn(address));
    const trusted = path.join(postgres.folder, 'ours.pem');
    const url = world.hub.replace(namespace.addresses[0] ?? '', address);
    return {
      till: await world.open(name, {
        ...options,
        hub: `${url}?sslmode=verify-full&sslrootcert=${trusted}`,
        hubPort: undefined,
      }),
      cut: () => namespace.unplug(address),
      mend: () => namespace.plugIn(address),
    };
  };
  return { ...world, a: await till('a', 1), b: await till('b', 2) };
}
const isAway = (till: Till) =>
  until(
    'away',
    () => till.status(),
    ({ hub }) => hub?.state === 'connecting',
  );
const isBack = (till: Till) =>
  until(
    'back',
    () => till.status(),
    ({ hub }) => hub?.state === 'connected' && hub.pending_lines === 0,
  );

describe(`a partition between a bridge and the hub (${HOW})`, { timeout: 120_000 }, () => {
  it('a shared terminal is let go when its lease ends here, and taken over only after it ended there and a payment is over', async (test) => {
    const { hub, sandbox, a, b } = await openTills(test, SHARED);
    await a.till.order('F1');
    await isPaid(a.till, 'F1');
    await sees(a.till, { mine: true, mode: 'shared' });
    a.cut();
    await sees(a.till, { mine: false });
    // The other till's line is whole, and it still may not take the terminal: the longest payment has to be over.
    expect((await b.till.status()).hub).toMatchObject({ state: 'connected' });
    await b.till.order('F2');
    await sees(b.till, { mine: false, holder: 'a' });
    await a.till.order('F3');
    await isPaid(b.till, 'F2');
    await isAway(a.till);
    expect(await a.till.charge('F3')).toMatchObject({ status: 'queued', attempts: [] });
    a.mend();
    await isPaid(a.till, 'F3');
    await isBack(a.till);
    expect(findClashes(sandbox)).toEqual([]);
    const [waited] = await postgres.run(
      hub,
      `SELECT kind, from_bridge FROM puente.lease_log WHERE kind = 'taken_over'`,
    );
    expect(waited).toEqual({ kind: 'taken_over', from_bridge: 'a' });
  });

  it('a terminal of its own is charged on all the while, nobody takes it, and the hub hears of it afterwards', async (test) => {
    const { hub, sandbox, a, b } = await openTills(test, {});
    await holds(a.till);
    await sees(b.till, { holder: 'a', mode: 'own' });
    a.cut();
    await isAway(a.till);
    await b.till.order('F2');
    for (const order of ['F1', 'F3']) {
      await a.till.order(order);
      await isPaid(a.till, order);
    }
    expect(await b.till.charge('F2')).toMatchObject({ status: 'queued', attempts: [] });
    a.mend();
    await isBack(a.till);
    await isPaid(b.till, 'F2');
    expect(findClashes(sandbox)).toEqual([]);
    const paid = async (): Promise<unknown> =>
      (await postgres.run(hub, 'SELECT count(*)::int AS n FROM puente.charges WHERE paid'))[0]?.['n'];
    await until('all told', paid, (n) => n === 3);
  });
});
