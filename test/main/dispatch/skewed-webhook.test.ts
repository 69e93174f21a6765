import { expect, it } from 'vitest';
import { learn } from '../../../main/dispatch/learn.ts';
import { createTake } from '../../../main/intake/webhooks/take.ts';
import { createWebhookMessages } from '../../../main/store/webhook-messages.ts';
import { openRig } from './open-rig.ts';

it.each([0, 60_000, -60_000])(
  'a decline told by webhook is one witness, with Recurrente’s clock %i ms ahead of this PC’s',
  async (clockSkewMs) => {
    const rig = await openRig({ behaviour: { clockSkewMs } });
    const recurrente = rig.recurrente();
    const nothing = (): void => undefined;
    const take = createTake({
      store: rig.store(),
      messages: createWebhookMessages(rig.store().db),
      clock: rig.clock,
      serverNow: recurrente.serverNow,
      learn: (evidence) => learn(rig.store(), evidence, rig.clock.now()),
      readCheckout: (id) => recurrente.getCheckout(id),
      onSuccess: nothing,
      onTaken: nothing,
      tellRefund: () => false,
    });
    rig.order('F1');
    await rig.untilShown('F1');
    await rig.pass(3200);
    rig.terminal().decline('Fondos insuficientes', { lateApprovalMs: 4500 });
    await rig.pass(50);
    const intent = rig.sandbox.state.intents.at(-1);
    const message = {
      event_type: 'payment_intent.failed',
      id: intent?.id,
      amount_in_cents: 10_000,
      currency: 'GTQ',
      created_at: new Date(intent?.createdAtMs ?? 0).toISOString(),
      failure_reason: 'Fondos insuficientes',
      checkout: { id: intent?.checkoutId, status: 'unpaid', metadata: { external_id: 'tienda-F1-1' } },
    };
    await take('msg_1', JSON.stringify(message));
    // By one clock the message and a read are a moment apart; by two they were a minute, and so two witnesses.
    expect(rig.charge('F1').status).toBe('dispatched');
    await rig.untilStatus('F1', 'declined', 10_000);
    rig.retry('F1');
    const shownAgain = (): boolean => rig.terminal().charge()?.externalId === 'tienda-F1-2';
    await rig.until('paid, or asked again', () => rig.charge('F1').paid || shownAgain(), 20_000);
    await rig.pass(3200);
    if (rig.terminal().charge()) rig.terminal().approve();
    await rig.pass(20_000);
    expect(rig.payments('F1')).toBe(1);
  },
);
