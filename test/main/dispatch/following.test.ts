import { describe, expect, it } from 'vitest';
import { openRig } from './open-rig.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('replays', () => {
  it('tell pending, dispatched and superseded, and end with the first dispatched', async () => {
    const rig = await openRig({ behaviour: { dispatchMs: 20_000 } });
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched', 30_000);
    const posts = rig.posts('tienda-F1-1');
    expect(posts).toBeGreaterThan(10);
    await rig.pass(30_000);
    expect(rig.posts('tienda-F1-1')).toBe(posts);
  });

  it('are made only within the window in which no payment can have been completed', async () => {
    const rig = await openRig({ behaviour: { dispatchMs: 600_000 } });
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    await rig.pass(5000);
    rig.sandbox.faults.setNetwork('refuse');
    await rig.pass(5000);
    rig.sandbox.faults.setNetwork('up');
    const posts = rig.posts('tienda-F1-1');
    await rig.pass(60_000);
    expect(rig.posts('tienda-F1-1')).toBe(posts);
  });

  it('are not taken up after the PC slept', async () => {
    const rig = await openRig({ behaviour: { dispatchMs: 2 * HOUR, afterConsumed: 'newCommand' } });
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    await rig.pass(5000);
    const posts = rig.posts('tienda-F1-1');
    await rig.clock.suspend(HOUR);
    await rig.pass(10_000);
    expect(rig.posts('tienda-F1-1')).toBe(posts);
  });

  it('control: awake, the same charge is asked about all the time', async () => {
    const rig = await openRig({ behaviour: { dispatchMs: 2 * HOUR } });
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    const posts = rig.posts('tienda-F1-1');
    await rig.pass(10_000);
    expect(rig.posts('tienda-F1-1')).toBeGreaterThan(posts + 5);
  });

  it.each([
    ['withheld when the PC stood still until its connection stood', 3000, 0],
    ['control: sent when it stood still for a moment only', 300, 1],
  ])('%s', async (_name, stoodStillMs, sent) => {
    let standStill = false;
    const rig = await openRig({
      behaviour: { dispatchMs: HOUR },
      route: (onward, clock) => async (input, init) => {
        if (standStill && init?.method === 'POST') {
          standStill = false;
          await clock.suspend(stoodStillMs);
        }
        return onward(input, init);
      },
    });
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    await rig.pass(1500);
    const posts = rig.posts('tienda-F1-1');
    standStill = true;
    await rig.until('asked', () => !standStill, 3000);
    await rig.clock.settle();
    expect(rig.posts('tienda-F1-1') - posts).toBe(sent);
    // Nothing left, so there is nothing to look for; the checkout alone is read from here on.
    await rig.pass(10_000);
    if (sent === 0) expect(rig.posts('tienda-F1-1')).toBe(posts);
    rig.sandbox.setBehaviour({ dispatchMs: 0 });
    await rig.untilShown('F1', 1, 4 * HOUR);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 30_000);
  });

  it('one that makes a second command: alarm, both followed, no more replays until a person allows them', async () => {
    const rig = await openRig({ behaviour: { afterConsumed: 'newCommand', dispatchMs: 5500 } });
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    // A terminal that is quicker than any card: taken and cancelled between two looks.
    rig.sandbox.setBehaviour({ dispatchMs: 0 });
    await rig.clock.settle();
    rig.terminal().cancel();
    await rig.until('a second command', () => rig.sandbox.state.commands.length === 2, 10_000);
    await rig.until('the alarm', () => rig.alerts().includes('replay_created'), 10_000);
    expect(rig.connection()).toBe('replay_stopped');
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 30_000);
    expect(rig.payments('F1')).toBe(1);

    await rig.restart();
    await rig.until('online', () => rig.connection() === 'replay_stopped');
    rig.sandbox.setBehaviour({ dispatchMs: 60_000 });
    rig.order('F2');
    await rig.untilStatus('F2', 'pending');
    await rig.pass(10_000);
    expect(rig.posts('tienda-F2-1')).toBe(1);
    rig.allowReplays();
    expect(rig.connection()).toBe('online');
    await rig.pass(60_000);
    rig.terminal().approve();
    await rig.untilStatus('F2', 'paid', 30_000);
    rig.order('F3');
    await rig.untilStatus('F3', 'pending');
    await rig.pass(10_000);
    expect(rig.posts('tienda-F3-1')).toBeGreaterThan(3);
  });
});

