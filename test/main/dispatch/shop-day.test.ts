import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loseDisk, openRig } from './open-rig.ts';
import type { Rig } from './rig.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const firedSince = (rig: Rig, before: number): number =>
  rig.sandbox.log.slice(before).filter((line) => line.kind === 'command_created').length;

describe('the network is cut for an hour with 50 charges on three terminals', () => {
  it(
    'nothing fires by itself, doubts are resolved, and the line is found within a second',
    { timeout: 120_000 },
    async () => {
      const rig = await openRig({ seed: 7 });
      for (let n = 0; n < 50; n += 1) rig.order(`F${n}`, { terminal: `caja${1 + (n % 3)}` });
      for (const index of [1, 2, 3]) await rig.untilShown(`F${index - 1}`, index);
      await rig.pass(3000);
      // F1's customer pays while the bridge is blind; F0's and F2's stay on their screens.
      rig.sandbox.faults.setNetwork('refuse');
      rig.terminal(2).approve();
      await rig.pass(HOUR);
      expect(rig.connection()).toBe('offline');
      for (const order of ['F0', 'F1', 'F2']) expect(rig.charge(order).status).toBe('in_doubt');
      for (let n = 3; n < 50; n += 1) expect(rig.charge(`F${n}`).status).toBe('expired');
      rig.terminal(1).approve();
      rig.order('NEW', { terminal: 'caja2' });

      const before = rig.sandbox.log.length;
      rig.sandbox.faults.setNetwork('up');
      expect(await rig.until('online', () => rig.connection() === 'online', 2000)).toBeLessThanOrEqual(1000);
      await rig.untilStatus('F1', 'paid', 40_000);
      await rig.untilStatus('F0', 'paid', 40_000);
      await rig.untilShown('NEW', 2);
      await rig.pass(MINUTE);
      expect(firedSince(rig, before)).toBe(1);
      for (let n = 3; n < 50; n += 1) {
        expect(rig.charge(`F${n}`)).toMatchObject({
          status: 'expired',
          next_step: expect.stringContaining('¿El cliente sigue aquí?'),
        });
        expect(rig.payments(`F${n}`)).toBe(0);
      }
      // One key re-arms.
      rig.terminal(2).approve();
      await rig.untilStatus('NEW', 'paid', 10_000);
      rig.retry('F4');
      await rig.untilShown('F4', 2);
    },
  );

  it.each(['refuse', 'reset'] as const)('the first send leaves within a second of the return (%s)', async (network) => {
    const rig = await openRig({ seed: 8 });
    rig.sandbox.faults.setNetwork(network);
    rig.order('F1', { expires_in: 7200 });
    await rig.pass(20 * MINUTE);
    expect(rig.posts()).toBe(0);
    rig.sandbox.faults.setNetwork('up');
    expect(await rig.until('sent', () => rig.posts() === 1, 5000)).toBeLessThanOrEqual(1000);
  });

  it('control: charges that may wait longer do fire by themselves', async () => {
    const rig = await openRig();
    rig.sandbox.faults.setNetwork('refuse');
    rig.order('F1', { expires_in: 7200 });
    await rig.pass(16 * MINUTE);
    rig.sandbox.faults.setNetwork('up');
    await rig.untilStatus('F1', 'dispatched', 5000);
  });
});

describe('the key', () => {
  it('revoked: every lane waits with one alarm, and goes on when it is good', async () => {
    const rig = await openRig();
    rig.sandbox.revokeKey();
    for (const index of [1, 2, 3]) rig.order(`F${index}`, { terminal: `caja${index}` });
    await rig.pass(5 * MINUTE);
    expect(rig.connection()).toBe('key_refused');
    expect(rig.alerts()).toEqual(['key_refused']);
    for (const index of [1, 2, 3]) expect(rig.charge(`F${index}`).status).toBe('queued');
    const before = rig.sandbox.log.length;
    await rig.pass(5 * MINUTE);
    expect(rig.sandbox.log.length - before).toBeLessThan(60);
    rig.sandbox.restoreKey();
    for (const index of [1, 2, 3]) await rig.untilStatus(`F${index}`, 'dispatched', 2 * MINUTE);
    expect(rig.alerts()).toEqual([]);
  });

  it('revoked while a charge is on the terminal: it is followed again afterwards', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.sandbox.revokeKey();
    await rig.pass(30_000);
    rig.terminal().approve();
    rig.sandbox.restoreKey();
    await rig.untilStatus('F1', 'paid', 2 * MINUTE);
  });
});

