import { describe, expect, it } from 'vitest';
import { openRig } from './open-rig.ts';

const DAY = 24 * 3_600_000;

const pathOf = (input: Parameters<typeof fetch>[0]): string =>
  new URL(input instanceof Request ? input.url : input).pathname;

describe('one charge, nothing goes wrong', () => {
  it('goes to the terminal, is followed while pending, and is paid with its tip', async () => {
    const rig = await openRig({ behaviour: { dispatchMs: 2500 } });
    expect(rig.order('F1').kind).toBe('created');
    await rig.untilStatus('F1', 'pending', 1000);
    await rig.untilStatus('F1', 'dispatched', 5000);
    rig.terminal().approve({ tipInCents: 1500 });
    await rig.untilStatus('F1', 'paid', 5000);
    expect(rig.charge('F1')).toMatchObject({ paid_in_cents: 11_500, tip_in_cents: 1500, card: { last4: /^\d{4}$/ } });
    expect(rig.payments('F1')).toBe(1);
    expect(rig.alerts()).toEqual([]);
  });

  it('keeps one open command per terminal, in the order of the queue, on three terminals at once', async () => {
    const rig = await openRig();
    for (const order of ['A', 'B', 'C'])
      for (const index of [1, 2, 3]) rig.order(`${order}${index}`, { terminal: `caja${index}` });
    await rig.pass(3000);
    expect(rig.commands()).toEqual(['tienda-A1-1 dispatched', 'tienda-A2-1 dispatched', 'tienda-A3-1 dispatched']);
    for (const order of ['A', 'B', 'C']) {
      for (const index of [1, 2, 3]) rig.terminal(index).approve();
      for (const index of [1, 2, 3]) await rig.untilStatus(`${order}${index}`, 'paid');
      await rig.pass(2000);
    }
    expect(rig.sandbox.log.filter((line) => 'superseded_by' in line && line.superseded_by)).toEqual([]);
  });

  it('says declined only after a second look, and lets a late success win with an alarm', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline('Fondos insuficientes', { lateApprovalMs: 20_000 });
    await rig.untilStatus('F1', 'declined', 10_000);
    expect(rig.charge('F1').failure).toEqual({ code: 'declined', message: 'Fondos insuficientes' });
    await rig.untilStatus('F1', 'paid', 60_000);
    expect(rig.alerts()).toEqual(['late_payment']);
  });
});

