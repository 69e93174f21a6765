import { describe, expect, it } from 'vitest';
import { loseDisk, openRig } from './open-rig.ts';
import type { Rig } from './rig.ts';

const DAY = 24 * 3_600_000;
/** While a command of an earlier life is younger than this, somebody may be paying it. */
const HELD_MS = 10 * 60_000;

async function payOnTerminal(rig: Rig, order: string, index = 1): Promise<void> {
  await rig.untilShown(order, index);
  rig.terminal(index).approve();
  await rig.untilStatus(order, 'paid', 30_000);
  await rig.pass(20_000);
}

/** A customer pays what an earlier life left on the terminal, which no look has shown yet: a person is asked, and nothing is sent on top. */
async function payEarlierLife(rig: Rig, code: string): Promise<void> {
  await rig.pass(3200);
  rig.terminal().approve();
  await rig.untilStatus('F1', 'in_doubt', 30_000);
  expect(rig.charge('F1').failure?.code).toBe(code);
  await rig.pass(60_000);
  expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
}

describe('the number was used before (ERPs reuse numbers)', () => {
  it.each([
    ['unpaid', async (rig: Rig) => rig.terminal().cancel()],
    ['declined', async (rig: Rig) => rig.terminal().decline()],
  ])('older and %s: the next number is taken by itself', async (_name, end) => {
    const before = await openRig();
    before.order('F1');
    await before.untilStatus('F1', 'dispatched');
    await end(before);
    await before.pass(11 * 60_000);
    const rig = await loseDisk(before);
    rig.order('F1');
    await payOnTerminal(rig, 'F1');
    expect(rig.charge('F1').attempts.map(({ external_id, status }) => `${external_id} ${status}`)).toEqual([
      'tienda-F1-1 not_ours',
      'tienda-F1-2 consumed',
    ]);
    expect(rig.payments('F1')).toBe(1);
    expect(rig.alerts()).toEqual(['number_reused']);
  });

  it.each([
    ['of another amount', 25_000, 0],
    ['of another day', 10_000, DAY + 60_000],
  ])('older, paid and %s: the next number is taken by itself', async (_name, amountInCents, laterMs) => {
    const before = await openRig();
    before.order('F1');
    await payOnTerminal(before, 'F1');
    await before.clock.suspend(laterMs);
    const rig = await loseDisk(before);
    rig.order('F1', { amount_in_cents: amountInCents });
    await payOnTerminal(rig, 'F1');
    expect(rig.charge('F1')).toMatchObject({ paid: true, paid_in_cents: amountInCents });
    expect(rig.charge('F1').attempts[0]?.status).toBe('not_ours');
  });

  it.each([409, 200] as const)(
    'an id that is older than the list shows is told by the refusal (%i)',
    async (conflictStatus) => {
      const before = await openRig({ behaviour: { conflictStatus, afterConsumed: 'reject422' } });
      before.order('F1');
      await payOnTerminal(before, 'F1');
      await before.clock.suspend(3 * DAY);
      await before.pass(30_000);
      const rig = await loseDisk(before);
      rig.order('F1');
      await payOnTerminal(rig, 'F1');
      expect(rig.charge('F1').attempts.map(({ status }) => status)).toEqual(['not_ours', 'consumed']);
    },
  );

  it.each([
    [422, { errors: { external_id: ['solo admite letras y números'] } }, 'solo admite letras y números'],
    [409, { message: 'La terminal tiene otro cobro en curso' }, 'La terminal tiene otro cobro en curso'],
  ] as const)(
    'numbers that are refused one after the other (%i), and nobody has: refused, with the reason, and the lane goes on',
    async (status, body, reason) => {
      let refused = 0;
      const rig = await openRig({
        route: (onward) => async (input, init) => {
          if (init?.method !== 'POST') return onward(input, init);
          const asked = await new Response(init.body).text();
          if (!asked.includes('-F1-')) return onward(input, { ...init, body: asked });
          refused += 1;
          const headers = { 'content-type': 'application/json' };
          return new Response(JSON.stringify(body), { status, headers });
        },
      });
      rig.order('F1');
      rig.order('F2');
      await rig.untilStatus('F1', 'failed', 120_000);
      expect(rig.charge('F1').failure).toEqual({ code: 'rejected', message: reason });
      expect(refused).toBeLessThan(20);
      await rig.untilShown('F2');
    },
  );
});

