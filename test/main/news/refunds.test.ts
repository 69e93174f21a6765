import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RefundView } from '../../../main/contract/charge.ts';
import { findDoubleRefunds } from '../../../main/recurrente/sandbox/invariants.ts';
import type { FaultInput } from '../../../main/recurrente/sandbox/faults.ts';
import { openShop, until, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(async () => {
  expect(findDoubleRefunds(shop.sandbox.state)).toEqual([]);
  await shop.close();
});

const ask = (id: string, body: object = {}) => shop.call('POST', `/v1/charges/${id}/refund`, body);
const refundOf = async (id: string): Promise<RefundView | null> => (await shop.charge(id)).refund;
const inStatus = (id: string, ...wanted: RefundView['status'][]) =>
  until(
    () => refundOf(id),
    (refund) => refund !== null && wanted.includes(refund.status),
  );
const posts = (): number =>
  shop.sandbox.log.filter((line) => line.kind === 'request' && line.route === 'create_refund').length;

describe('a refund', () => {
  test('is stored, made once, told in the charge, and counted in the day', async () => {
    const charge = await shop.sell('FAC-1');
    const answer = await ask(charge.id, { name: 'Ana' });
    expect(answer.status).toBe(202);
    expect(answer.json().refund).toMatchObject({ status: 'requested', amount_in_cents: 12550 });
    const refund = await inStatus(charge.id, 'succeeded');
    expect(refund).toMatchObject({ id: expect.stringMatching(/^re_/), failure: null });
    expect(shop.sandbox.state.refunds).toHaveLength(1);
    const again = await ask(charge.id);
    expect([again.status, again.json().code]).toEqual([409, 'not_refundable']);
    expect(again.json().detail).toBe('Este cobro ya se reembolsó.');
    expect(posts()).toBe(1);
    expect((await shop.charge(charge.id)).status).toBe('paid');
    const kinds = (await shop.journal(charge.id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('refund_'))).toEqual([
      'refund_requested',
      'refund_send_started',
      'refund_reading',
    ]);
  });

  test('that takes its time is followed to its end', async () => {
    shop.sandbox.setBehaviour({ refundMs: 1000 });
    const charge = await shop.sell('FAC-1');
    await ask(charge.id);
    await inStatus(charge.id, 'pending');
    expect((await ask(charge.id)).status).toBe(202);
    await inStatus(charge.id, 'succeeded');
    expect(posts()).toBe(1);
  });

  test('is refused with its reason: unpaid, in instalments, too old, balance', async () => {
    const { id } = (
      await shop.call('POST', '/v1/charges', { order_id: 'A', amount: '10.00', terminal: 'caja2' })
    ).json();
    const unpaid = await ask(id);
    expect([unpaid.status, unpaid.json().detail]).toEqual([409, expect.stringContaining('Solo se reembolsa')]);
    const parts = await shop.sell('B', { installments: 3 });
    expect((await ask(parts.id)).json().detail).toContain('cuotas');
    const english = await shop.call('POST', `/v1/charges/${parts.id}/refund`, {}, { 'accept-language': 'en' });
    expect(english.json().detail).toContain('instalments');
    const poor = await shop.sell('C');
    shop.sandbox.setBehaviour({ paidOutInCents: { GTQ: 10_000_000, USD: 0 } });
    expect((await ask(poor.id)).status).toBe(202);
    const refund = await inStatus(poor.id, 'failed');
    expect(refund?.failure).toMatchObject({ code: 'refund_balance', message: expect.stringContaining('El saldo') });
    // When the balance is there, a new request is a new refund.
    shop.sandbox.setBehaviour({ paidOutInCents: { GTQ: 0, USD: 0 } });
    expect((await ask(poor.id)).json().refund).toMatchObject({ status: 'requested', failure: null });
    await inStatus(poor.id, 'succeeded');
    expect((await ask('nobody')).status).toBe(404);
  });

  test('whose answer is lost is in doubt and never sent again, however it was lost', async () => {
    const lost: readonly FaultInput[] = [
      { kind: 'drop', when: 'before' },
      { kind: 'drop', when: 'after' },
      { kind: 'error', when: 'before', status: 503 },
      { kind: 'error', when: 'after', status: 500 },
      { kind: 'html', when: 'after', status: 200 },
      { kind: 'half_answer' },
      { kind: 'hang', when: 'after' },
      { kind: 'late', ms: 300 },
    ];
    const ids: string[] = [];
    for (const [index, fault] of lost.entries()) {
      const charge = await shop.sell(`FAC-${index}`);
      shop.sandbox.faults.next('create_refund', fault);
      await ask(charge.id);
      const refund = await inStatus(charge.id, 'in_doubt');
      expect(refund?.failure?.message, JSON.stringify(fault)).toContain('no lo repita');
      ids.push(charge.id);
    }
    await shop.restart();
    // Asked again they stay as they are: neither the caller nor a restart sends a second one.
    for (const id of ids) expect((await ask(id)).json().refund.status).toBe('in_doubt');
    const { alerts } = (await shop.call('GET', '/v1/status')).json();
    expect(alerts.filter(({ code }: { code: string }) => code === 'refund_in_doubt')).toHaveLength(lost.length);
    expect(posts()).toBe(lost.length);
  });

  test('that surely never left is sent again by itself', async () => {
    const charge = await shop.sell('FAC-1');
    shop.sandbox.faults.next('create_refund', { kind: 'rate_limit', retryAfterSeconds: 0 });
    await ask(charge.id);
    await inStatus(charge.id, 'succeeded');
    expect(posts()).toBe(2);
    expect(shop.sandbox.state.refunds).toHaveLength(1);
    const offline = await shop.sell('FAC-2');
    shop.sandbox.faults.setNetwork('refuse');
    await ask(offline.id);
    await until(
      async () => (await shop.call('GET', '/v1/status')).json().connection,
      (line) => line === 'offline',
    );
    expect((await refundOf(offline.id))?.status).toMatch(/requested|sending/);
    shop.sandbox.faults.setNetwork('up');
    await inStatus(offline.id, 'succeeded');
    expect(shop.sandbox.state.refunds).toHaveLength(2);
  });
});

describe('a refund in doubt', () => {
  const doubt = async (fault: FaultInput, orderId = 'FAC-1'): Promise<string> => {
    const charge = await shop.sell(orderId);
    shop.sandbox.faults.next('create_refund', fault);
    await ask(charge.id);
    await inStatus(charge.id, 'in_doubt');
    return charge.id;
  };
  const tell = (id: string, body: object) => shop.call('POST', `/v1/charges/${id}/refund/resolve`, body);

  test('is adopted from Recurrente by its id, and by no other', async () => {
    const other = await shop.sell('FAC-0');
    await ask(other.id);
    const { id: otherRefund } = (await inStatus(other.id, 'succeeded')) ?? {};
    const id = await doubt({ kind: 'drop', when: 'after' });
    const made = shop.sandbox.state.refunds.at(-1)?.id ?? '';
    const wrong = [otherRefund, 're_nothing'].map((refund_id) =>
      tell(id, { outcome: 'refunded', refund_id, note: 'x' }),
    );
    for (const answer of await Promise.all(wrong))
      expect([answer.status, answer.json().code]).toEqual([409, 'refund_not_matching']);
    expect((await tell(id, { outcome: 'refunded', note: 'x' })).json().errors).toMatchObject([{ path: 'refund_id' }]);
    const right = await tell(id, { outcome: 'refunded', refund_id: made, note: 'Lo vi en el panel.', name: 'Ana' });
    expect([right.status, right.json().refund.status]).toEqual([200, 'succeeded']);
    expect((await shop.call('GET', '/v1/status')).json().alerts).toEqual([]);
    expect(posts()).toBe(2);
    expect((await tell(id, { outcome: 'not_refunded', note: 'x' })).json().code).toBe('refund_not_in_doubt');
  });

  test('is not given up while its request may still arrive', async () => {
    const id = await doubt({ kind: 'drop', when: 'before' });
    const early = await tell(id, { outcome: 'not_refunded', note: 'No aparece.' });
    expect([early.status, early.json().code]).toEqual([409, 'refund_too_fresh']);
  });
});
