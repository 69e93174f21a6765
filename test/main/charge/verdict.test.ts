import { describe, expect, it } from 'vitest';
import type { Charge } from '../../../main/charge/charge.ts';
import type { Evidence } from '../../../main/charge/evidence.ts';
import { countPayments, nextAttemptNumber } from '../../../main/charge/derive.ts';
import { settle } from '../../../main/charge/settle.ts';
import { ABSENT_AFTER_MS, CONSUMED_GRACE_MS, DECLINE_CONFIRM_MS } from '../../../main/charge/verdict.ts';
import { checkout, command, sentCharge, T0 } from './charges.ts';

const after = (...news: Evidence[]): Charge => news.reduce(settle, sentCharge());
const codeOf = (charge: Charge): string | null => ('failure' in charge ? charge.failure.code : null);
const declined = (atMs: number): Evidence =>
  checkout('unpaid', atMs, { latestIntentId: 'pa_7', declineReason: 'Fondos insuficientes' });

describe('what the facts of an attempt mean', () => {
  it('follows the command from pending to the terminal', () => {
    expect(sentCharge().status).toBe('sending');
    expect(after(command('pending', T0 + 100)).status).toBe('pending');
    expect(after(command('pending', T0 + 100), command('dispatched', T0 + 900)).status).toBe('dispatched');
    expect(after(command('pending', T0 + 100), checkout('payment_in_progress', T0 + 900)).status).toBe('dispatched');
  });

  it('takes paid, the tip on top and the card from the checkout', () => {
    const charge = after(command('pending', T0 + 100), checkout('paid', T0 + 9000, { totalInCents: 13_805 }));
    expect(charge).toMatchObject({
      status: 'paid',
      payment: { paidInCents: 13_805, tipInCents: 1255, checkout: { card: { last4: '4242' }, authCode: '123456' } },
    });
  });

  it('does not call consumed paid', () => {
    expect(after(command('consumed', T0 + 100)).status).toBe('dispatched');
  });

  it('puts a payment of less than the amount, or in another currency, before a person', () => {
    expect(codeOf(after(command('pending', T0 + 1), checkout('paid', T0 + 9, { totalInCents: 12_549 })))).toBe(
      'paid_less',
    );
    expect(after(command('pending', T0 + 1), checkout('paid', T0 + 9, { currency: 'USD' })).status).toBe('in_doubt');
  });

  it('calls a decline only when it was seen twice, apart, and keeps the reason', () => {
    expect(after(command('dispatched', T0 + 100), declined(T0 + 5000)).status).toBe('dispatched');
    const charge = after(
      command('dispatched', T0 + 100),
      declined(T0 + 5000),
      declined(T0 + 5000 + DECLINE_CONFIRM_MS),
    );
    expect(charge).toMatchObject({
      status: 'declined',
      failure: { code: 'declined', message: 'Fondos insuficientes' },
    });
  });

  it('lets a late payment win over a decline and over a person’s word', () => {
    const paid = checkout('paid', T0 + 60_000);
    expect(after(command('dispatched', T0), declined(T0 + 5000), declined(T0 + 7000), paid).status).toBe('paid');
    const word: Evidence = {
      kind: 'word',
      externalId: 't-FAC-1-1',
      atMs: T0 + 50_000,
      word: { outcome: 'not_paid', note: 'x', name: 'Ana' },
    };
    expect(after(word).status).toBe('failed');
    expect(after(word, command('pending', T0 + 1), paid).status).toBe('paid');
  });

  it('believes superseded and failed only with a later look at the checkout', () => {
    for (const [status, code] of [
      ['superseded', 'superseded'],
      ['failed', 'command_failed'],
    ] as const) {
      expect(after(command('pending', T0 + 1), checkout('unpaid', T0 + 500), command(status, T0 + 1000)).status).toBe(
        'pending',
      );
      expect(codeOf(after(command('pending', T0 + 1), command(status, T0 + 1000), checkout('unpaid', T0 + 1500)))).toBe(
        code,
      );
    }
  });

  it('takes a consumed command with an untouched checkout for cancelled on the terminal, after a while', () => {
    const consumed = command('consumed', T0 + 1000);
    expect(after(consumed, checkout('unpaid', T0 + 2000)).status).toBe('dispatched');
    expect(codeOf(after(consumed, checkout('unpaid', T0 + 1000 + CONSUMED_GRACE_MS)))).toBe('cancelled_on_terminal');
  });

  it('is in doubt when patience runs out, until something decisive is learnt', () => {
    const patience: Evidence = {
      kind: 'patience_over',
      externalId: 't-FAC-1-1',
      atMs: T0 + 180_000,
      code: 'no_answer',
    };
    expect(codeOf(after(patience))).toBe('no_answer');
    expect(after(patience, command('pending', T0 + 1), checkout('paid', T0 + 200_000)).status).toBe('paid');
  });

  it('puts a send that is proven absent back into the queue, under its own number', () => {
    const absent = (atMs: number): Evidence => ({ kind: 'absent', externalId: 't-FAC-1-1', atMs });
    expect(after(absent(T0 + ABSENT_AFTER_MS - 1)).status).toBe('sending');
    const back = after(absent(T0 + ABSENT_AFTER_MS));
    expect(back.status).toBe('queued');
    expect(nextAttemptNumber(back)).toBe(1);
    expect(settle(back, command('pending', T0 + 90_000)).status).toBe('pending');
  });

  it('takes a refusal for an answer to its own send only: an earlier one that went unanswered may still be there', () => {
    const refused: Evidence = {
      kind: 'send_rejected',
      externalId: 't-FAC-1-1',
      atMs: T0 + 6000,
      failure: { code: 'rejected', message: 'no acepta cuotas' },
    };
    const again: Evidence = { kind: 'send_started', externalId: 't-FAC-1-1', send: 2, atMs: T0 + 5000, serverMs: T0 };
    expect(after(refused)).toMatchObject({ status: 'failed', failure: { message: 'no acepta cuotas' } });
    expect(after(again, refused).status).toBe('sending');
    expect(after(again, refused, command('pending', T0 + 7000)).status).toBe('pending');
    const neverArrived: Evidence = { kind: 'send_unreached', externalId: 't-FAC-1-1', send: 1, atMs: T0 };
    expect(after(again, refused, neverArrived).status).toBe('failed');
    const absent: Evidence = { kind: 'absent', externalId: 't-FAC-1-1', atMs: T0 + 5000 + ABSENT_AFTER_MS };
    expect(after(again, refused, absent).status).toBe('failed');
  });
});

