import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type Postgres } from './postgres.ts';
import { ALWAYS_PAYS, findClashes, TERMINAL, until, type Till } from './tills.ts';
import { holds, isPaid, leaseOf, NO_HUB, openWorld, sees, SHARED } from './world.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

describe('two tills with one terminal', { timeout: 60_000 }, () => {
  it('take turns, charge by charge, and never meet on it', async (test) => {
    const { sandbox, open, logOf } = await openWorld(postgres, test);
    const a = await open('a');
    await holds(a);
    const b = await open('b');
    await sees(b, { mine: false, holder: 'a', mode: 'own' });
    const orders = ['F1', 'F2', 'F3'];
    await Promise.all([a, b].flatMap((till) => orders.map((order) => till.order(order))));
    await Promise.all([a, b].flatMap((till) => orders.map((order) => isPaid(till, order))));
    expect(findClashes(sandbox)).toEqual([]);
    const kinds = await logOf();
    expect(kinds.filter((kind) => kind === 'handed_over').length).toBeGreaterThanOrEqual(4);
  });

  it('and no hub between them push each other off it (control)', async (test) => {
    const { open, aClash } = await openWorld(postgres, test);
    const [a, b] = [await open('a', NO_HUB), await open('b', NO_HUB)];
    await Promise.all([a, b].flatMap((till) => ['F1', 'F2'].map((order) => till.order(order))));
    await aClash();
  });

  it('say who has it, and that a charge waits for whom', async (test) => {
    const { sandbox, open, onTerminal } = await openWorld(postgres, test, { mode: 'manual' });
    const first = await open('a');
    await holds(first);
    const second = await open('b');
    await first.order('F1');
    await onTerminal();
    await second.order('F2');
    // A machine too busy to repeat the send within `minPaymentMs` is not told that the terminal shows it.
    const status: unknown = expect.stringMatching(/^(?:pending|dispatched)$/);
    await sees(second, { holder: first.name, busy: { order_id: 'F1', amount_in_cents: 1000, status } });
    await sees(first, { mine: true, mode: 'shared', wanted_by: second.name });
    const waiting = await second.charge('F2');
    expect(waiting).toMatchObject({ status: 'queued', next_step: expect.stringContaining(first.name) });
    sandbox.terminal(TERMINAL).approve();
    await isPaid(first, 'F1');
    await holds(second);
    await sees(first, { holder: second.name });
    expect(await (await first.erp.call('GET', '/v1/terminals')).body).toMatchObject({
      data: [{ lease: { mine: false, holder: second.name } }],
    });
  });
});

describe.concurrent('a till that falls silent', { timeout: 90_000 }, () => {
  it('killed with a charge on the terminal: it is taken over once that charge must be over', async (test) => {
    const { sandbox, open, onTerminal, logOf } = await openWorld(postgres, test);
    const [a, b] = [await open('a', SHARED), await open('b', SHARED)];
    await a.order('F1');
    await onTerminal();
    await a.kill();
    await b.order('F1');
    await isPaid(b, 'F1');
    expect(findClashes(sandbox)).toEqual([]);
    expect(await logOf()).toContain('taken_over');
    await a.start();
    await isPaid(a, 'F1');
  });

  it('but was taken for dead too soon is met on the terminal (control)', async (test) => {
    const { open, onTerminal, aClash } = await openWorld(postgres, test, {
      mode: 'scripted',
      script: { ...ALWAYS_PAYS, thinkMs: [60_000, 60_000] },
    });
    const hasty = { settings: { ...SHARED.settings, longestPaymentSeconds: 1 } };
    const [a, b] = [await open('a', hasty), await open('b', hasty)];
    await a.order('F1');
    await onTerminal();
    await a.kill();
    await b.order('F1');
    await aClash();
  });

  it('stopped for longer than its lease: it wakes up and sends nothing until it is given the terminal again', async (test) => {
    const { sandbox, open } = await openWorld(postgres, test);
    const [a, b] = [await open('a', SHARED), await open('b', SHARED)];
    await Promise.all(['F1', 'F2', 'F3'].map((order) => a.order(order)));
    await until(
      'under way',
      () => a.charge('F1'),
      (charge) => charge?.attempts.length === 1,
    );
    a.process()?.child.kill('SIGSTOP');
    await b.order('F1');
    await isPaid(b, 'F1');
    await b.order('F2');
    a.process()?.child.kill('SIGCONT');
    await Promise.all([isPaid(b, 'F2'), ...['F1', 'F2', 'F3'].map((order) => isPaid(a, order))]);
    expect(findClashes(sandbox)).toEqual([]);
  });

  it('asks for the terminal again for what it sent and nobody answered', async (test) => {
    const { sandbox, open } = await openWorld(postgres, test);
    const [a, b] = [await open('a', SHARED), await open('b', SHARED)];
    sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
    await a.order('F1');
    await until(
      'unanswered',
      () => a.charge('F1'),
      (charge) => charge?.status === 'sending',
    );
    a.process()?.child.kill('SIGSTOP');
    await b.order('F1');
    await isPaid(b, 'F1');
    a.process()?.child.kill('SIGCONT');
    await isPaid(a, 'F1');
    expect(findClashes(sandbox)).toEqual([]);
  });

  it('cut off from the hub, not from Recurrente: a shared terminal is let go in time, and the charge says why it waits', async (test) => {
    const { sandbox, open, journalOf } = await openWorld(postgres, test);
    const [a, b] = [await open('a', SHARED), await open('b', SHARED)];
    await a.order('F1');
    await isPaid(a, 'F1');
    a.line?.stall();
    await sees(a, { mine: false });
    await a.order('F2');
    await b.order('F2');
    await isPaid(b, 'F2');
    expect(await a.charge('F2')).toMatchObject({ status: 'queued', next_step: expect.stringContaining('central') });
    a.line?.mend();
    await isPaid(a, 'F2');
    expect(findClashes(sandbox)).toEqual([]);
    const news = await journalOf(a);
    expect(news).toContain('lease_over');
  });

  it('whose terminal is its own goes on without the hub, also after a restart', async (test) => {
    const { open } = await openWorld(postgres, test);
    const a = await open('a');
    await holds(a);
    a.line?.cut();
    await a.order('F1');
    await isPaid(a, 'F1');
    await a.kill();
    await a.start();
    await a.order('F2');
    await isPaid(a, 'F2');
    expect((await a.status()).hub).toMatchObject({ state: 'connecting' });
  });
});

