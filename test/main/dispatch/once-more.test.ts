import { expect, it } from 'vitest';
import { openRig } from './open-rig.ts';
import type { Rig } from './rig.ts';

/** A customer that pays whatever a terminal asks for, once it can have been paid. */
async function payWhatIsAsked(rig: Rig): Promise<void> {
  await rig.pass(3200);
  if (rig.terminal().charge()) rig.terminal().approve();
  await rig.pass(20_000);
}

async function declined(rig: Rig): Promise<void> {
  rig.order('F1');
  await rig.untilShown('F1');
  await rig.pass(3200);
  rig.terminal().decline('Fondos insuficientes');
  await rig.untilStatus('F1', 'declined', 10_000);
}

it('a send without an answer is not repeated once an earlier attempt is known to be paid', async () => {
  const rig = await openRig();
  await declined(rig);
  rig.sandbox.faults.next('create_command', { kind: 'error', when: 'before' });
  rig.sandbox.faults.next('list_checkouts', { kind: 'error', when: 'before' }, 5);
  rig.retry('F1');
  await rig.untilStatus('F1', 'sending', 20_000);
  rig.terminal().approveLate();
  await rig.untilStatus('F1', 'paid', 60_000);
  await rig.pass(120_000);
  await payWhatIsAsked(rig);
  expect([rig.commands().length, rig.payments('F1')]).toEqual([1, 1]);
});

it.each([
  ['an error', { kind: 'error', when: 'before' } as const],
  ['a request to wait', { kind: 'rate_limit', retryAfterSeconds: 30 } as const],
])('nor, after %s, when the earlier attempt was paid and nobody has read it yet', async (_name, fault) => {
  const rig = await openRig();
  await declined(rig);
  rig.sandbox.faults.next('create_command', fault);
  rig.retry('F1');
  await rig.untilStatus('F1', 'sending', 20_000);
  rig.terminal().approveLate();
  await rig.untilStatus('F1', 'paid', 60_000);
  await payWhatIsAsked(rig);
  expect([rig.posts('tienda-F1-2'), rig.payments('F1')]).toEqual([1, 1]);
});

it('control: without that payment it is repeated, and paid once', async () => {
  const rig = await openRig();
  await declined(rig);
  rig.sandbox.faults.next('create_command', { kind: 'error', when: 'before' });
  rig.retry('F1');
  await rig.until('the second is shown', () => rig.terminal().charge()?.externalId === 'tienda-F1-2', 60_000);
  await payWhatIsAsked(rig);
  expect([rig.posts('tienda-F1-2') > 1, rig.payments('F1'), rig.charge('F1').paid]).toEqual([true, 1, true]);
});

/** A shop whose posts of this id are answered 503, undone, while `isDown`. */
async function openWithout(id: string, isDown: { posts: boolean }, dispatchMs: number): Promise<Rig> {
  return openRig({
    behaviour: { dispatchMs },
    route: (onward) => async (input, init) => {
      const text = init?.method === 'POST' ? await new Response(init.body as BodyInit).text() : undefined;
      if (isDown.posts && text?.includes(`"${id}"`))
        return new Response('{}', { status: 503, headers: { 'content-type': 'application/json' } });
      return onward(input, text === undefined ? init : { ...init, body: text });
    },
  });
}

it('a replacement without an answer does not wait behind the old command while that is on the terminal', async () => {
  const line = { posts: true };
  const rig = await openWithout('tienda-F1-2', line, 2000);
  rig.order('F1');
  await rig.untilStatus('F1', 'pending', 3000);
  expect(rig.order('F1', { amount_in_cents: 12_000, replace: true }).kind).toBe('replaced');
  await rig.until('the new terms were sent', () => rig.facts('F1').attempts.length === 2, 5000);
  line.posts = false;
  await rig.untilShown('F1');
  expect(rig.terminal().charge()?.externalId).toBe('tienda-F1-1');
  await rig.pass(3200);
  rig.terminal().approve();
  await rig.untilStatus('F1', 'in_doubt');
  await payWhatIsAsked(rig);
  expect([rig.charge('F1').failure?.code, rig.commands().length, rig.payments('F1')]).toEqual(['paid_less', 1, 1]);
});

