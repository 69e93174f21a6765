import { describe, expect, it } from 'vitest';
import { openRig } from './open-rig.ts';
import type { RigOptions } from './rig.ts';

const HOUR = 3_600_000;
const POST = 'POST /api/terminal_session_commands';
type Route = NonNullable<RigOptions['route']>;

const callOf = (input: Parameters<typeof fetch>[0], init: RequestInit | undefined): string =>
  `${init?.method ?? 'GET'} ${new URL(input instanceof Request ? input.url : input).pathname}`;
const answer = (status: number, body: string, headers: Record<string, string> = {}): Response =>
  new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });

/** The same answers with something of them changed on the way back. */
const editing =
  (edit: (call: string, body: unknown) => unknown): Route =>
  (onward) =>
  async (input, init) => {
    const response = await onward(input, init);
    if (!(response.headers.get('content-type') ?? '').includes('json')) return response;
    const body = edit(callOf(input, init), await response.json());
    return new Response(JSON.stringify(body), { status: response.status, headers: response.headers });
  };
const without = (body: unknown, field: string): unknown => {
  const { [field]: _, ...rest } = body as Record<string, unknown>;
  return rest;
};
/** The next POST of a command meets this instead, or around it. */
function interceptor() {
  let next: ((onward: () => Promise<Response>) => Promise<Response>) | undefined;
  const route: Route = (onward) => async (input, init) => {
    if (!next || callOf(input, init) !== POST) return onward(input, init);
    const act = next;
    next = undefined;
    return act(() => onward(input, init));
  };
  return { route, meet: (act: NonNullable<typeof next>) => void (next = act), isWaiting: () => next !== undefined };
}

describe('an answer without checkout_id', () => {
  const noCheckout = editing((call, body) => (call === POST ? without(body, 'checkout_id') : body));

  it.each(['paid', 'declined', 'cancelled'] as const)(
    'a 201: the list tells the checkout, and the end is right (%s)',
    async (end) => {
      const rig = await openRig({ route: noCheckout, behaviour: { dispatchMs: 1500 } });
      rig.order('F1');
      await rig.untilShown('F1');
      await rig.pass(1000);
      expect(rig.facts('F1').attempts[0]?.commands).toMatchObject([{ created: true, checkoutId: null }]);
      if (end === 'paid') rig.terminal().approve();
      else if (end === 'declined') rig.terminal().decline('Fondos insuficientes');
      else rig.terminal().cancel();
      if (end === 'cancelled') {
        // Without a checkout's own word a cancelled command is told by a person or by patience, never by guessing.
        await rig.until('an end', () => ['cancelled', 'in_doubt'].includes(rig.charge('F1').status), 300_000);
      } else await rig.untilStatus('F1', end, 30_000);
      expect(rig.posts('tienda-F1-1')).toBeGreaterThan(1);
      expect(rig.commands()).toHaveLength(1);
    },
  );

  it('a 200 to a repeated send: found in the list, paid once', async () => {
    const rig = await openRig({ route: noCheckout, behaviour: { readLagMs: 4000 } });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    await rig.until('a 200 came', () => rig.facts('F1').attempts[0]?.commands.length === 1, 30_000);
    expect(rig.facts('F1').attempts[0]?.commands).toMatchObject([{ created: false, checkoutId: null }]);
    expect(rig.charge('F1').paid).toBe(false);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 60_000);
    expect(rig.payments('F1')).toBe(1);
  });

  it('a 200 whose checkout nobody shows: in doubt, never called paid, never posted again, ended by a person', async () => {
    const rig = await openRig({
      behaviour: { readLagMs: 4000 },
      route: editing((call, body) => {
        if (call === POST) return without(body, 'checkout_id');
        return call === 'GET /api/checkouts' ? [] : body;
      }),
    });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    await rig.untilStatus('F1', 'in_doubt', 400_000);
    const posts = rig.posts('tienda-F1-1');
    await rig.pass(HOUR);
    expect(rig.posts('tienda-F1-1')).toBe(posts);
    expect(rig.charge('F1')).toMatchObject({ status: 'in_doubt', paid: false });
    expect(rig.resolve('F1', 'not_paid').kind).toBe('ok');
    expect(rig.charge('F1').status).toBe('failed');
  });
});