describe('daylight saving, on a PC whose zone has it', () => {
  const zone = process.env['TZ'];
  beforeEach(() => void (process.env['TZ'] = 'America/New_York'));
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it.each([
    ['skips an hour', '2026-03-08T06:50:00Z', 2],
    ['has an hour twice', '2026-11-01T05:50:00Z', 0],
  ])('a night that %s ends no wait, prolongs none and strands nothing', async (_name, from, localHours) => {
    const startMs = Date.parse(from);
    const rig = await openRig({ startMs });
    rig.terminal().power(false);
    rig.order('F0', { expires_in: 7200 });
    await rig.untilStatus('F0', 'pending');
    rig.order('F1');
    rig.order('F2', { terminal: 'caja2' });
    await rig.untilShown('F2', 2);
    await rig.pass(12 * MINUTE);
    // Control: what the PC's wall shows has been moved in between.
    expect(new Date(rig.clock.now()).getHours() - new Date(startMs).getHours()).toBe(localHours);
    expect(rig.charge('F1').status).toBe('queued');
    rig.terminal(2).approve();
    await rig.untilStatus('F2', 'paid', 10_000);
    await rig.pass(4 * MINUTE);
    expect(rig.charge('F1').status).toBe('expired');
    rig.terminal().power(true);
    await rig.untilShown('F0', 1, 2 * MINUTE);
    rig.terminal().approve();
    await rig.untilStatus('F0', 'paid', 10_000);
    expect(rig.commands()).toEqual(['tienda-F0-1 consumed', 'tienda-F2-1 consumed']);
  });
});

/** For five minutes F0 has been pending on a terminal without power, and F1 waiting behind it. */
async function openWithQueue(): Promise<Rig> {
  const rig = await openRig();
  rig.terminal().power(false);
  rig.order('F0', { expires_in: 7200 });
  await rig.untilStatus('F0', 'pending');
  rig.order('F1');
  await rig.pass(5 * MINUTE);
  return rig;
}