describe('a 200 to a first send', () => {
  const existing = (status: 'pending' | 'dispatched' | 'consumed') => command(status, T0 + 100, { created: false });
  const HOUR = 3_600_000;

  it('is not believed before its checkout was seen', () => {
    expect(after(existing('pending')).status).toBe('sending');
  });
  it('is ours when the checkout was made after the send, with the same money', () => {
    expect(after(existing('pending'), checkout('unpaid', T0 + 400)).status).toBe('pending');
    expect(after(existing('consumed'), checkout('paid', T0 + 400)).status).toBe('paid');
  });
  it('is a reused number when older and unpaid, or of another amount, or of another day: the next number by itself', () => {
    const cases = [
      checkout('unpaid', T0 + 400, { createdAtMs: T0 - HOUR }),
      checkout('paid', T0 + 400, { createdAtMs: T0 - HOUR, paidAtMs: T0 - HOUR + 9000, totalInCents: 9900 }),
      checkout('paid', T0 + 400, { createdAtMs: T0 - 25 * HOUR, paidAtMs: T0 - 25 * HOUR + 9000 }),
    ];
    for (const old of cases) {
      const charge = after(existing('consumed'), old);
      expect(charge.status).toBe('queued');
      expect(nextAttemptNumber(charge)).toBe(2);
    }
  });
  it('is put before a person when the old command is paid with other money after the send: someone at the terminal just now', () => {
    const before = { createdAtMs: T0 - HOUR, totalInCents: 9900 };
    const charge = after(existing('consumed'), checkout('paid', T0 + 9000, { ...before, paidAtMs: T0 + 8000 }));
    expect(charge).toMatchObject({ status: 'in_doubt', failure: { code: 'paid_less' } });
    expect(after(existing('consumed'), checkout('paid', T0 + 9000, { ...before, paidAtMs: T0 - 8000 })).status).toBe(
      'queued',
    );
  });
  it('is perhaps this very sale when older, paid, of the same amount and within a day: a person decides', () => {
    const charge = after(existing('consumed'), checkout('paid', T0 + 400, { createdAtMs: T0 - HOUR }));
    expect(codeOf(charge)).toBe('already_paid');
    const word = (outcome: 'same_sale' | 'new_sale'): Evidence => ({
      kind: 'word',
      externalId: 't-FAC-1-1',
      atMs: T0 + 9999,
      word: { outcome, note: 'visto', name: 'Ana' },
    });
    expect(settle(charge, word('same_sale')).status).toBe('paid');
    expect(settle(charge, word('new_sale')).status).toBe('queued');
    expect(nextAttemptNumber(settle(charge, word('new_sale')))).toBe(2);
  });
  it('is perhaps this very sale when it is days old and was paid only now, on a terminal that still showed it', () => {
    const stillShown = command('dispatched', T0 + 100, { created: false });
    const old = { createdAtMs: T0 - 48 * 3_600_000 };
    const shown = after(stillShown, checkout('unpaid', T0 + 200, old));
    expect(shown.status).toBe('sending');
    const paid = settle(shown, checkout('paid', T0 + 9000, { ...old, paidAtMs: T0 + 8000 }));
    expect(codeOf(paid)).toBe('already_paid');
  });

  it('is no reused number as long as our own send, which nobody answered, may still make a command of its own', () => {
    const old = (atMs: number): Evidence => checkout('expired', atMs, { createdAtMs: T0 - 90_000_000 });
    expect(after(old(T0 + 3000)).status).toBe('sending');
    expect(after(old(T0 + ABSENT_AFTER_MS - 1)).status).toBe('sending');
    expect(nextAttemptNumber(after(old(T0 + ABSENT_AFTER_MS)))).toBe(2);
    // Answered: Recurrente took it for the old one.
    expect(nextAttemptNumber(after(command('consumed', T0 + 100, { created: false }), old(T0 + 3000)))).toBe(2);
    // Shown a command, and its checkout was not read yet: not the old one's, perhaps.
    const shown = command('dispatched', T0 + 2000, { created: false, id: 'cmd_2', checkoutId: 'ch_2' });
    expect(after(old(T0 + 1000), shown).status).toBe('sending');
    expect(after(old(T0 + 1000), shown, checkout('unpaid', T0 + 4000, { id: 'ch_2' })).status).toBe('dispatched');
    const taken: Evidence = { kind: 'taken_elsewhere', externalId: 't-FAC-1-1', atMs: T0 + 3000 };
    expect(nextAttemptNumber(after(taken, old(T0 + 3000)))).toBe(2);
  });

  it('waits while the older command is on a terminal, since someone may be paying it', () => {
    expect(after(existing('dispatched'), checkout('unpaid', T0 + 400, { createdAtMs: T0 - HOUR })).status).toBe(
      'sending',
    );
  });
  it('counts two payments of one attempt, should a replay have made a second command', () => {
    const twice = after(
      command('consumed', T0 + 1),
      command('pending', T0 + 2, { id: 'cmd_2', checkoutId: 'ch_2' }),
      checkout('paid', T0 + 3),
      checkout('paid', T0 + 4, { id: 'ch_2' }),
    );
    expect(countPayments(twice)).toBe(2);
  });
});

