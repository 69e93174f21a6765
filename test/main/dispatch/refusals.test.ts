import { expect, it } from 'vitest';
import type { Accepted, Changed } from '../../../main/contract/desk.ts';
import { openRig } from './open-rig.ts';
import type { Rig } from './rig.ts';

/** What can be asked of a charge in each of its states, and the code of each refusal (bridge-api.md, "Charges"). */
const ASKED = {
  'the same order': (rig: Rig) => rig.order('F1'),
  'another amount': (rig: Rig) => rig.order('F1', { amount_in_cents: 20_000 }),
  'another terminal': (rig: Rig) => rig.order('F1', { terminal: 'caja2' }),
  'replace the amount': (rig: Rig) => rig.order('F1', { amount_in_cents: 20_000, replace: true }),
  cancel: (rig: Rig) => rig.cancel('F1'),
  retry: (rig: Rig) => rig.retry('F1'),
  move: (rig: Rig) => rig.changes().move(rig.facts('F1').id, 'caja2', 'Ana'),
  'resolve as not paid': (rig: Rig) => rig.resolve('F1', 'not_paid'),
} as const satisfies Record<string, (rig: Rig) => Accepted | Changed>;
type Asked = keyof typeof ASKED;

async function dispatched(rig: Rig): Promise<void> {
  rig.order('F1');
  await rig.untilStatus('F1', 'dispatched');
}
const REACHED = {
  async queued(rig) {
    rig.order('F0');
    await rig.untilStatus('F0', 'dispatched');
    rig.order('F1');
  },
  async pending(rig) {
    rig.terminal().power(false);
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
  },
  dispatched,
  async in_doubt(rig) {
    await dispatched(rig);
    rig.terminal().walkAway();
    await rig.untilStatus('F1', 'in_doubt', 300_000);
  },
  async paid(rig) {
    await dispatched(rig);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 10_000);
  },
  async declined(rig) {
    await dispatched(rig);
    rig.terminal().decline();
    await rig.untilStatus('F1', 'declined', 20_000);
  },
} as const satisfies Record<string, (rig: Rig) => Promise<void>>;

const CONFLICT = {
  'the same order': 'existing',
  'another amount': 'order_conflict',
  'another terminal': 'order_conflict',
};
const ANSWERS: Readonly<Record<keyof typeof REACHED, Readonly<Record<Asked, string>>>> = {
  queued: {
    ...CONFLICT,
    'replace the amount': 'replaced',
    cancel: 'ok',
    retry: 'not_retryable',
    move: 'ok',
    'resolve as not paid': 'not_in_doubt',
  },
  pending: {
    ...CONFLICT,
    'replace the amount': 'replaced',
    cancel: 'cancel_on_terminal',
    retry: 'not_retryable',
    move: 'not_queued',
    'resolve as not paid': 'not_in_doubt',
  },
  dispatched: {
    ...CONFLICT,
    'replace the amount': 'on_terminal',
    cancel: 'cancel_on_terminal',
    retry: 'not_retryable',
    move: 'not_queued',
    'resolve as not paid': 'not_in_doubt',
  },
  in_doubt: {
    ...CONFLICT,
    'replace the amount': 'still_verifying',
    cancel: 'still_verifying',
    retry: 'still_verifying',
    move: 'not_queued',
    'resolve as not paid': 'ok',
  },
  paid: {
    ...CONFLICT,
    'replace the amount': 'already_paid',
    cancel: 'already_paid',
    retry: 'already_paid',
    move: 'not_queued',
    'resolve as not paid': 'not_in_doubt',
  },
  declined: {
    ...CONFLICT,
    'replace the amount': 'replaced',
    // There is nothing left to cancel, and asking twice is no fault.
    cancel: 'ok',
    retry: 'ok',
    move: 'not_queued',
    'resolve as not paid': 'not_in_doubt',
  },
};

const cases = Object.entries(ANSWERS).flatMap(([status, answers]) =>
  Object.entries(answers).map(([asked, answer]) => [status, asked, answer] as const),
) as [keyof typeof REACHED, Asked, string][];

it.each(cases)('%s, %s: %s', async (status, asked, answer) => {
  const rig = await openRig();
  await REACHED[status](rig);
  const before = rig.charge('F1');
  const given: Accepted | Changed = ASKED[asked](rig);
  expect(given.kind === 'refused' ? given.problem.code : given.kind).toBe(answer);
  if (given.kind !== 'refused') return;
  // A refusal changes nothing, and shows the charge as it stands.
  expect(given.charge).toMatchObject({ status, amount_in_cents: 10_000 });
  expect(rig.charge('F1')).toEqual({ ...before, updated_at: rig.charge('F1').updated_at });
});