describe('clock and sleep', () => {
  it.each([HOUR, -HOUR, 24 * HOUR, -24 * HOUR])('a clock set by %i ms ends no wait and prolongs none', async (byMs) => {
    const rig = await openWithQueue();
    rig.clock.setWall(byMs);
    rig.order('F2');
    await rig.pass(9 * MINUTE);
    expect(rig.charge('F1').status).toBe('queued');
    await rig.pass(2 * MINUTE);
    expect(rig.charge('F1').status).toBe('expired');
    expect(rig.charge('F2').status).toBe('queued');
    await rig.pass(5 * MINUTE);
    expect(rig.charge('F2').status).toBe('expired');
    expect(rig.charge('F0').status).toBe('pending');
  });

  it.each([HOUR, -HOUR])(
    'a clock set by %i ms while a send is unanswered neither hurries nor strands it',
    async (byMs) => {
      const rig = await openRig();
      rig.sandbox.faults.next('create_command', { kind: 'late', ms: 1500, cut: true });
      rig.order('F1');
      await rig.clock.settle();
      rig.clock.setWall(byMs);
      await rig.untilShown('F1');
      rig.terminal().approve();
      rig.clock.setWall(-2 * byMs);
      await rig.untilStatus('F1', 'paid', 10_000);
      expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
    },
  );

  it.each([HOUR, -HOUR])('a clock set by %i ms while a card is being declined does not hide it', async (byMs) => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    await rig.pass(3000);
    rig.clock.setWall(byMs);
    rig.terminal().decline();
    await rig.untilStatus('F1', 'declined', 10_000);
  });

  it.each([
    ['until its clock was right again', -5 * 365 * 24 * HOUR],
    ['by a day, which nobody noticed', -24 * HOUR],
  ])(
    'a PC comes back with a clock that was set back, %s: what waited in the queue does not fire',
    async (_name, byMs) => {
      const rig = await openWithQueue();
      const isNoticed = byMs < -30 * 24 * HOUR;
      await rig.restart(async () => {
        await rig.clock.suspend(14 * HOUR);
        rig.clock.setWall(byMs);
      });
      rig.order('F2', { terminal: 'caja2' });
      await rig.pass(MINUTE);
      if (isNoticed) rig.clock.setWall(-byMs);
      rig.terminal().power(true);
      await rig.untilShown('F0');
      rig.terminal().approve();
      await rig.untilStatus('F0', 'paid', 10_000);
      await rig.pass(MINUTE);
      expect(rig.charge('F1').status).toBe('expired');
      // Control: what was ordered since goes on, and so does what waited once somebody says that the customer is there.
      await rig.untilShown('F2', 2);
      rig.retry('F1');
      await rig.untilShown('F1');
    },
  );

  it('the laptop sleeps with a charge on the terminal and one in the queue', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.order('F2');
    await rig.clock.suspend(8 * HOUR);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
    await rig.pass(10_000);
    expect(rig.charge('F2').status).toBe('expired');
    expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
  });

  it.each([240_000, -240_000])('a PC whose clock is %i ms off works the same', async (clockSkewMs) => {
    const rig = await openRig({ behaviour: { clockSkewMs } });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    await rig.until('shown', () => rig.terminal().charge() !== undefined);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 20_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
  });
});

describe('the sweep', () => {
  it('raises payments of ours that are not on record, and leaves other systems alone', async () => {
    const before = await openRig();
    before.order('F1');
    await before.untilStatus('F1', 'dispatched');
    before.terminal().approve();
    await before.untilStatus('F1', 'paid');
    const rig = await loseDisk(before);
    await rig.until('orphan told', () => rig.alerts().includes('orphan_payment'), MINUTE);
    await rig.restart();
    await rig.pass(2 * MINUTE);
    expect(rig.alerts()).toEqual(['orphan_payment']);
  });

  it('control: a payment of another system raises nothing', async () => {
    const rig = await openRig();
    const made = rig.sandbox.core.createCommand({
      terminal_id: 'trm_3',
      external_id: 'otra-tienda-9',
      amount_in_cents: 700,
      currency: 'GTQ',
    });
    expect(made).toMatchObject({ status: 201 });
    rig.terminal(3).approve();
    await rig.pass(30 * MINUTE);
    expect(rig.alerts()).toEqual([]);
  });

  it('takes no payment of a shop whose prefix begins as its own for a lost one', async () => {
    const rig = await openRig();
    const pay = async (externalId: string): Promise<void> => {
      const body = { terminal_id: 'trm_3', external_id: externalId, amount_in_cents: 700, currency: 'GTQ' };
      expect(rig.sandbox.core.createCommand(body)).toMatchObject({ status: 201 });
      rig.terminal(3).approve();
      await rig.pass(30 * MINUTE);
    };
    for (const externalId of ['tienda10-A-1', 'tienda-caja', 'tienda-2026-A']) await pay(externalId);
    expect(rig.alerts()).toEqual([]);
    // Control: one that it makes itself is missed.
    await pay('tienda-A-1');
    expect(rig.alerts()).toEqual(['orphan_payment']);
  });

  it('finds what was paid while the bridge was not running', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline();
    await rig.untilStatus('F1', 'declined', 10_000);
    rig.terminal().approveLate({ afterMs: 500 });
    await rig.restart();
    await rig.untilStatus('F1', 'paid', 2 * MINUTE);
    expect(rig.alerts()).toEqual(['late_payment']);
  });

  it('tells two commands of one order apart from one', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
    // Another system of the shop uses the same id again, and Recurrente has forgotten it.
    rig.sandbox.setBehaviour({ idMemoryMs: 0 });
    rig.sandbox.core.createCommand({
      terminal_id: 'trm_1',
      external_id: 'tienda-F1-1',
      amount_in_cents: 10_000,
      currency: 'GTQ',
    });
    rig.terminal().approve();
    await rig.pass(15 * MINUTE);
    expect(rig.alerts()).toEqual(expect.arrayContaining(['replay_created', 'overpaid_twice']));
  });
});