describe('a replay whose answer never came', () => {
  it('ends the chain, and the second command that it may have made is found and told', async () => {
    const rig = await openRig({ behaviour: { dispatchMs: 5500, afterConsumed: 'newCommand' } });
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    // The replay is held on the way and arrives long after the customer has paid.
    rig.sandbox.faults.next('create_command', { kind: 'late', ms: 9000, cut: true });
    await rig.pass(2000);
    const posts = rig.posts('tienda-F1-1');
    await rig.pass(2500);
    expect(rig.posts('tienda-F1-1')).toBe(posts);
    await rig.untilShown('F1');
    await rig.pass(3100);
    rig.terminal().cancel();
    await rig.until('the alarm', () => rig.alerts().includes('replay_created'), 20_000);
    expect(rig.connection()).toBe('replay_stopped');
  });
});

describe('patience', () => {
  it.each([
    ['the customer walks away', 'dispatched'],
    ['the terminal is off and the chain broke', 'pending'],
  ] as const)('%s: in doubt, with what to do, and only "not paid" is taken from a person', async (_name, status) => {
    const rig = await openRig();
    if (status === 'pending') rig.terminal().power(false);
    rig.order('F1');
    await rig.untilStatus('F1', status);
    if (status === 'dispatched') rig.terminal().walkAway();
    else {
      rig.sandbox.faults.setNetwork('refuse');
      await rig.pass(5000);
      rig.sandbox.faults.setNetwork('up');
    }
    await rig.untilStatus('F1', 'in_doubt', 300_000);
    expect(rig.charge('F1').next_step).toContain('No vuelva a cobrar; estamos verificando');
    expect(rig.alerts()).toEqual(['charge_in_doubt']);
    expect(rig.resolve('F1', 'new_sale').kind).toBe('refused');
    expect(rig.resolve('F1', 'not_paid').kind).toBe('ok');
    expect(rig.charge('F1')).toMatchObject({ status: 'failed', failure: { code: 'resolved_not_paid' } });
    expect(rig.kinds('F1')).toContain('word');
  });

  it('goes on over restarts: a PC that restarts every minute comes to "in doubt" as well', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().walkAway();
    for (let minutes = 0; minutes < 8 && rig.charge('F1').status === 'dispatched'; minutes += 1) {
      await rig.pass(60_000);
      await rig.restart();
    }
    expect(rig.charge('F1').status).toBe('in_doubt');
  });

  it.each([24 * HOUR, -24 * HOUR])(
    'is neither ended nor begun anew by a clock that was set by %i ms while the PC was off',
    async (byMs) => {
      const rig = await openRig();
      rig.order('F1');
      await rig.untilStatus('F1', 'dispatched');
      rig.terminal().walkAway();
      await rig.pass(60_000);
      rig.clock.setWall(byMs);
      await rig.restart();
      await rig.pass(90_000);
      expect(rig.charge('F1').status).toBe('dispatched');
      await rig.untilStatus('F1', 'in_doubt', 60_000);
    },
  );

  it('does not run out while Recurrente says "pending"', async () => {
    const rig = await openRig();
    rig.terminal().power(false);
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    await rig.pass(600_000);
    expect(rig.charge('F1').status).toBe('pending');
  });

  it('a charge in doubt holds its lane, and a release lets the next one go while the first stays watched', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().walkAway();
    rig.order('F2', { expires_in: 3600 });
    await rig.untilStatus('F1', 'in_doubt', 300_000);
    await rig.pass(60_000);
    expect(rig.charge('F2').status).toBe('queued');
    expect(rig.release()).toBeUndefined();
    await rig.untilStatus('F2', 'dispatched', 10_000);
    expect(rig.charge('F1')).toMatchObject({ status: 'in_doubt', released: true });
    rig.terminal().approve();
    await rig.untilStatus('F2', 'paid', 10_000);
    // The first customer's bank answers after all.
    const first = rig.sandbox.state.commands[0];
    rig.sandbox.state.agenda.push({
      atMs: rig.clock.now(),
      kind: 'approve',
      commandId: first?.id ?? '',
      tipInCents: 0,
    });
    await rig.untilStatus('F1', 'paid', 600_000);
    expect(rig.alerts()).toContain('late_payment');
  });

  it('what was released and never arrived does not go out again by itself', async () => {
    const rig = await openRig();
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
    rig.sandbox.faults.often('list_checkouts', { kind: 'error', when: 'before' }, 1);
    rig.order('F1', { expires_in: 3600 });
    await rig.untilStatus('F1', 'in_doubt', 300_000);
    expect(rig.release()).toBeUndefined();
    rig.sandbox.faults.clear();
    await rig.check('F1');
    await rig.pass(600_000);
    expect(rig.posts('tienda-F1-1')).toBe(1);
    expect(rig.commands()).toEqual([]);
  });
});

