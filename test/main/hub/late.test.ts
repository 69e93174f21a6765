import Database from 'better-sqlite3';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type Postgres } from './postgres.ts';
import { findClashes, TERMINAL, until, type Till } from './tills.ts';
import { holds, isPaid, leaseOf, OFFICE, openWorld, sees, SHARED } from './world.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

const delayOf = (till: Till, words: string) => {
  if (!till.line) throw new Error(`${till.name} has no line to the hub`);
  return till.line.delay(words);
};
const isConnected = (till: Till) =>
  until(
    `${till.name} connected`,
    () => till.status(),
    ({ hub }) => hub?.state === 'connected',
  );

describe('a request that arrives after its sender has given up and come again', { timeout: 120_000 }, () => {
  it.for([
    ['own', {}],
    ['shared', SHARED],
  ] as const)('and passes on a terminal (%s) comes to nothing', async ([, options], test) => {
    const { sandbox, open, onTerminal, logOf } = await openWorld(postgres, test, { mode: 'manual' });
    const a = await open('a', options);
    await holds(a);
    const b = await open('b');
    await sees(b, { holder: 'a' });
    const passing = delayOf(a, 'handed_over');
    await b.order('F1');
    await passing.held;
    await a.order('F2');
    await until(
      'F2 on the terminal',
      () => sandbox.terminal(TERMINAL).charge(),
      (command) => command?.status === 'dispatched' && command.externalId.includes('F2'),
    );
    await passing.deliver();
    await isConnected(a);
    expect(await leaseOf(b)).toMatchObject({ mine: false, holder: 'a' });
    expect(await logOf()).not.toContain('handed_over');
    sandbox.terminal(TERMINAL).approve();
    await isPaid(a, 'F2');
    await holds(b);
    await onTerminal();
    sandbox.terminal(TERMINAL).approve();
    await isPaid(b, 'F1');
    expect(findClashes(sandbox)).toEqual([]);
  });

  it('and takes a terminal by force comes to nothing once the terminal has passed on', async (test) => {
    const { hub, sandbox, open, onTerminal, logOf } = await openWorld(postgres, test, { mode: 'manual' });
    const a = await open('a', SHARED);
    await holds(a);
    const [b, c] = [await open('b', SHARED), await open('c', SHARED)];
    await sees(b, { holder: 'a' });
    const taking = delayOf(b, 'forced');
    const wish = { force: true, note: 'La caja 1 no contesta', name: 'Ana' };
    const asked = b.erp.call('POST', '/v1/terminals/caja1/take', wish);
    await taking.held;
    expect((await asked).body).toMatchObject({ code: 'hub_unreachable' });
    await c.order('F1');
    await holds(c);
    await onTerminal();
    await taking.deliver();
    expect(await postgres.run(hub, 'SELECT holder FROM puente.terminals')).toEqual([{ holder: 'c' }]);
    expect(await logOf()).not.toContain('forced');
    sandbox.terminal(TERMINAL).approve();
    await isPaid(c, 'F1');
    // Control: asked again, now that it is seen who has it, it is done.
    await isConnected(b);
    expect(await b.erp.call('POST', '/v1/terminals/caja1/take', wish)).toMatchObject({ status: 200 });
    await holds(b);
    expect(await logOf()).toContain('forced');
    expect(findClashes(sandbox)).toEqual([]);
  });

  it('and gives a terminal back at the end of a till comes to nothing when that till runs again', async (test) => {
    const { sandbox, open, onTerminal } = await openWorld(postgres, test, { mode: 'manual' });
    const a = await open('a', SHARED);
    await holds(a);
    const b = await open('b', SHARED);
    await sees(b, { holder: 'a' });
    const leaving = delayOf(a, 'released');
    await a.process()?.stop();
    await leaving.held;
    await a.start();
    await a.order('F1');
    await onTerminal();
    await leaving.deliver();
    await b.order('F2');
    await sees(a, { mine: true, wanted_by: 'b' });
    sandbox.terminal(TERMINAL).approve();
    await isPaid(a, 'F1');
    await holds(b);
    await onTerminal();
    sandbox.terminal(TERMINAL).approve();
    await isPaid(b, 'F2');
    expect(findClashes(sandbox)).toEqual([]);
  });
});