describe('a request that is carried out long after its answer was given up', () => {
  it('after the payment, by a Recurrente that makes a new command: told within a minute, replays stop', async () => {
    const rig = await openRig({ behaviour: { afterConsumed: 'newCommand' } });
    rig.sandbox.faults.next('create_command', { kind: 'late', ms: 60_000, cut: true });
    rig.order('F1');
    await rig.untilShown('F1');
    await rig.pass(3200);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
    expect(rig.alerts()).toEqual([]);
    await rig.until('carried out', () => rig.commands().length === 2, 90_000);
    await rig.until('the alarm', () => rig.alerts().includes('replay_created'), 60_000);
    expect(rig.connection()).toBe('replay_stopped');
    rig.terminal().cancel();
    await rig.pass(60_000);
    expect(rig.charge('F1')).toMatchObject({ status: 'paid', paid_in_cents: 10_000 });
  });

  it('delivered twice on the way: the second copy is told "taken", and the first one is found', async () => {
    const { route, meet } = interceptor();
    const twice: Route = (onward, clock) => route(onward, clock);
    const rig = await openRig({ route: twice, behaviour: { conflictStatus: 409, readLagMs: 1500 } });
    meet(async (onward) => {
      const copy = rig.sandbox.core.createCommand({
        terminal_id: 'trm_1',
        external_id: 'tienda-F1-1',
        amount_in_cents: 10_000,
        currency: 'GTQ',
      });
      expect(copy).toMatchObject({ status: 201 });
      return onward();
    });
    rig.order('F1');
    await rig.untilShown('F1');
    await rig.pass(20_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 dispatched']);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
    expect(rig.payments('F1')).toBe(1);
  });
});

describe('the PC sleeps at the worst moment', () => {
  it.each([
    ['between the commit and the write of a first send', HOUR, []],
    ['control: for a moment', 2000, ['tienda-F1-1 dispatched']],
  ])('%s', async (_name, sleptMs, commands) => {
    const { route, meet, isWaiting } = interceptor();
    const rig = await openRig({ route });
    meet(async (onward) => {
      await rig.clock.suspend(sleptMs);
      return onward();
    });
    rig.order('F1');
    await rig.until('sent', () => !isWaiting(), 1000);
    await rig.pass(5000);
    expect(rig.commands()).toEqual(commands);
    expect(rig.charge('F1').status === 'expired').toBe(commands.length === 0);
  });

  it.each([
    ['between the look and the repeated send: looked for again first', 20_000, 1],
    ['control: for a moment', 1000, 0],
  ])('%s', async (_name, sleptMs, moreLooks) => {
    const { route, meet, isWaiting } = interceptor();
    const rig = await openRig({ route });
    const looks = (): number =>
      rig.sandbox.log.filter((line) => line.kind === 'request' && line.route === 'list_checkouts').length;
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
    rig.order('F1');
    await rig.pass(500);
    let before = 0;
    meet(async (onward) => {
      before = looks();
      await rig.clock.suspend(sleptMs);
      return onward();
    });
    await rig.until('sent again', () => !isWaiting(), 10_000);
    await rig.untilShown('F1');
    expect(looks() > before).toBe(moreLooks === 1);
    expect(rig.commands()).toEqual(['tienda-F1-1 dispatched']);
  });
});

describe('a repeated send that is refused', () => {
  it('while the first one was taken: found, followed and paid', async () => {
    const { route, meet } = interceptor();
    const rig = await openRig({ route, behaviour: { readLagMs: 4000 } });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    await rig.pass(1000);
    meet(async () => answer(422, JSON.stringify({ message: 'La terminal está ocupada' })));
    await rig.until('refused', () => rig.kinds('F1').includes('send_rejected'), 10_000);
    expect(rig.charge('F1').final).toBe(false);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 30_000);
    expect(rig.alerts()).toEqual([]);
  });

  it('while the first one never arrived: failed, once that is proven, with Recurrente’s reason', async () => {
    const { route, meet } = interceptor();
    const rig = await openRig({ route });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
    rig.order('F1');
    await rig.pass(1000);
    meet(async () => answer(422, JSON.stringify({ message: 'La terminal está ocupada' })));
    await rig.untilStatus('F1', 'failed', 120_000);
    expect(rig.charge('F1').failure).toEqual({ code: 'rejected', message: 'La terminal está ocupada' });
    expect(rig.posts('tienda-F1-1')).toBe(1);
  });
});