describe('a person', { timeout: 60_000 }, () => {
  const take = (till: Till, body: object) => till.erp.call('POST', '/v1/terminals/caja1/take', body);

  it('asks for the terminal and gets it between charges', async (test) => {
    const { open } = await openWorld(postgres, test);
    const first = await open('a');
    await holds(first);
    const second = await open('b');
    await sees(second, { holder: 'a' });
    expect(await take(second, {})).toMatchObject({ status: 200, body: { lease: { mine: true } } });
    await sees(first, { mine: false, holder: second.name });
    expect(await second.erp.call('POST', '/v1/terminals/caja1/pass', { to: first.name })).toMatchObject({
      status: 200,
    });
    await holds(first);
    expect(await first.erp.call('POST', '/v1/terminals/caja1/pass', { to: 'nobody' })).toMatchObject({
      status: 404,
      body: { code: 'bridge_not_found' },
    });
    expect(await leaseOf(first)).toMatchObject({ mine: true });
  });

  it('takes the terminal of a till that is broken, is told what that risks, and is named in both journals', async (test) => {
    const { hub, open, journalOf } = await openWorld(postgres, test);
    const a = await open('a');
    await holds(a);
    const b = await open('b');
    await sees(b, { holder: 'a' });
    await a.kill();
    expect(await take(b, {})).toMatchObject({
      status: 409,
      body: { code: 'terminal_held', detail: expect.stringMatching(/a; .*force.*dos veces/s) },
    });
    expect(await take(b, { force: true })).toMatchObject({ status: 422 });
    const wish = { force: true, note: 'Se quemó la fuente de la caja 1', name: 'Ana' };
    expect(await take(b, wish)).toMatchObject({ status: 200, body: { lease: { mine: true, mode: 'shared' } } });
    await b.order('F1');
    await isPaid(b, 'F1');
    await a.start();
    await sees(a, { mine: false, holder: 'b' });
    expect(await journalOf(b)).toContain('lease_forced');
    expect(await journalOf(a)).toContain('lease_forced_away');
    const [line] = await postgres.run(
      hub,
      "SELECT note, person, from_bridge FROM puente.lease_log WHERE kind = 'forced'",
    );
    expect(line).toEqual({ note: wish.note, person: 'Ana', from_bridge: 'a' });
  });
});

/** The terminals as they stood in puente.old, as when a copy from then has taken the database's place. */
const PUT_BACK = `DELETE FROM puente.terminals; INSERT INTO puente.terminals SELECT * FROM puente.old; DROP TABLE puente.old;
  UPDATE puente.hub SET identity = 'another'`;