describe('a charge that is cancelled on the terminal, of which Recurrente shows nothing', () => {
  async function leave(asked: boolean) {
    const rig = await openRig({ seed: 9 });
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    await rig.pass(5000);
    if (asked) expect(rig.cancel('F1')).toMatchObject({ problem: { code: 'cancel_on_terminal' } });
    rig.terminal().cancel();
    return { rig, tookMs: await rig.untilStatus('F1', 'in_doubt', 10 * MINUTE) };
  }

  it('is put before a person soon after somebody asked to cancel it, and only after the whole patience otherwise', async () => {
    const { rig, tookMs } = await leave(true);
    expect(tookMs).toBeLessThan(30_000);
    expect(rig.charge('F1')).toMatchObject({
      failure: { code: 'cancel_unconfirmed' },
      next_step: expect.stringContaining('Listo para cobrar'),
    });
    expect(rig.kinds('F1')).toContain('cancel_asked');
    rig.resolve('F1', 'not_paid');
    expect(rig.charge('F1')).toMatchObject({ status: 'failed', failure: { code: 'resolved_not_paid' } });
    rig.order('F2');
    await rig.untilStatus('F2', 'dispatched');

    expect((await leave(false)).tookMs).toBeGreaterThan(150_000);
  });

  it('is put before a person also when the terminal is broken and never took it: the order can go to another one', async () => {
    const rig = await openRig();
    rig.terminal().power(false);
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    await rig.pass(5 * MINUTE);
    expect(rig.charge('F1').status).toBe('pending');
    expect(rig.cancel('F1')).toMatchObject({ problem: { code: 'cancel_on_terminal' } });
    expect(await rig.untilStatus('F1', 'in_doubt', 10 * MINUTE)).toBeLessThan(30_000);
    expect(rig.charge('F1').failure?.code).toBe('cancel_unconfirmed');
    expect(rig.resolve('F1', 'not_paid').kind).toBe('ok');
    expect(rig.order('F1', { terminal: 'caja2', replace: true }).kind).toBe('replaced');
    await rig.untilShown('F1', 2);
    rig.terminal(2).approve();
    await rig.untilStatus('F1', 'paid', 10_000);
  });

  it('is paid all the same when the customer was quicker', async () => {
    const rig = await openRig({ seed: 10 });
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.cancel('F1');
    await rig.pass(15_000);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
  });
});

describe('expiry', () => {
  it('asks, and one key re-arms it with a whole new wait; what may have been sent never expires', async () => {
    const rig = await openRig();
    rig.terminal().power(false);
    rig.order('F0', { expires_in: 60 });
    await rig.untilStatus('F0', 'pending');
    rig.order('F1', { expires_in: 60 });
    await rig.untilStatus('F1', 'expired', 70_000);
    expect(rig.charge('F0').status).toBe('pending');
    rig.retry('F1');
    await rig.pass(50_000);
    expect(rig.charge('F1').status).toBe('queued');
    await rig.untilStatus('F1', 'expired', 20_000);
    expect(rig.kinds('F1')).toEqual(['accepted', 'expired', 'retried', 'expired']);
    expect(rig.cancel('F1').kind).toBe('ok');
    expect(rig.cancel('F0')).toMatchObject({ problem: { code: 'cancel_on_terminal' } });
  });

  it('an export file that was old when it came waits for a person', async () => {
    const rig = await openRig();
    rig.order('F1', { source: 'file', requestedAtMs: rig.clock.now() - 20 * MINUTE });
    await rig.pass(MINUTE);
    expect(rig.charge('F1').status).toBe('expired');
    expect(rig.posts()).toBe(0);
  });
});