it('control: while the old command is surely pending the replacement is repeated soon, and takes its place', async () => {
  const line = { posts: true };
  const rig = await openWithout('tienda-F1-2', line, 100_000_000);
  rig.terminal().standby(false);
  rig.order('F1');
  await rig.untilStatus('F1', 'pending', 3000);
  rig.order('F1', { amount_in_cents: 12_000, replace: true });
  await rig.until('the new terms were sent', () => rig.facts('F1').attempts.length === 2, 5000);
  line.posts = false;
  await rig.until('the second is there', () => rig.commands().includes('tienda-F1-2 pending'), 20_000);
  expect(rig.commands()).toEqual(['tienda-F1-1 superseded', 'tienda-F1-2 pending']);
});

it('a look whose later pages take seconds says nothing about this moment', async () => {
  let slow = false;
  const rig = await openRig({
    behaviour: { afterConsumed: 'newCommand' },
    route: (onward, clock) => async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (slow && url.pathname === '/api/checkouts' && url.searchParams.get('page') === '2') await clock.sleep(5000);
      return onward(input, init);
    },
  });
  rig.order('E1', { terminal: 'caja2' });
  await rig.untilShown('E1', 2);
  await rig.pass(3200);
  rig.terminal(2).approve();
  await rig.untilStatus('E1', 'paid');
  await rig.pass(5000);
  slow = true;
  rig.sandbox.faults.next('create_command', { kind: 'late', ms: 2600, cut: true });
  rig.order('F1');
  await rig.untilShown('F1');
  await rig.pass(3200);
  rig.terminal().approve();
  await rig.pass(15_000);
  await payWhatIsAsked(rig);
  expect([rig.payments('F1'), rig.charge('F1').paid]).toEqual([1, true]);
});

it('nothing is sent again after somebody asked to cancel it, and what never arrived is cancelled', async () => {
  const rig = await openRig();
  rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
  rig.order('F1');
  await rig.untilStatus('F1', 'sending', 1000);
  await rig.pass(500);
  expect(rig.cancel('F1')).toMatchObject({ kind: 'refused', problem: { code: 'cancel_on_terminal' } });
  await rig.untilStatus('F1', 'cancelled', 120_000);
  expect([rig.posts(), rig.commands(), rig.kinds('F1').at(-1)]).toEqual([1, [], 'cancelled']);
  // Asked for anew, it goes out.
  rig.retry('F1');
  await rig.untilShown('F1');
});

it('a charge that is moved while its lane reads does not take the place of what stands on that terminal', async () => {
  let hold: Promise<void> | undefined;
  let held = 0;
  const rig = await openRig({
    behaviour: { dispatchMs: 4000 },
    route: (onward) => async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (hold && pathname.startsWith('/api/checkouts/')) {
        held += 1;
        await hold;
      }
      return onward(input, init);
    },
  });
  await declined(rig);
  await rig.pass(10_000);
  const { promise, resolve: release } = Promise.withResolvers<void>();
  hold = promise;
  rig.retry('F1');
  await rig.until('the read is under way', () => held > 0, 5000);
  rig.order('G1', { terminal: 'caja2' });
  await rig.until('G1 is pending', () => rig.commands().includes('tienda-G1-1 pending'), 5000);
  expect(rig.changes().move(rig.facts('F1').id, 'caja2', 'Ana').kind).toBe('ok');
  hold = undefined;
  release();
  await rig.pass(3000);
  expect([rig.charge('F1').status, rig.commands()]).toEqual([
    'queued',
    ['tienda-F1-1 consumed', 'tienda-G1-1 pending'],
  ]);
  await rig.untilShown('G1', 2);
  await rig.pass(3200);
  rig.terminal(2).approve();
  await rig.untilShown('F1', 2);
});