describe('answers that are not about the charge', () => {
  it.each([408, 421, 425, 499])(
    '%i from something on the way is no refusal: looked for, sent again, paid once',
    async (status) => {
      const { route, meet } = interceptor();
      const rig = await openRig({ route });
      meet(async () => answer(status, 'try again', { 'content-type': 'text/plain' }));
      rig.order('F1');
      await rig.untilShown('F1');
      rig.terminal().approve();
      await rig.untilStatus('F1', 'paid', 10_000);
      expect(rig.payments('F1')).toBe(1);
    },
  );

  it.each([0, HOUR, -HOUR])(
    '429 until a date by Recurrente’s clock, with the PC’s clock %i ms off; a wake-up does not shorten it',
    async (offMs) => {
      const { route, meet } = interceptor();
      const rig = await openRig({ route });
      rig.clock.setWall(offMs);
      const until = new Date(rig.clock.now() - offMs + 20_000).toUTCString();
      meet(async () =>
        answer(429, '{}', { 'retry-after': until, date: new Date(rig.clock.now() - offMs).toUTCString() }),
      );
      rig.order('F1', { expires_in: 86_400 });
      await rig.pass(5000);
      rig.order('F2', { expires_in: 86_400 });
      await rig.pass(12_000);
      expect(rig.posts()).toBe(0);
      await rig.untilShown('F1', 1, 10_000);
    },
  );

  it('a checkout that names another order under our command: never paid by that, and a person looks', async () => {
    const ofAnother = (checkout: object) => ({ ...checkout, metadata: { external_id: 'tienda-F9-1' } });
    const rig = await openRig({
      route: editing((call, body) => {
        if (!call.startsWith('GET /api/checkouts')) return body;
        return Array.isArray(body) ? body.map(ofAnother) : ofAnother(body as object);
      }),
    });
    rig.order('F1');
    await rig.untilShown('F1');
    rig.terminal().approve();
    await rig.untilStatus('F1', 'in_doubt', 300_000);
    expect(rig.charge('F1')).toMatchObject({ paid: false, failure: { code: 'no_answer' } });
  });

  it('control: one that names no order is known by its id', async () => {
    const rig = await openRig({
      route: editing((call, body) => (call.startsWith('GET /api/checkouts/') ? without(body, 'metadata') : body)),
    });
    rig.order('F1');
    await rig.untilShown('F1');
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
  });

  it('a checkout of another system in a status that we do not know hides nothing', async () => {
    const foreign = { id: 'ch_web', status: 'partially_refunded', metadata: { external_id: 'web-77' } };
    const nameless = { id: 'ch_link', status: 'something_new' };
    const rig = await openRig({
      route: editing((call, body) =>
        call === 'GET /api/checkouts' ? [foreign, nameless, ...(body as unknown[])] : body,
      ),
    });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    await rig.until('found', () => rig.facts('F1').attempts[0]?.checkouts.length === 1, 10_000);
    expect(rig.posts('tienda-F1-1')).toBe(1);
  });

  it('control: our own checkout in such a status is never taken for absent', async () => {
    const strange = (item: unknown): unknown => ({ ...(item as object), status: 'something_new' });
    const rig = await openRig({
      route: editing((call, body) => (call === 'GET /api/checkouts' ? (body as unknown[]).map(strange) : body)),
    });
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
    rig.order('F1');
    await rig.pass(120_000);
    expect(rig.posts('tienda-F1-1')).toBe(1);
    expect(rig.charge('F1').status).toBe('sending');
  });
});