describe('the hub itself', { timeout: 120_000 }, () => {
  it('restarted under load: nobody meets, everybody goes on', async (test) => {
    const { sandbox, open } = await openWorld(postgres, test);
    const [a, b] = [await open('a', SHARED), await open('b', SHARED)];
    const orders = ['F1', 'F2', 'F3'];
    await Promise.all([a, b].flatMap((till) => orders.map((order) => till.order(order))));
    await isPaid(a, 'F1').catch(() => undefined);
    await postgres.restart();
    await Promise.all([a, b].flatMap((till) => orders.map((order) => isPaid(till, order))));
    expect(findClashes(sandbox)).toEqual([]);
  });

  it('put back to a copy of before a hand-over: who holds the terminal goes on holding it', async (test) => {
    const { hub, sandbox, open, logOf } = await openWorld(postgres, test);
    const first = await open('a');
    await holds(first);
    const second = await open('b');
    await postgres.run(hub, 'CREATE TABLE puente.old AS SELECT * FROM puente.terminals');
    await second.order('F1');
    await isPaid(second, 'F1');
    await sees(first, { mine: false, holder: second.name });
    await postgres.run(hub, PUT_BACK);
    await postgres.restart();
    await until('put right', logOf, (kinds) => kinds.includes('restored'));
    await holds(second);
    await sees(first, { mine: false, holder: second.name });
    await first.order('F9');
    await isPaid(first, 'F9');
    expect(findClashes(sandbox)).toEqual([]);
  });

  it('lost a hand-over: who gave the terminal away does not use it while the other may', async (test) => {
    const { hub, sandbox, open, onTerminal } = await openWorld(postgres, test, { mode: 'manual' });
    const a = await open('a');
    await holds(a);
    const b = await open('b');
    await sees(b, { holder: 'a' });
    await postgres.run(hub, 'CREATE TABLE puente.old AS SELECT * FROM puente.terminals');
    const passing = a.line?.delay('handed_over');
    await b.order('F1');
    await passing?.held;
    a.line?.cut();
    await passing?.deliver();
    await onTerminal();
    b.line?.cut();
    await postgres.run(hub, PUT_BACK);
    await a.order('F2');
    const line = (state: string) =>
      until(
        state,
        () => a.status(),
        ({ hub: link }) => link?.state === state,
      );
    await line('connecting');
    a.line?.mend();
    await line('connected');
    await sees(a, { mine: false, holder: 'a' });
    expect(await a.charge('F2')).toMatchObject({ status: 'queued', attempts: [] });
    sandbox.terminal(TERMINAL).approve();
    await isPaid(b, 'F1');
    b.line?.mend();
    await holds(a);
    await onTerminal();
    sandbox.terminal(TERMINAL).approve();
    await isPaid(a, 'F2');
    expect(findClashes(sandbox)).toEqual([]);
  });

  it('became another without a line breaking, as behind a pooler: it is noticed, and nothing is taken over for a while', async (test) => {
    const { hub, open } = await openWorld(postgres, test);
    await holds(await open('a'));
    const doubted = () =>
      postgres.run(
        hub,
        "SELECT 1 FROM puente.hub WHERE doubtful_since > '-infinity' AND identity = puente.hub_identity()",
      );
    expect(await doubted()).toEqual([]);
    await postgres.run(hub, "UPDATE puente.hub SET identity = 'another'");
    await until('noticed', doubted, (rows) => rows.length === 1);
  });

  it('lost that a silent till was relieved: that till does not go on with an old lease when it is back', async (test) => {
    const { hub, sandbox, open, onTerminal } = await openWorld(postgres, test, { mode: 'manual' });
    const [a, b] = [await open('a', SHARED), await open('b', SHARED)];
    await a.order('F1');
    await onTerminal();
    await postgres.run(hub, 'CREATE TABLE puente.old AS SELECT * FROM puente.terminals');
    a.process()?.child.kill('SIGSTOP');
    sandbox.terminal(TERMINAL).approve();
    await b.order('F2');
    await holds(b);
    await onTerminal();
    await b.order('F3');
    b.line?.cut();
    await postgres.run(hub, PUT_BACK);
    a.process()?.child.kill('SIGCONT');
    await isPaid(a, 'F1');
    await a.order('F4');
    await until(
      'connected',
      () => a.status(),
      ({ hub: link }) => link?.state === 'connected' && link.pending_lines === 0,
    );
    expect(await a.charge('F4')).toMatchObject({ status: 'queued', attempts: [] });
    sandbox.terminal(TERMINAL).approve();
    await isPaid(b, 'F2');
    b.line?.mend();
    for (let paid = 0; paid < 2; paid += 1) {
      await onTerminal();
      sandbox.terminal(TERMINAL).approve();
    }
    await Promise.all([isPaid(b, 'F3'), isPaid(a, 'F4')]);
    expect(findClashes(sandbox)).toEqual([]);
  });
});
