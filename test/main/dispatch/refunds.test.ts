import { describe, expect, it } from 'vitest';
import type { CheckoutFact } from '../../../main/charge/attempt.ts';
import { createRefunds } from '../../../main/refund/refunds.ts';
import type { RefundDeps } from '../../../main/refund/send.ts';
import { createRefundTable } from '../../../main/store/refunds.ts';
import { openRig } from './open-rig.ts';
import type { Rig } from './rig.ts';

/** Refunds beside the rig's dispatcher, on its store, clock and Recurrente. */
function openRefunds(rig: Rig, more: Partial<RefundDeps> = {}) {
  const table = createRefundTable(rig.store().db);
  const nothing = (): void => undefined;
  const refunds = createRefunds({
    store: rig.store(),
    refunds: table,
    recurrente: rig.recurrente(),
    clock: rig.clock,
    random: () => 0.5,
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    failpoint: nothing,
    connection: { report: (reply) => reply, canSend: () => true },
    ...more,
  });
  return { refunds, table };
}

async function stop(rig: Rig, refunds: ReturnType<typeof createRefunds>): Promise<void> {
  const stopped = refunds.stop();
  await rig.pass(10_000);
  await stopped;
}

describe('a charge that was paid twice', () => {
  /** The bank approves the first, declined try two minutes later, when the second was paid. */
  async function payTwice() {
    const rig = await openRig();
    rig.order('F1');
    await rig.untilShown('F1');
    await rig.pass(3200);
    rig.terminal().decline('Fondos insuficientes', { lateApprovalMs: 120_000 });
    await rig.untilStatus('F1', 'declined', 10_000);
    rig.retry('F1');
    await rig.until('the second is shown', () => rig.terminal().charge()?.externalId === 'tienda-F1-2');
    await rig.pass(3200);
    rig.terminal().approve();
    await rig.untilStatus('F1', 'paid', 30_000);
    return rig;
  }
  const twice = (rig: Rig) => rig.until('the second payment', () => rig.alerts().includes('overpaid_twice'));
  const facts = (rig: Rig) => {
    const { status, payment_intent_id, paid_at, paid_in_cents } = rig.charge('F1');
    return { status, payment_intent_id, paid_at, paid_in_cents };
  };
  const checkoutOf = (rig: Rig, number: number): CheckoutFact | undefined =>
    rig.facts('F1').attempts.find((attempt) => attempt.number === number)?.checkouts[0];

  it('keeps the payment that was made first, whichever attempt it is of', async () => {
    const rig = await payTwice();
    const before = facts(rig);
    await twice(rig);
    expect(facts(rig)).toEqual(before);
  });

  it.each([
    [1, false],
    [2, true],
  ])('is refunded by a refund of its own payment alone (told of attempt %i: %s)', async (number, isOurs) => {
    const rig = await payTwice();
    await twice(rig);
    const { refunds, table } = openRefunds(rig);
    const checkout = checkoutOf(rig, number);
    const refund = {
      id: 're_9',
      status: 'succeeded',
      customer_refunded_amount_in_cents: 10_000,
      currency: 'GTQ',
      created_at: new Date(rig.clock.now()).toISOString(),
    };
    const told = rig.store().transact('told', () =>
      refunds.told({
        about: 'refund',
        paymentIds: [checkout?.paymentIntentId ?? ''],
        checkoutId: checkout?.id,
        refund,
      } as never),
    );
    expect([told, table.get(rig.facts('F1').id)?.state]).toEqual([isOurs, isOurs ? 'succeeded' : undefined]);
  });
});

it('a refund whose answer the disk could not take is put before a person, once the disk takes it, without a restart', async () => {
  const rig = await openRig();
  rig.order('F1');
  await rig.untilShown('F1');
  await rig.pass(3200);
  rig.terminal().approve();
  await rig.untilStatus('F1', 'paid', 30_000);
  const real = rig.store();
  let isFull = false;
  const transact: typeof real.transact = (step, work) => {
    if (isFull && step.startsWith('refund:')) throw new Error('disk full');
    return real.transact(step, work);
  };
  const failpoint = (step: string): void => {
    if (step === 'after:refund-post') isFull = true;
  };
  const { refunds, table } = openRefunds(rig, { store: { ...real, transact }, failpoint });
  const { id } = rig.facts('F1');
  refunds.start();
  refunds.request(id, 'Ana', 'es');
  await rig.until('it was sent', () => isFull, 5000);
  await rig.pass(10_000);
  const during = table.get(id)?.state;
  isFull = false;
  await rig.pass(20_000);
  expect([during, table.get(id)?.state, rig.alerts()]).toEqual(['sending', 'in_doubt', ['refund_in_doubt']]);
  await stop(rig, refunds);
});
