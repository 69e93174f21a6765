import { describe, expect, it } from 'vitest';
import {
  findDoublePayments,
  findDoubleRefunds,
  findForeignSupersedes,
  findOverlaps,
  findRepeatedIds,
  orderOf,
  paymentsByOrder,
} from '../../../../main/recurrente/sandbox/invariants.ts';
import { openCounter } from './counter.ts';

describe('invariant checkers', () => {
  it('find nothing in a good day: two orders one after the other, one of them after a decline', async () => {
    const { charge, sandbox } = openCounter();
    const terminal = sandbox.terminal('trm_1');
    await charge('t-FAC-1-1');
    terminal.decline();
    await charge('t-FAC-1-2');
    terminal.approve();
    await charge('t-FAC-2-1');
    terminal.approve({ tipInCents: 100 });
    expect(findDoublePayments(sandbox.state)).toEqual([]);
    expect(findForeignSupersedes(sandbox.log)).toEqual([]);
    expect(findOverlaps(sandbox.log)).toEqual([]);
    expect(findRepeatedIds(sandbox.state)).toEqual([]);
    expect(findDoubleRefunds(sandbox.state)).toEqual([]);
    expect(
      [...paymentsByOrder(sandbox.state)].map(([order, payments]) => [
        order,
        payments.map((each) => each.amountInCents),
      ]),
    ).toEqual([
      ['t-FAC-1', [12550]],
      ['t-FAC-2', [12650]],
    ]);
  });

  it('catch an order that was paid twice, by two attempts', async () => {
    const { charge, sandbox } = openCounter();
    const terminal = sandbox.terminal('trm_1');
    await charge('t-FAC-1-1');
    terminal.decline();
    await charge('t-FAC-1-2');
    terminal.approve();
    terminal.approveLate();
    expect(findDoublePayments(sandbox.state)).toMatchObject([
      { order: 't-FAC-1', payments: [{ externalId: 't-FAC-1-2' }, { externalId: 't-FAC-1-1' }] },
    ]);
  });

  it('catch an order that was paid twice under one external id', async () => {
    const { charge, sandbox } = openCounter({ behaviour: { afterConsumed: 'newCommand' } });
    for (let turn = 0; turn < 2; turn += 1) {
      await charge('t-FAC-1-1');
      sandbox.terminal('trm_1').approve();
    }
    expect(findDoublePayments(sandbox.state)).toHaveLength(1);
    expect(findRepeatedIds(sandbox.state)).toEqual(['t-FAC-1-1']);
  });

  it('catch a charge that another order superseded, and let one of its own order pass', async () => {
    const { charge, sandbox } = openCounter();
    sandbox.terminal('trm_1').power(false);
    await charge('t-FAC-1-1');
    await charge('t-FAC-1-2');
    expect(findForeignSupersedes(sandbox.log)).toEqual([]);
    await charge('t-FAC-2-1');
    expect(findForeignSupersedes(sandbox.log)).toMatchObject([
      { terminal: 'trm_1', externalId: 't-FAC-1-2', by: 't-FAC-2-1' },
    ]);
  });

  it('catch a second open command on a terminal, pending or dispatched, and tell its own order apart', async () => {
    const { charge, sandbox } = openCounter();
    await charge('t-FAC-1-1');
    await charge('t-FAC-9-1', { terminal_id: 'trm_2' });
    expect(findOverlaps(sandbox.log)).toEqual([]);
    await charge('t-FAC-2-1');
    await charge('t-FAC-2-2');
    expect(findOverlaps(sandbox.log)).toMatchObject([
      { open: 't-FAC-1-1', openStatus: 'dispatched', created: 't-FAC-2-1', sameOrder: false },
      { open: 't-FAC-1-1', openStatus: 'dispatched', created: 't-FAC-2-2', sameOrder: false },
      { open: 't-FAC-2-1', openStatus: 'pending', created: 't-FAC-2-2', sameOrder: true },
    ]);
  });

  it('catch a payment that was refunded twice', async () => {
    const { charge, sandbox, refund, paymentId } = openCounter();
    const { body } = await charge('t-FAC-1-1');
    sandbox.terminal('trm_1').approve();
    const id = paymentId(body.checkout_id);
    await refund(id);
    expect(findDoubleRefunds(sandbox.state)).toEqual([]);
    // The rules allow no second one, so it is put there by hand.
    sandbox.state.refunds.push({ ...sandbox.state.refunds[0], id: 're_2' } as never);
    expect(findDoubleRefunds(sandbox.state)).toEqual([id]);
  });

  it('read the order out of an external id', () => {
    expect(['tienda1-FAC-00123-1', 'a-b-12'].map(orderOf)).toEqual(['tienda1-FAC-00123', 'a-b']);
  });
});
