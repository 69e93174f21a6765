import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import type { Evidence } from '../../../main/report/evidence.ts';
import { atTerminal, openShop, until, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  // Recurrente makes a second command for an id that is used up: its documentation leaves this open. The bridge repeats nothing:
  // customers here are quicker than any card.
  shop = await openShop({ queue: { pollMs: 50, minPaymentMs: 0 } }, { behaviour: { afterConsumed: 'newCommand' } });
});
afterEach(() => shop.close());

const proofOf = async (id: string, lang = 'es'): Promise<Evidence> =>
  (await shop.call('GET', `/v1/charges/${id}/evidence?lang=${lang}`)).json() as Evidence;

/** What a request that is carried out after the payment does: a second command of the same id, which the customer pays as well. */
async function payTwice(charge: ChargeView): Promise<void> {
  const [attempt] = charge.attempts;
  const command = { terminal_id: 'trm_1', external_id: attempt?.external_id, amount_in_cents: 12550, currency: 'GTQ' };
  // The terminal lets go of the first one a moment after it was paid.
  await until(
    () => Promise.resolve(shop.sandbox.core.createCommand(command)),
    ({ status }) => status === 201,
  );
  await atTerminal(shop.sandbox, 'trm_1');
  shop.sandbox.terminal('trm_1').approve();
  // The sweep of a start shows it.
  await shop.restart();
  await until(
    () => proofOf(charge.id),
    ({ payments }) => payments.length === 2,
  );
}

test('"once" is said of what was paid once, and a refund is told', async () => {
  const charge = await shop.sell('FAC-1');
  const proof = await proofOf(charge.id);
  expect(proof.verdict).toMatch(/^Pagado una sola vez: Q 125\.50/);
  expect(proof.payments).toEqual([
    {
      checkout_id: charge.attempts[0]?.checkout_id,
      payment_intent_id: charge.payment_intent_id,
      amount_in_cents: 12550,
    },
  ]);
  expect((await proofOf(charge.id, 'en')).verdict).toMatch(/^Paid exactly once: Q 125\.50/);
  await shop.call('POST', `/v1/charges/${charge.id}/refund`, {});
  await until(
    () => proofOf(charge.id),
    ({ verdict }) => verdict.includes('Después se reembolsó completo.'),
  );
});

test('a customer who paid twice is not told "once", neither in JSON nor on the page', async () => {
  const charge = await shop.sell('FAC-1');
  await payTwice(charge);
  const { verdict, payments } = await proofOf(charge.id);
  expect(verdict).toMatch(/^Pagado 2 veces: .* Recurrente muestra 2 pagos: Q 125\.50 \+ Q 125\.50\./);
  expect((await proofOf(charge.id, 'en')).verdict).toMatch(/^Paid 2 times: /);
  const page = await shop.call('GET', `/v1/charges/${charge.id}/evidence`, undefined, { accept: 'text/html' });
  expect(page.text).toContain('<p class="verdict no">Pagado 2 veces');
  expect(page.text).not.toContain('una sola vez');
  for (const { payment_intent_id: id } of payments) expect(page.text).toContain(id);
});

test('what was never sent says so, and an open one what it waits for', async () => {
  const { id, next_step: step } = (
    await shop.call('POST', '/v1/charges', { order_id: 'A', amount: '10.00', terminal: 'caja2' })
  ).json() as ChargeView;
  await atTerminal(shop.sandbox, 'trm_2');
  expect(step).not.toBe('');
  await until(
    () => proofOf(id),
    ({ verdict }) => /^Abierto: se pidieron Q 10\.00\. .* Se envió una vez a Recurrente\.$/.test(verdict),
  );
  const waiting = (
    await shop.call('POST', '/v1/charges', { order_id: 'B', amount: '10.00', terminal: 'caja2' })
  ).json() as ChargeView;
  await shop.call('POST', `/v1/charges/${waiting.id}/cancel`);
  expect((await proofOf(waiting.id)).verdict).toMatch(
    /^No pagado: se pidieron Q 10\.00\. Se canceló .* Nunca se envió a Recurrente\.$/,
  );
});