describe('the watch', () => {
  it('looks for 24 hours at what was declined, ever more rarely, and lets a late success win', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline();
    await rig.untilStatus('F1', 'declined', 10_000);
    const looks = (): number =>
      rig.sandbox.log.filter((line) => line.kind === 'request' && line.route === 'get_checkout').length;
    const perSpan: number[] = [];
    for (const span of [60_000, 9 * 60_000, 50 * 60_000]) {
      const before = looks();
      await rig.pass(span);
      perSpan.push((looks() - before) / (span / 60_000));
    }
    expect(perSpan[0]).toBeGreaterThan(perSpan[1] ?? 0);
    expect(perSpan[1]).toBeGreaterThan(perSpan[2] ?? 0);
    rig.terminal().approveLate();
    await rig.untilStatus('F1', 'paid', 20 * 60_000);
    expect(rig.alerts()).toEqual(['late_payment']);
  });

  it('ends after 24 hours with a last look, also over restarts', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline();
    await rig.untilStatus('F1', 'declined', 10_000);
    await rig.restart();
    await rig.clock.suspend(23 * HOUR);
    await rig.pass(60_000);
    expect(rig.store().charges.nextWatchAtMs()).not.toBeNull();
    await rig.clock.suspend(2 * HOUR);
    await rig.pass(10_000);
    expect(rig.store().charges.nextWatchAtMs()).toBeNull();
  });

  it('is not ended by a clock that was set a day ahead', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline();
    await rig.untilStatus('F1', 'declined', 10_000);
    rig.clock.setWall(DAY + HOUR);
    await rig.pass(60_000);
    rig.terminal().approveLate();
    await rig.untilStatus('F1', 'paid', 5 * 60_000);
  });
});

