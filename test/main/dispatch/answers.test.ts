import { describe, expect, it } from 'vitest';
import { openRig } from './open-rig.ts';
import { createRig } from './rig.ts';

describe('a person’s "not paid"', () => {
  it('is not taken while the send may still arrive; after that minute it is', async () => {
    const rig = await openRig();
    rig.sandbox.faults.next('create_command', { kind: 'late', ms: 40_000, cut: true });
    rig.sandbox.faults.often('list_checkouts', { kind: 'error', when: 'before' }, 1);
    rig.order('F1');
    await rig.untilStatus('F1', 'sending', 1000);
    await rig.pass(500);
    rig.cancel('F1');
    await rig.untilStatus('F1', 'in_doubt', 60_000);
    expect(rig.resolve('F1', 'not_paid')).toMatchObject({ kind: 'refused', problem: { code: 'still_verifying' } });
    // It does arrive, and is on the terminal: nothing was put on top.
    await rig.untilShown('F1');
    rig.sandbox.faults.clear();
    await rig.pass(3200);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid');
    expect(rig.payments('F1')).toBe(1);
  });

  it('control: of one that never arrived it is taken a minute later', async () => {
    const rig = await openRig();
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
    rig.sandbox.faults.often('list_checkouts', { kind: 'error', when: 'before' }, 1);
    rig.order('F1');
    await rig.untilStatus('F1', 'sending', 1000);
    rig.cancel('F1');
    await rig.untilStatus('F1', 'in_doubt', 60_000);
    await rig.pass(60_000);
    expect([rig.resolve('F1', 'not_paid').kind, rig.charge('F1').status]).toEqual(['ok', 'failed']);
  });
});

it('a word is about the attempt whose doubt the charge shows, not about a later one', async () => {
  const before = createRig();
  await before.until('online', () => before.connection() === 'online');
  before.terminal().standby(false);
  before.order('F1');
  await before.untilStatus('F1', 'pending');
  await before.pass(20_000);
  // As F1-2 is posted, the old command reaches the screen: the disk that knew of it is lost.
  let arrive: (() => Promise<void>) | undefined;
  const keeping = await before.loseDisk();
  const rig = createRig({
    seed: 2,
    keeping,
    route: (onward) => async (input, init) => {
      const text = init?.method === 'POST' ? await new Response(init.body as BodyInit).text() : undefined;
      if (arrive && text?.includes('"tienda-F1-2"')) {
        const act = arrive;
        arrive = undefined;
        await act();
      }
      return onward(input, text === undefined ? init : { ...init, body: text });
    },
  });
  await rig.until('online', () => rig.connection() === 'online');
  arrive = async () => {
    rig.terminal().standby(true);
    await rig.clock.settle();
    rig.sandbox.core.advance();
  };
  rig.order('F1');
  await rig.until('the next number', () => rig.sandbox.state.commands.length === 2, 700_000);
  await rig.clock.settle();
  await rig.pass(3200);
  rig.terminal().approve();
  await rig.untilStatus('F1', 'in_doubt', 30_000);
  expect(rig.charge('F1').failure?.code).toBe('already_paid');
  await rig.pass(4000);
  if (rig.terminal().charge()) rig.terminal().cancel();
  await rig.pass(240_000);
  expect([rig.resolve('F1', 'same_sale').kind, rig.charge('F1').status, rig.payments('F1')]).toEqual(['ok', 'paid', 1]);
  await rig.stop();
});

it('a payment of less money is not offered as this very sale, so that no doubt is left without an end', async () => {
  const rig = await openRig({
    route: (onward) => async (input, init) => {
      const answer = await onward(input, init);
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (!pathname.startsWith('/api/checkouts')) return answer;
      const told = (await answer.json()) as object | object[];
      const withoutTime = (each: object): object => ({ ...each, created_at: undefined });
      return Response.json(Array.isArray(told) ? told.map(withoutTime) : withoutTime(told), { status: answer.status });
    },
  });
  rig.order('F1', { amount_in_cents: 8000 });
  await rig.untilShown('F1');
  await rig.pass(3200);
  rig.terminal().approve();
  await rig.untilStatus('F1', 'paid', 20_000);
  await rig.loseDiskAndGoOn();
  await rig.until('online', () => rig.connection() === 'online');
  rig.order('F1');
  await rig.untilStatus('F1', 'in_doubt', 200_000);
  expect(rig.resolve('F1', 'same_sale')).toMatchObject({ kind: 'refused', problem: { code: 'outcome_not_offered' } });
  expect([rig.resolve('F1', 'not_paid').kind, rig.charge('F1').status]).toEqual(['ok', 'failed']);
});