describe('a send whose answer never came', () => {
  it.each([
    ['the connection was cut before anything was done', { kind: 'drop', when: 'before' }],
    ['the connection was cut after it was done', { kind: 'drop', when: 'after' }],
    ['a server error before', { kind: 'error', when: 'before' }],
    ['a server error after', { kind: 'error', when: 'after' }],
    ['a captive portal answers a page', { kind: 'html', when: 'before' }],
    ['half an answer', { kind: 'half_answer' }],
    ['no answer ever', { kind: 'hang', when: 'after' }],
    ['it arrives after we gave up', { kind: 'late', ms: 2600 }],
    ['it arrives after we were cut off', { kind: 'late', ms: 2600, cut: true }],
  ] as const)('ends in one command and one payment: %s', async (_name, fault) => {
    const rig = await openRig();
    rig.sandbox.faults.next('create_command', fault);
    rig.order('F1');
    await rig.until('on the terminal', () => rig.terminal().charge() !== undefined, 60_000);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 60_000);
    await rig.pass(30_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
    expect(rig.payments('F1')).toBe(1);
  });

  it('looks before it leaps: what was done is found and not sent again', async () => {
    const rig = await openRig({ behaviour: { readLagMs: 1500 } });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    await rig.until('found', () => rig.facts('F1').attempts[0]?.checkouts.length === 1, 30_000);
    expect(rig.posts('tienda-F1-1')).toBe(1);
  });

  it('control: without a look before it, the same send goes out twice', async () => {
    const rig = await openRig({ behaviour: { readLagMs: 60_000 } });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    // Reads that lag for a minute hide the command, so the look finds nothing and the send is repeated.
    await rig.until('sent again', () => rig.posts('tienda-F1-1') > 1, 30_000);
  });

  it('does not look sooner than reads can be trusted', async () => {
    const rig = await openRig();
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    const looks = (): number =>
      rig.sandbox.log.filter((line) => line.kind === 'request' && line.route === 'list_checkouts').length;
    rig.order('F1');
    await rig.clock.settle();
    const before = looks();
    await rig.pass(1900);
    expect(looks()).toBe(before);
    await rig.pass(400);
    expect(looks()).toBeGreaterThan(before);
  });

  it('is never repeated by itself after 24 hours', async () => {
    const rig = await openRig({ queue: { expireAfterMinutes: 1440, patienceSeconds: 86_400 } });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
    rig.order('F1', { expires_in: 86_400 });
    await rig.pass(1000);
    rig.sandbox.faults.setNetwork('refuse');
    await rig.clock.suspend(DAY + 3_600_000);
    rig.sandbox.faults.setNetwork('up');
    await rig.pass(200_000);
    expect(rig.posts('tienda-F1-1')).toBe(1);
    expect(rig.charge('F1').status).toBe('expired');
  });

  it('when the customer is gone it is proven absent, expires and asks, and one key sends it again under the same number', async () => {
    const rig = await openRig();
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
    rig.sandbox.faults.next('list_checkouts', { kind: 'error', when: 'before' }, 40);
    rig.order('F1', { expires_in: 10 });
    await rig.untilStatus('F1', 'sending', 100);
    await rig.untilStatus('F1', 'expired', 900_000);
    expect(rig.posts('tienda-F1-1')).toBe(1);
    expect(rig.charge('F1').next_step).toContain('¿El cliente sigue aquí?');
    expect(rig.retry('F1').kind).toBe('ok');
    await rig.untilStatus('F1', 'dispatched', 30_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 dispatched']);
  });

  it.each([
    [409, 'existing'],
    [200, 'reject422'],
  ] as const)('takes "this id is taken" for "it exists" (%i, %s)', async (conflictStatus, afterConsumed) => {
    const rig = await openRig({ behaviour: { conflictStatus, afterConsumed, readLagMs: 4000 } });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    // The reads lag, so the first look finds nothing and the repeated send is answered "taken".
    await rig.until('on the terminal', () => rig.terminal().charge() !== undefined);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 60_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
    expect(rig.payments('F1')).toBe(1);
  });

  it('a 200 without a checkout ends in doubt and is not posted again for ever', async () => {
    const rig = await openRig({ behaviour: { conflictStatus: 200 } });
    // Another command with this id is there, and nothing tells its checkout.
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.sandbox.faults.next('list_checkouts', { kind: 'error', when: 'before' }, 5000);
    rig.order('F1');
    await rig.untilStatus('F1', 'in_doubt', 400_000);
    expect(rig.alerts()).toContain('charge_in_doubt');
    const posts = rig.posts('tienda-F1-1');
    await rig.pass(600_000);
    expect(rig.posts('tienda-F1-1')).toBe(posts);
    expect(rig.charge('F1').next_step).toContain('No vuelva a cobrar');
  });

  it('a rejected send says why and costs nothing', async () => {
    const rig = await openRig();
    rig.sandbox.setBehaviour({
      limits: { GTQ: { minCents: 20_000, maxCents: 90_000 }, USD: { minCents: 1, maxCents: 9 } },
    });
    rig.order('F1');
    await rig.untilStatus('F1', 'failed', 5000);
    expect(rig.charge('F1').failure?.code).toBe('rejected');
    expect(rig.commands()).toEqual([]);
  });

  it('waits as long as Recurrente asks', async () => {
    const rig = await openRig();
    rig.sandbox.faults.next('create_command', { kind: 'rate_limit', retryAfterSeconds: 20 });
    rig.order('F1');
    await rig.pass(19_000);
    expect(rig.posts()).toBe(1);
    await rig.until('sent', () => rig.posts() > 1, 10_000);
  });

  it('asks nothing at all meanwhile, whatever it was that Recurrente was asked too often', async () => {
    const asked = { at: '', calls: 0 };
    const rig = await openRig({
      route: (onward) => async (input, init) => {
        const pathname = pathOf(input);
        if (asked.at !== '' && pathname.startsWith(asked.at)) {
          asked.at = '';
          const headers = { 'content-type': 'application/json', 'retry-after': '20' };
          return new Response('{}', { status: 429, headers });
        }
        asked.calls += 1;
        return onward(input, init);
      },
    });
    rig.order('F1');
    await rig.untilShown('F1');
    await rig.pass(3000);
    asked.at = '/api/checkouts';
    await rig.until('refused', () => asked.at === '', 10_000);
    asked.calls = 0;
    rig.order('F2', { terminal: 'caja2' });
    rig.terminal().approve();
    await rig.pass(19_000);
    expect(asked.calls).toBe(0);
    await rig.untilStatus('F1', 'paid', 5000);
    await rig.untilShown('F2', 2, 5000);
  });

  it('repeats a send that met a server error no sooner than Recurrente asks', async () => {
    let answered = 0;
    const rig = await openRig({
      route: (onward) => async (input, init) => {
        if (init?.method !== 'POST' || answered > 0) return onward(input, init);
        answered += 1;
        const headers = { 'content-type': 'application/json', 'retry-after': '15' };
        return new Response('{}', { status: 503, headers });
      },
    });
    rig.order('F1');
    await rig.pass(14_000);
    expect([answered, rig.posts()]).toEqual([1, 0]);
    await rig.untilShown('F1', 1, 10_000);
  });

  it.each(['0', '', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'is not hurried by a Retry-After that asks for no wait (%j)',
    async (asked) => {
      let isBusy = false;
      let calls = 0;
      const rig = await openRig({
        route: (onward) => async (input, init) => {
          if (!isBusy || pathOf(input) !== '/api/test') return onward(input, init);
          calls += 1;
          // Calls without a pause would leave the clock no turn in which to go on.
          if (calls === 200) isBusy = false;
          const headers = { 'content-type': 'application/json', 'retry-after': asked };
          return new Response('{}', { status: 429, headers });
        },
      });
      isBusy = true;
      rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
      rig.order('F1');
      await rig.pass(10_000);
      expect(calls).toBeGreaterThan(1);
      expect(calls).toBeLessThan(10);
    },
  );
});