describe('the disk died and the ERP asks again for the same order', () => {
  it('already paid: nobody is charged again; same_sale adopts the payment', async () => {
    const before = await openRig();
    before.order('F1');
    await payOnTerminal(before, 'F1');
    const rig = await loseDisk(before);
    rig.order('F1');
    await rig.untilStatus('F1', 'in_doubt', 30_000);
    expect(rig.charge('F1').failure?.code).toBe('already_paid');
    expect(rig.charge('F1').paid).toBe(false);
    await rig.pass(60_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
    expect(rig.resolve('F1', 'same_sale').kind).toBe('ok');
    expect(rig.charge('F1')).toMatchObject({ status: 'paid', paid_in_cents: 10_000 });
    expect(rig.payments('F1')).toBe(1);
  });

  it('already paid, and it is another sale: new_sale goes out under the next number', async () => {
    const before = await openRig();
    before.order('F1');
    await payOnTerminal(before, 'F1');
    const rig = await loseDisk(before);
    rig.order('F1');
    await rig.untilStatus('F1', 'in_doubt', 30_000);
    expect(rig.resolve('F1', 'new_sale').kind).toBe('ok');
    await payOnTerminal(rig, 'F1');
    expect(rig.payments('F1')).toBe(2);
    expect(rig.charge('F1').attempts.map(({ status }) => status)).toEqual(['not_ours', 'consumed']);
  });

  it.each(['existing', 'newCommand', 'reject422'] as const)(
    'already paid under the second number, and Recurrente may make new commands (%s): nothing is sent, a person is asked',
    async (afterConsumed) => {
      const before = await openRig({ behaviour: { afterConsumed } });
      before.order('F1');
      await before.untilStatus('F1', 'dispatched');
      before.terminal().decline();
      await before.untilStatus('F1', 'declined', 10_000);
      before.retry('F1');
      await before.untilStatus('F1', 'dispatched');
      await payOnTerminal(before, 'F1');
      const posts = before.posts();
      const rig = await loseDisk(before);
      rig.order('F1');
      await rig.untilStatus('F1', 'in_doubt', 30_000);
      await rig.pass(60_000);
      expect(rig.posts()).toBe(posts);
      expect(rig.charge('F1').failure?.code).toBe('already_paid');
      rig.resolve('F1', 'same_sale');
      expect(rig.charge('F1')).toMatchObject({ status: 'paid', paid_in_cents: 10_000 });
      expect(rig.payments('F1')).toBe(1);
    },
  );

  /** Someone pays, under this id, what no charge of the ledger knows of. */
  async function payUnrecorded(rig: Rig, externalId: string, amountInCents: number, index: number): Promise<void> {
    const command = {
      terminal_id: `trm_${index}`,
      external_id: externalId,
      amount_in_cents: amountInCents,
      currency: 'GTQ',
    };
    expect(rig.sandbox.core.createCommand(command)).toMatchObject({ status: 201 });
    await rig.until('shown', () => rig.terminal(index).charge()?.externalId === externalId, 10_000);
    rig.terminal(index).approve();
    await rig.clock.settle();
  }

  it('paid under the number that a replaced amount would take: the person is asked, and nothing is sent on top', async () => {
    const rig = await openRig({ behaviour: { afterConsumed: 'newCommand' } });
    rig.terminal().standby(false);
    rig.order('F1');
    await rig.untilStatus('F1', 'pending');
    await payUnrecorded(rig, 'tienda-F1-2', 20_000, 2);
    await rig.until('swept', () => rig.alerts().includes('orphan_payment'), 1_200_000);
    expect(rig.order('F1', { amount_in_cents: 20_000, replace: true }).kind).toBe('replaced');
    await rig.untilStatus('F1', 'in_doubt', 30_000);
    expect(rig.charge('F1').failure?.code).toBe('already_paid');
    await rig.pass(60_000);
    expect(rig.commands()).toEqual(['tienda-F1-1 pending', 'tienda-F1-2 consumed']);
    expect(rig.payments('F1')).toBe(1);
  });

  it('a restored ledger knows only an earlier send, unanswered: it is not repeated on top of the payment that followed', async () => {
    const rig = await openRig();
    rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'before' });
    rig.order('F1');
    await rig.untilStatus('F1', 'sending');
    await payUnrecorded(rig, 'tienda-F1-2', 10_000, 1);
    await rig.restart();
    await rig.untilStatus('F1', 'in_doubt', 300_000);
    expect(rig.charge('F1').failure?.code).toBe('already_paid');
    expect(rig.commands()).toEqual(['tienda-F1-2 consumed']);
    rig.resolve('F1', 'same_sale');
    expect(rig.charge('F1')).toMatchObject({ status: 'paid', paid_in_cents: 10_000 });
  });

  it('new_sale goes out although the terminal was released meanwhile', async () => {
    const before = await openRig();
    before.order('F1');
    await payOnTerminal(before, 'F1');
    const rig = await loseDisk(before);
    rig.order('F1');
    await rig.untilStatus('F1', 'in_doubt', 30_000);
    expect(rig.release()).toBeUndefined();
    expect(rig.resolve('F1', 'new_sale').kind).toBe('ok');
    await payOnTerminal(rig, 'F1');
  });

  it.each([
    ['declined just now, and approved by the bank after all: the payment is put before a person', 5000, 'in_doubt'],
    ['control: declined for good, the order goes on under the next number', undefined, 'dispatched'],
  ] as const)('still on the terminal, %s', async (_name, lateApprovalMs, status) => {
    const before = await openRig();
    before.order('F1');
    await before.untilShown('F1');
    const rig = await loseDisk(before);
    rig.order('F1');
    await rig.pass(1000);
    rig.terminal().decline('Fondos insuficientes', lateApprovalMs === undefined ? {} : { lateApprovalMs });
    await rig.until('gone on', () => rig.facts('F1').attempts.length === 2 || rig.payments('F1') === 1, 60_000);
    await rig.untilStatus('F1', status, 10_000);
    await rig.pass(60_000);
    expect(rig.commands().filter((line) => line.startsWith('tienda-F1-2'))).toHaveLength(lateApprovalMs ? 0 : 1);
    if (lateApprovalMs) {
      rig.resolve('F1', 'same_sale');
      expect(rig.charge('F1')).toMatchObject({ status: 'paid', paid_in_cents: 10_000 });
    }
    expect(rig.payments('F1')).toBe(lateApprovalMs ? 1 : 0);
  });

  it('still pending: the new command takes its place and one payment is made', async () => {
    const before = await openRig();
    before.terminal().standby(false);
    before.order('F1');
    await before.untilStatus('F1', 'pending');
    await before.pass(20_000);
    const rig = await loseDisk(before);
    rig.order('F1');
    await rig.until('next number', () => rig.commands().includes('tienda-F1-2 pending'), HELD_MS);
    expect(rig.commands()[0]).toBe('tienda-F1-1 superseded');
    rig.terminal().standby(true);
    await payOnTerminal(rig, 'F1');
    expect(rig.payments('F1')).toBe(1);
  });

  it('on the terminal: nothing is sent on top of it; once paid, a person says same_sale', async () => {
    const before = await openRig();
    before.order('F1');
    await before.untilStatus('F1', 'dispatched');
    await before.pass(11 * 60_000);
    const rig = await loseDisk(before);
    rig.order('F1');
    await rig.pass(20_000);
    expect(rig.charge('F1').status).toBe('sending');
    expect(rig.commands()).toEqual(['tienda-F1-1 dispatched']);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'in_doubt', 30_000);
    expect(rig.charge('F1').failure?.code).toBe('already_paid');
    rig.resolve('F1', 'same_sale');
    expect(rig.charge('F1').status).toBe('paid');
    expect(rig.payments('F1')).toBe(1);
  });

  it('on the terminal just now: nothing is sent while somebody may be paying it, whatever a late read shows', async () => {
    const before = await openRig({ behaviour: { afterConsumed: 'newCommand' } });
    before.order('F1');
    await before.untilStatus('F1', 'dispatched');
    const rig = await loseDisk(before);
    rig.sandbox.setBehaviour({ readLagMs: 3000 });
    rig.order('F1');
    // Before the first look at it, which does not show it yet.
    await payEarlierLife(rig, 'already_paid');
    expect(rig.payments('F1')).toBe(1);
  });

  it('paid there for its old amount after the order came with a new one: a person is asked, and nothing is sent on top', async () => {
    const before = await openRig();
    before.order('F1');
    await before.untilStatus('F1', 'dispatched');
    const rig = await loseDisk(before);
    // So late that the look before the send shows it unpaid still.
    rig.sandbox.setBehaviour({ readLagMs: 3000 });
    rig.order('F1', { amount_in_cents: 20_000 });
    await payEarlierLife(rig, 'paid_less');
  });

  it('met by the send itself and still pending, for its old amount: it may come to the screen, so nothing is sent on top', async () => {
    const before = await openRig({ behaviour: { dispatchMs: 2500 } });
    before.order('F1');
    await before.untilStatus('F1', 'pending');
    // No list shows the command yet; the send meets it, and by the time its checkout can be read the terminal shows it.
    before.sandbox.setBehaviour({ readLagMs: 3000 });
    const rig = await loseDisk(before);
    rig.order('F1', { amount_in_cents: 20_000 });
    await rig.untilShown('F1');
    await payEarlierLife(rig, 'paid_less');
  });

  it('on the terminal and nobody pays: in doubt as a number in use, which only "not paid" ends', async () => {
    const before = await openRig();
    before.order('F1');
    await before.untilStatus('F1', 'dispatched');
    await before.pass(20_000);
    const rig = await loseDisk(before);
    rig.order('F1');
    await rig.untilStatus('F1', 'in_doubt', HELD_MS + 400_000);
    expect(rig.charge('F1').failure?.code).toBe('number_in_use');
    expect(rig.resolve('F1', 'same_sale')).toMatchObject({ kind: 'refused', problem: { code: 'outcome_not_offered' } });
    expect(rig.resolve('F1', 'new_sale')).toMatchObject({ kind: 'refused', problem: { code: 'outcome_not_offered' } });
    expect(rig.resolve('F1', 'not_paid').kind).toBe('ok');
    expect(rig.charge('F1').status).toBe('failed');
  });

  it('taken by the terminal at that very moment: its payment is seen and told before a second one can be made silently', async () => {
    const before = await openRig();
    before.terminal().standby(false);
    before.order('F1');
    await before.untilStatus('F1', 'pending');
    await before.pass(20_000);
    const rig = await loseDisk(before);
    rig.order('F1');
    // Between Recurrente's answer about the old command and the new send, the terminal takes the old one.
    await rig.until('seen', () => rig.facts('F1').attempts[0]?.commands.length === 1, HELD_MS);
    if (!rig.commands().includes('tienda-F1-2 pending')) rig.terminal().standby(true);
    await rig.until('next number', () => rig.sandbox.state.commands.length === 2);
    rig.terminal().standby(true);
    await rig.clock.settle();
    rig.terminal().approve();
    await rig.until('told', () => rig.charge('F1').final || rig.charge('F1').status === 'in_doubt', 30_000);
    expect(rig.payments('F1')).toBe(1);
  });
});