it('a refused repetition that is proven absent is asked for again under the next number', async () => {
  const rig = await openRig();
  const USD = { minCents: 1, maxCents: 9 };
  rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
  rig.order('F1');
  await rig.pass(500);
  rig.sandbox.setBehaviour({ limits: { GTQ: { minCents: 20_000, maxCents: 90_000 }, USD } });
  await rig.untilStatus('F1', 'failed', 200_000);
  rig.sandbox.setBehaviour({ limits: { GTQ: { minCents: 500, maxCents: 5_000_000 }, USD } });
  expect([rig.retry('F1').kind, rig.charge('F1').status]).toEqual(['ok', 'queued']);
  await rig.untilShown('F1');
});

it('a payment in another currency than the order now has is never "paid"', async () => {
  const rig = await openRig();
  rig.order('F1');
  await rig.untilShown('F1');
  await rig.pass(3200);
  rig.terminal().decline('Fondos insuficientes', { lateApprovalMs: 60_000 });
  await rig.untilStatus('F1', 'declined', 20_000);
  await rig.pass(10_000);
  rig.terminal().standby(false);
  expect(rig.order('F1', { currency: 'USD', replace: true }).kind).toBe('replaced');
  await rig.until('the late approval is known', () => rig.alerts().includes('amount_differs'), 200_000);
  expect([rig.charge('F1').status, rig.charge('F1').paid, rig.charge('F1').failure?.code]).toEqual([
    'in_doubt',
    false,
    'paid_less',
  ]);
});

it.each(['currency', 'total_in_cents', 'created_at', 'latest_intent', 'payment', 'metadata'])(
  'a list that leaves out %s takes nothing back from a paid charge',
  async (field) => {
    const rig = await openRig({
      route: (onward) => async (input, init) => {
        const answer = await onward(input, init);
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        if (pathname !== '/api/checkouts' || answer.status !== 200) return answer;
        const items = (await answer.json()) as Record<string, unknown>[];
        const { headers } = answer;
        return Response.json(
          items.map(({ [field]: _, ...rest }) => rest),
          { headers: { date: headers.get('date') ?? '' } },
        );
      },
    });
    rig.order('F1');
    await rig.untilShown('F1');
    await rig.pass(3200);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 20_000);
    const before = rig.charge('F1');
    await rig.pass(15 * 60_000);
    expect(rig.charge('F1')).toEqual({ ...before, updated_at: expect.any(String) });
    expect(rig.alerts()).toEqual([]);
  },
);

it('a payment is learnt from its checkout where a lost repetition asks for the list and the list fails', async () => {
  const rig = await openRig({ behaviour: { dispatchMs: 6000 } });
  rig.order('F1');
  await rig.untilStatus('F1', 'pending', 1000);
  rig.sandbox.faults.next('create_command', { kind: 'hang', when: 'after' });
  await rig.untilShown('F1');
  rig.sandbox.faults.often('list_checkouts', { kind: 'error', when: 'before' }, 1);
  await rig.pass(3200);
  rig.terminal().approve();
  await rig.untilStatus('F1', 'paid', 30_000);
});

it('one charge whose earlier checkout nobody understands steps aside; it goes out once it is understood', async () => {
  let broken = false;
  const rig = await openRig({
    route: (onward) => async (input, init) => {
      const answer = await onward(input, init);
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (!broken || !pathname.startsWith('/api/checkouts/')) return answer;
      const told = (await answer.json()) as { metadata: { external_id: string } };
      const isFirst = told.metadata.external_id === 'tienda-F1-1';
      return Response.json(isFirst ? { ...told, status: 'under_review' } : told);
    },
  });
  rig.order('F1');
  await rig.untilShown('F1');
  await rig.pass(3200);
  rig.terminal().decline('Fondos insuficientes');
  await rig.untilStatus('F1', 'declined', 10_000);
  await rig.pass(20_000);
  broken = true;
  rig.retry('F1');
  await rig.pass(200);
  rig.order('F2');
  await rig.untilShown('F2', 1, 30_000);
  expect(rig.charge('F1').status).toBe('queued');
  await rig.pass(3200);
  rig.terminal().approve();
  await rig.untilStatus('F2', 'paid', 30_000);
  broken = false;
  await rig.untilShown('F1', 1, 60_000);
});

it('a retry on a terminal that left the settings is sent after a restart, too', async () => {
  const rig = await openRig();
  rig.order('F1', { terminal: 'caja2' });
  await rig.untilShown('F1', 2);
  await rig.pass(3200);
  rig.terminal(2).decline('Fondos insuficientes');
  await rig.untilStatus('F1', 'declined', 10_000);
  await rig.pass(20_000);
  await rig.restart(() => void (rig.config.terminals as unknown[]).splice(1, 1));
  await rig.until('online', () => rig.connection() === 'online');
  rig.retry('F1');
  await rig.untilShown('F1', 2);
});
