import { describe, expect, it } from 'vitest';
import { createRecurrente } from '../../../../main/recurrente/client.ts';
import type { Behaviour } from '../../../../main/recurrente/sandbox/sandbox.ts';
import { openCounter } from './counter.ts';

/** The bridge's own client must read the same facts out of every variant. */
describe.each<Partial<Behaviour>>([
  {},
  { shapes: 'captured' },
  { listShape: 'data' },
  { errorShape: 'error' },
  { errorShape: 'text' },
  { shapes: 'captured', listShape: 'data', clockSkewMs: 120_000 },
])('the bridge’s client against %j', (behaviour) => {
  function open() {
    const { sandbox, clock } = openCounter({ behaviour });
    const client = createRecurrente({
      fetch: sandbox.fetch,
      baseUrl: () => sandbox.url,
      secretKey: () => 'sk_test_puente_sandbox',
      timeoutMs: () => 5000,
      clock,
    });
    const send = (externalId: string, amountInCents = 12550) =>
      client.createCommand({ externalId, terminalId: 'trm_1', amountInCents, currency: 'GTQ', installments: null });
    return { sandbox, clock, client, send };
  }

  it('reads a paid charge with its tip, card, authorization and refundable payment', async () => {
    const { sandbox, client, send } = open();
    const sent = await send('t-1-1');
    if (sent.kind !== 'ok') throw new Error(sent.kind);
    expect(sent.value).toMatchObject({ created: true, command: { status: 'pending', amountInCents: 12550 } });
    sandbox.terminal('trm_1').approve({ tipInCents: 450 });
    const read = await client.getCheckout(sent.value.command.checkoutId ?? '');
    if (read.kind !== 'ok') throw new Error(read.kind);
    const [intent] = sandbox.state.intents;
    expect(read.value).toMatchObject({
      externalId: 't-1-1',
      reading: {
        status: 'paid',
        totalInCents: 13000,
        paymentIntentId: intent?.id,
        authCode: intent?.authCode,
        card: intent?.card,
      },
    });
    const refund = await client.createRefund(read.value.reading.paymentIntentId ?? '');
    expect(refund).toMatchObject({ kind: 'ok', value: { customer_refunded_amount_in_cents: 13000 } });
  });

  it('reads a decline with its reason, never as paid', async () => {
    const { sandbox, client, send } = open();
    const sent = await send('t-1-1');
    sandbox.terminal('trm_1').decline('Tarjeta vencida');
    const read = await client.getCheckout((sent.kind === 'ok' && sent.value.command.checkoutId) || '');
    expect(read).toMatchObject({
      kind: 'ok',
      value: { reading: { status: 'unpaid', declineReason: 'Tarjeta vencida', paymentIntentId: null } },
    });
  });

  it('finds a charge in the list by its id, on Recurrente’s clock', async () => {
    const { client, send } = open();
    for (const id of ['t-1-1', 't-2-1']) await send(id);
    const now = client.serverNow();
    const list = await client.listCheckouts(now - 5000, now + 5000, 1);
    expect(list).toMatchObject({
      kind: 'ok',
      value: { unreadable: [], checkouts: [{ externalId: 't-2-1' }, { externalId: 't-1-1' }] },
    });
    expect(await client.listCheckouts(now - 60_000, now - 30_000, 1)).toMatchObject({ value: { checkouts: [] } });
  });

  it('understands a refusal and a taken id', async () => {
    const { sandbox, send } = open();
    expect(await send('t-1-1', 1)).toMatchObject({
      kind: 'rejected',
      failure: { message: expect.stringContaining('Q 5.00') },
    });
    sandbox.setBehaviour({ afterConsumed: 'reject422' });
    await send('t-2-1');
    sandbox.terminal('trm_1').approve();
    expect((await send('t-2-1')).kind).toBe('id_taken');
  });
});
