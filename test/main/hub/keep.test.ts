import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type Postgres } from './postgres.ts';
import { until, type Till } from './tills.ts';
import { holds, isPaid, leaseOf, openWorld, sees, SHARED } from './world.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

const ask = (till: Till, what: 'take' | 'keep') => till.erp.call('POST', `/v1/terminals/caja1/${what}`, {});
const refusal = (code: string) => ({ status: 409, body: { code } });

describe('a terminal that was shared', { timeout: 60_000 }, () => {
  it('is made its till’s own again, and charges without the hub from then on; when another asks it is shared', async (test) => {
    const { open, logOf, journalOf } = await openWorld(postgres, test);
    const a = await open('a');
    await holds(a);
    const b = await open('b');
    await sees(b, { holder: 'a', mode: 'own', can_keep: false });
    await ask(b, 'take');
    await sees(b, { mine: true, mode: 'shared', can_keep: true });
    // Control: while it is shared it is not used for longer than the hub says.
    b.line?.cut();
    await sees(b, { mine: false });
    b.line?.mend();
    await holds(b);
    await until(
      'kept',
      () => ask(b, 'keep'),
      ({ status }) => status === 200,
    );
    await sees(b, { mine: true, mode: 'own', expires_in_seconds: null });
    expect((await ask(b, 'keep')).status).toBe(200);
    b.line?.cut();
    await until(
      'away',
      () => b.status(),
      ({ hub }) => hub?.state === 'connecting',
    );
    await b.kill();
    await b.start();
    await b.order('F1');
    await isPaid(b, 'F1');
    b.line?.mend();
    await until(
      'back',
      () => b.status(),
      ({ hub }) => hub?.state === 'connected',
    );
    await until(
      'passed',
      () => ask(a, 'take'),
      ({ status }) => status === 200,
    );
    await sees(b, { mine: false, holder: 'a', mode: 'shared' });
    expect(await journalOf(b)).toContain('lease_own');
    expect(await logOf()).toContain('own');
  });

  it('stays so where another till waits, has it, or the settings say so', async (test) => {
    const { open, onTerminal, sandbox } = await openWorld(postgres, test, { mode: 'manual' });
    const a = await open('a');
    await holds(a);
    const b = await open('b');
    await a.order('F1');
    await onTerminal();
    await b.order('F2');
    await sees(a, { mine: true, mode: 'shared', wanted_by: 'b', can_keep: false });
    expect(await ask(a, 'keep')).toMatchObject(refusal('terminal_wanted'));
    expect(await ask(b, 'keep')).toMatchObject(refusal('terminal_held'));
    sandbox.terminal('trm_1').approve();
    await holds(b);
    await b.stop();
    const c = await open('c', SHARED);
    await c.order('F3');
    await holds(c);
    expect(await leaseOf(c)).toMatchObject({ can_keep: false });
    expect(await ask(c, 'keep')).toMatchObject(refusal('terminal_shared'));
  });

  it('is its till’s own also for a hub that was put back to before that', async (test) => {
    const { hub, open, logOf } = await openWorld(postgres, test);
    const a = await open('a');
    await holds(a);
    const b = await open('b');
    await sees(b, { holder: 'a' });
    await ask(b, 'take');
    await sees(b, { can_keep: true });
    await postgres.run(hub, 'CREATE TABLE puente.old AS SELECT * FROM puente.terminals');
    expect((await ask(b, 'keep')).status).toBe(200);
    await postgres.run(
      hub,
      `DELETE FROM puente.terminals; INSERT INTO puente.terminals SELECT * FROM puente.old; DROP TABLE puente.old;
       UPDATE puente.hub SET identity = 'another'`,
    );
    await postgres.restart();
    await until('put right', logOf, (kinds) => kinds.includes('restored'));
    await sees(b, { mine: true, mode: 'own', expires_in_seconds: null });
  });
});