describe('last year’s number for a new sale', () => {
  const PAID_AT = 'paid_at 2026-11-22 → 2026-12-23';

  it('a paid order that is asked for again after 31 days is another sale: a conflict, never "paid" and never charged', async () => {
    const rig = await openRig();
    rig.order('F1');
    await payOnTerminal(rig, 'F1');
    await rig.clock.suspend(31 * DAY);
    expect(rig.order('F1')).toMatchObject({
      kind: 'refused',
      problem: { code: 'order_conflict', params: { differences: PAID_AT } },
    });
    expect(rig.order('F1', { amount_in_cents: 20_000, replace: true })).toMatchObject({
      kind: 'refused',
      problem: { code: 'already_paid' },
    });
    await rig.pass(60_000);
    expect(rig.commands()).toHaveLength(1);
  });

  it('control: within 30 days it is the same sale, and so is one that was never paid', async () => {
    const rig = await openRig();
    rig.order('F1');
    await payOnTerminal(rig, 'F1');
    rig.order('F2');
    expect(rig.cancel('F2').kind).toBe('ok');
    await rig.clock.suspend(29 * DAY);
    expect(rig.order('F1')).toMatchObject({ kind: 'existing', charge: { paid: true } });
    await rig.clock.suspend(40 * DAY);
    expect(rig.order('F2')).toMatchObject({ kind: 'existing', charge: { paid: false } });
  });

  it('unless the shop wants numbers to stand for ever', async () => {
    const rig = await openRig({ queue: { sameOrderDays: 0 } });
    rig.order('F1');
    await payOnTerminal(rig, 'F1');
    await rig.clock.suspend(400 * DAY);
    expect(rig.order('F1')).toMatchObject({ kind: 'existing', charge: { paid: true } });
  });
});

it.each(['error', 'html'] as const)(
  'a list that never comes (%s) does not close a new shop: orders wait a dozen tries for it and no longer',
  async (kind) => {
    const rig = await openRig({
      route: (onward) => (input, init) =>
        (input instanceof URL ? input.href : '').includes('/api/checkouts?')
          ? Promise.resolve(new Response(kind, { status: kind === 'error' ? 500 : 200 }))
          : onward(input, init),
    });
    rig.order('F1');
    await rig.pass(5000);
    expect(rig.posts()).toBe(0);
    expect(rig.alerts()).toEqual([]);
    await payOnTerminal(rig, 'F1');
    expect(rig.alerts()).toEqual(['not_compared']);
  },
);

it('control: a number that is really new is sent once, without an alarm', async () => {
  const rig = await openRig();
  rig.order('F2');
  await payOnTerminal(rig, 'F2');
  expect(rig.alerts()).toEqual([]);
  expect(rig.posts('tienda-F2-2')).toBe(0);
});