describe('two checkouts of one command', () => {
  const twice = (first: string, second: string): Evidence[] => [
    command('pending', T0 + 100, { checkoutId: first }),
    command('pending', T0 + 900, { checkoutId: second }),
  ];

  it.each([
    ['ch_1', 'ch_2'],
    ['ch_2', 'ch_1'],
  ])('both are remembered, whichever came first (%s, %s), and a payment of either is seen', (first, second) => {
    for (const id of ['ch_1', 'ch_2']) {
      const charge = after(...twice(first, second));
      const known = [...(charge.attempts[0]?.commands ?? []).map((each) => each.checkoutId)];
      const read = [...known, ...(charge.attempts[0]?.checkouts ?? []).map((each) => each.id)];
      expect(new Set(read)).toEqual(new Set(['ch_1', 'ch_2']));
      expect(settle(charge, checkout('paid', T0 + 9000, { id })).status).toBe('paid');
    }
  });

  it('a decline on the one does not close the charge while the other is open', () => {
    const both = [...twice('ch_1', 'ch_2'), checkout('unpaid', T0 + 1500, { id: 'ch_2' })];
    const declinedOnce = after(...both, declined(T0 + 5000), declined(T0 + 7000));
    expect(declinedOnce.status).toBe('dispatched');
    // Control: with one checkout the same decline closes it.
    expect(after(command('pending', T0 + 100), declined(T0 + 5000), declined(T0 + 7000)).status).toBe('declined');
  });
});

describe('a 201 that names no checkout', () => {
  const unnamed = (status: 'pending' | 'dispatched' | 'consumed', atMs: number): Evidence =>
    command(status, atMs, { checkoutId: null });

  it('takes the one that the list shows for its own: paid, declined, and cancelled on the terminal', () => {
    expect(after(unnamed('pending', T0 + 100), checkout('paid', T0 + 9000)).status).toBe('paid');
    expect(after(unnamed('dispatched', T0 + 100), declined(T0 + 5000), declined(T0 + 7000)).status).toBe('declined');
    const consumed = after(unnamed('consumed', T0 + 5000), checkout('unpaid', T0 + 6000));
    expect(consumed.status).toBe('dispatched');
    expect(settle(consumed, checkout('unpaid', T0 + 5000 + CONSUMED_GRACE_MS)).status).toBe('cancelled');
  });
});

describe('a refusal', () => {
  const refused: Evidence = {
    kind: 'send_rejected',
    externalId: 't-FAC-1-1',
    atMs: T0 + 3000,
    failure: { code: 'rejected', message: 'terminal ocupada' },
  };
  const sentAgain: Evidence = {
    kind: 'send_started',
    externalId: 't-FAC-1-1',
    send: 2,
    atMs: T0 + 2500,
    serverMs: T0 + 2500,
  };

  it('of the only send closes the charge', () => {
    expect(after(refused).status).toBe('failed');
  });

  it('of a repeated send does not, while the first may have been taken; it does when that is proven absent', () => {
    const charge = after(sentAgain, refused);
    expect(charge.status).toBe('sending');
    expect(settle(charge, checkout('unpaid', T0 + 4000)).status).toBe('pending');
    const absent: Evidence = { kind: 'absent', externalId: 't-FAC-1-1', atMs: T0 + 2500 + ABSENT_AFTER_MS };
    expect(settle(charge, absent)).toMatchObject({ status: 'failed', failure: { message: 'terminal ocupada' } });
  });
});