describe('what a person asks for in between', () => {
  it('a cancel while the send is under way is a wish too late, and the payment counts', async () => {
    const { route, meet } = interceptor();
    const rig = await openRig({ route });
    let refused: string | undefined;
    meet(async (onward) => {
      const cancelled = rig.cancel('F1');
      refused = cancelled.kind === 'refused' ? cancelled.problem.code : 'ok';
      return onward();
    });
    rig.order('F1');
    await rig.untilShown('F1');
    expect(refused).toBe('cancel_on_terminal');
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
  });

  it('a cheaper order while the customer pays the old amount: paid, and told that it was the old amount', async () => {
    const rig = await openRig({ behaviour: { dispatchMs: 600_000 } });
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    // The chain of answers breaks, so that nobody knows whether the terminal has it already.
    rig.sandbox.faults.setNetwork('refuse');
    await rig.pass(4000);
    expect(rig.order('F1', { amount_in_cents: 8000, replace: true }).kind).toBe('replaced');
    rig.sandbox.setBehaviour({ dispatchMs: 0 });
    rig.sandbox.faults.setNetwork('up');
    await rig.untilShown('F1');
    await rig.pass(3200);
    expect(rig.commands()).toEqual(['tienda-F1-1 dispatched']);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 30_000);
    expect(rig.charge('F1')).toMatchObject({ amount_in_cents: 8000, paid_in_cents: 10_000, tip_in_cents: 0 });
    expect(rig.alerts()).toEqual(['paid_old_amount']);
    await rig.pass(60_000);
    expect(rig.commands()).toHaveLength(1);
  });

  it('a retry while the first try is approved late: one payment is read before a second command is made', async () => {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline('Fondos insuficientes', { lateApprovalMs: 4000 });
    await rig.untilStatus('F1', 'declined', 10_000);
    rig.sandbox.faults.setNetwork('refuse');
    await rig.pass(1000);
    expect(rig.retry('F1').kind).toBe('ok');
    await rig.pass(6000);
    rig.sandbox.faults.setNetwork('up');
    await rig.untilStatus('F1', 'paid', 10_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
  });

  it('a retry at once, reads that lag, and a bank that approves what it just declined: one payment, no second command', async () => {
    const rig = await openRig({ behaviour: { readLagMs: 1500 } });
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline('Fondos insuficientes', { lateApprovalMs: 2500 });
    await rig.untilStatus('F1', 'declined', 10_000);
    // The bank is done by now, and Recurrente's reads do not show it yet.
    await rig.until('approved', () => rig.payments('F1') === 1, 400);
    expect(rig.retry('F1').kind).toBe('ok');
    await rig.untilStatus('F1', 'paid', 10_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
  });

  it.each([
    ['a request that the network kept while the laptop slept is found, not called expired', true],
    ['control: one that was lost is proven absent once the laptop was awake for a minute, and expires', false],
  ])('%s', async (_name, kept) => {
    const rig = await openRig({ behaviour: { readLagMs: 3000 } });
    rig.sandbox.faults.next(
      'create_command',
      kept ? { kind: 'late', ms: 1200, cut: true } : { kind: 'drop', when: 'before' },
    );
    rig.order('F1', { expires_in: 30 });
    await rig.clock.settle();
    await rig.clock.suspend(5 * 60_000);
    if (kept) {
      await rig.untilShown('F1');
      await rig.pass(90_000);
      rig.terminal().approve();
    }
    await rig.untilStatus('F1', kept ? 'paid' : 'expired', 150_000);
    expect(rig.kinds('F1').includes('expired')).toBe(!kept);
  });

  it('control: a retry of what stays declined is on the terminal five seconds after the decline was seen', async () => {
    const rig = await openRig({ behaviour: { readLagMs: 1500 } });
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    rig.terminal().decline();
    await rig.untilStatus('F1', 'declined', 10_000);
    rig.retry('F1');
    const waitedMs = await rig.until('on screen', () => rig.terminal().charge()?.externalId === 'tienda-F1-2', 10_000);
    expect(waitedMs).toBeGreaterThan(3000);
    expect(waitedMs).toBeLessThan(5500);
    // A second retry waits for its own decline only.
    await rig.pass(60_000);
    rig.terminal().decline();
    await rig.until('declined again', () => rig.charge('F1').status === 'declined', 10_000);
    await rig.pass(6000);
    rig.retry('F1');
    expect(await rig.until('third', () => rig.terminal().charge()?.externalId === 'tienda-F1-3', 5000)).toBeLessThan(
      1500,
    );
  });
});

describe('a checkout that ends by itself while it is on the terminal', () => {
  it('expired: told as such, and a payment that still arrives wins', async () => {
    const rig = await openRig({ behaviour: { checkoutExpiresMs: 20_000 } });
    rig.order('F1');
    await rig.untilStatus('F1', 'dispatched');
    await rig.untilStatus('F1', 'expired', 60_000);
    expect(rig.charge('F1').failure?.code).toBe('expired_at_recurrente');
    const [command] = rig.sandbox.state.commands;
    rig.sandbox.state.agenda.push({
      atMs: rig.clock.now(),
      kind: 'approve',
      commandId: command?.id ?? '',
      tipInCents: 0,
    });
    await rig.untilStatus('F1', 'paid', 120_000);
    expect(rig.alerts()).toEqual(['late_payment']);
  });
});