describe('a charge sent elsewhere that expired and is sent again', { timeout: 60_000 }, () => {
  async function sendAndExpire(test: Parameters<typeof openWorld>[1]) {
    const world = await openWorld(postgres, test);
    const a = await world.open('a');
    await holds(a);
    await a.kill();
    world.sandbox.addTerminals([{ id: 'trm_2' }]);
    const office = await world.open('office', OFFICE);
    await isConnected(office);
    const order = { order_id: 'R-1', amount_in_cents: 1000 };
    const send = (terminal: string) => office.erp.call('POST', '/v1/charges', { ...order, terminal, expires_in: 5 });
    const { id } = (await send(TERMINAL)).body as { id: string };
    const file = path.join(office.folder, 'bridge.db');
    /** Whether the office's own terminals may be used for it, by what is on its disk. */
    const isFree = (wanted: boolean) =>
      until(
        `free: ${wanted}`,
        () => {
          const db = new Database(file, { readonly: true });
          const row = db.prepare('SELECT ended FROM remote_orders').get() as { ended: number };
          db.close();
          return row.ended === 1;
        },
        (is) => is === wanted,
      );
    await isFree(true);
    return { ...world, a, office, id, isFree, sendHere: () => send('oficina') };
  }
  const refused = { status: 409, body: { code: 'order_conflict' } };

  it('by the till that sent it: its own terminals are not used for it from then on', async (test) => {
    const { office, id, sendHere } = await sendAndExpire(test);
    expect(await office.erp.call('POST', `/v1/charges/${id}/retry`)).toMatchObject({ status: 200 });
    expect(await sendHere()).toMatchObject(refused);
  });

  it.for([
    ['which hears of it', false],
    ['which was cut off meanwhile', true],
  ] as const)('by someone else: not used at the till that sent it either, %s', async ([, isAway], test) => {
    const { hub, office, isFree, sendHere } = await sendAndExpire(test);
    if (isAway) office.line?.cut();
    await postgres.run(
      hub,
      "UPDATE puente.remote_charges SET status = 'waiting', expires_at = now() + interval '10 minutes'",
    );
    office.line?.mend();
    await isFree(false);
    expect(await sendHere()).toMatchObject(refused);
  });

  it('not after that till has charged it by itself, hub or no hub', async (test) => {
    const { a, office, id, sendHere, sandbox } = await sendAndExpire(test);
    // The hub does not hear of it in time.
    delayOf(office, 'jsonb_to_recordset');
    expect((await sendHere()).status).toBe(201);
    expect(await office.erp.call('POST', `/v1/charges/${id}/retry`)).toMatchObject({
      body: { code: expect.stringMatching(/remote_at_shop|hub_unreachable/) },
    });
    await isPaid(office, 'R-1');
    await a.start();
    await holds(a);
    await isConnected(office);
    expect(await office.erp.call('POST', `/v1/charges/${id}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'remote_at_shop' },
    });
    const made = sandbox.log.filter((line) => line.kind === 'command_created' && line.external_id.includes('R-1'));
    expect(made).toHaveLength(1);
  });
});

describe('a charge sent elsewhere whose COMMIT is late', { timeout: 90_000 }, () => {
  async function sendLate(test: Parameters<typeof openWorld>[1]) {
    const world = await openWorld(postgres, test);
    const a = await world.open('a');
    await holds(a);
    const office = await world.open('office', OFFICE);
    await isConnected(office);
    const commit = delayOf(office, 'COMMIT');
    const order = { order_id: 'R-1', amount_in_cents: 1000 };
    const send = (terminal: string) => office.erp.call('POST', '/v1/charges', { ...order, terminal });
    expect(await send(TERMINAL)).toMatchObject({ status: 503, body: { code: 'hub_unreachable' } });
    await until(
      'connected anew',
      () => world.journalOf(office),
      (kinds) => kinds.filter((kind) => kind === 'hub').length >= 3,
    );
    await isConnected(office);
    return { ...world, a, office, commit, sendHere: () => send('oficina') };
  }
  const refused = { status: 409, body: { code: 'order_conflict' } };

  it('is not charged on an own terminal meanwhile, nor afterwards', async (test) => {
    const { sandbox, a, commit, sendHere } = await sendLate(test);
    expect(await sendHere()).toMatchObject(refused);
    await commit.deliver();
    await isPaid(a, 'R-1');
    expect(await sendHere()).toMatchObject(refused);
    const made = sandbox.log.filter((line) => line.kind === 'command_created' && line.external_id.includes('R-1'));
    expect(made).toHaveLength(1);
  });

  it('may be charged on an own terminal once it is certain that it never came', async (test) => {
    const { hub, commit, sendHere } = await sendLate(test);
    expect(await sendHere()).toMatchObject(refused);
    commit.lose();
    await until('here', sendHere, ({ status }) => status === 201);
    expect(await postgres.run(hub, 'SELECT * FROM puente.remote_charges')).toEqual([]);
  });
});