describe('replace', () => {
  it('while pending: the new amount takes the place of the old on purpose', async () => {
    const rig = await openRig();
    rig.terminal().standby(false);
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    expect(rig.order('F1', { amount_in_cents: 20_000, replace: true }).kind).toBe('replaced');
    await rig.until('superseded', () => rig.commands().includes('tienda-F1-1 superseded'), 10_000);
    rig.terminal().standby(true);
    await rig.until('on screen', () => rig.terminal().charge()?.amountInCents === 20_000);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
    expect(rig.charge('F1').paid_in_cents).toBe(20_000);
    await rig.pass(10_000);
    rig.order('F2');
    await rig.untilStatus('F2', 'dispatched', 10_000);
  });

  it('while pending, onto another terminal: refused, since both could be paid; the old one keeps its lane', async () => {
    const rig = await openRig();
    rig.terminal().standby(false);
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    expect(rig.order('F1', { terminal: 'caja2', replace: true })).toMatchObject({
      kind: 'refused',
      problem: { code: 'on_terminal' },
      charge: { terminal: { alias: 'caja1' } },
    });
    rig.order('F2');
    await rig.pass(20_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 pending']);
    rig.terminal().standby(true);
    await rig.untilShown('F1');
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
    await rig.untilShown('F2');
  });

  it('control: what was not sent yet goes to the other terminal', async () => {
    const rig = await openRig();
    rig.terminal().standby(false);
    rig.order('F0');
    await rig.untilStatus('F0', 'pending');
    rig.order('F1');
    expect(rig.order('F1', { terminal: 'caja2', replace: true }).kind).toBe('replaced');
    await rig.untilShown('F1', 2);
  });

  it('on the terminal it is refused, and without "replace" it is a conflict', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    expect(rig.order('F1', { amount_in_cents: 20_000 })).toMatchObject({ problem: { code: 'order_conflict' } });
    expect(rig.order('F1', { amount_in_cents: 20_000, replace: true })).toMatchObject({
      problem: { code: 'on_terminal' },
    });
    expect(rig.order('F1').kind).toBe('existing');
  });

  it('the customer pays the old, lower amount at that moment: never paid, a person looks, the new amount waits for them', async () => {
    const rig = await openRig();
    rig.terminal().standby(false);
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    rig.order('F1', { amount_in_cents: 20_000, replace: true });
    rig.terminal().standby(true);
    await rig.clock.settle();
    const shown = rig.terminal().charge();
    expect(shown).toBeDefined();
    rig.terminal().approve();
    if (shown?.amountInCents === 10_000) {
      await rig.untilStatus('F1', 'in_doubt', 30_000);
      expect(rig.charge('F1').failure?.code).toBe('paid_less');
      expect(rig.alerts()).toContain('amount_differs');
      expect(rig.resolve('F1', 'same_sale').kind).toBe('refused');
      expect(rig.resolve('F1', 'not_paid').kind).toBe('ok');
      await rig.pass(60_000);
      expect(rig.charge('F1').status).toBe('expired');
      expect(rig.payments('F1')).toBe(1);
      rig.retry('F1');
      await rig.untilStatus('F1', 'dispatched', 10_000);
      expect(rig.terminal().charge()?.amountInCents).toBe(20_000);
    } else {
      await rig.untilStatus('F1', 'paid', 30_000);
      expect(rig.charge('F1').paid_in_cents).toBe(20_000);
    }
  });

  it('attempt 1 is paid late while attempt 2 is on the terminal: paid, told, and the lane waits for the terminal', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline('Fondos insuficientes', { lateApprovalMs: 15_000 });
    await rig.untilStatus('F1', 'declined', 10_000);
    rig.retry('F1');
    await rig.until('second attempt shown', () => rig.terminal().charge()?.externalId === 'tienda-F1-2', 10_000);
    await rig.pass(20_000);
    rig.order('F2', { expires_in: 3600 });
    await rig.untilStatus('F1', 'paid', 120_000);
    expect(rig.alerts()).toContain('late_payment');
    await rig.pass(10_000);
    expect(rig.charge('F2').status).toBe('queued');
    // Nobody pays it: patience ends, and a person lets the terminal go on past a charge that is paid.
    rig.terminal().cancel();
    await rig.until('doubt told', () => rig.alerts().includes('charge_in_doubt'), 400_000);
    expect(rig.release()).toBeUndefined();
    await rig.untilStatus('F2', 'dispatched', 10_000);
    expect(rig.payments('F1')).toBe(1);
  });
});
