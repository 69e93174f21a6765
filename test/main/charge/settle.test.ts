import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absorb } from '../../../main/charge/absorb.ts';
import { CHECKOUT_RANK, COMMAND_RANK, type CheckoutStatus, type CommandStatus } from '../../../main/charge/attempt.ts';
import type { Charge } from '../../../main/charge/charge.ts';
import { withState } from '../../../main/charge/derive.ts';
import type { Evidence } from '../../../main/charge/evidence.ts';
import { settle } from '../../../main/charge/settle.ts';
import { checkout, command, sentCharge, T0 } from './charges.ts';

const at = fc.integer({ min: T0 + 1, max: T0 + 90_000 });
const keys = <T extends string>(ranks: Record<T, number>) => fc.constantFrom(...(Object.keys(ranks) as T[]));

/** Any news that could be met about one attempt, true or mistaken, ours or an older sale's. */
const evidence: fc.Arbitrary<Evidence> = fc.oneof(
  fc
    .record({
      status: keys<CommandStatus>(COMMAND_RANK),
      at,
      created: fc.boolean(),
      id: fc.constantFrom('cmd_1', 'cmd_2'),
    })
    .map(({ status, at: atMs, created, id }) =>
      command(status, atMs, { created, id, checkoutId: id === 'cmd_1' ? 'ch_1' : 'ch_2' }),
    ),
  fc
    .record({
      status: keys<CheckoutStatus>(CHECKOUT_RANK),
      at,
      id: fc.constantFrom('ch_1', 'ch_2'),
      total: fc.constantFrom(12_550, 13_805, 10_000, null),
      createdAtMs: fc.constantFrom(T0 + 200, T0 - 3_600_000, null),
      latestIntentId: fc.constantFrom(null, 'pa_1', 'in_2'),
      declineReason: fc.constantFrom(null, 'Fondos insuficientes', 'Tarjeta vencida'),
      authCode: fc.constantFrom(null, '1', '2'),
    })
    .map(({ status, at: atMs, total, ...more }) => checkout(status, atMs, { ...more, totalInCents: total })),
  fc
    .record({ atMs: at, send: fc.integer({ min: 1, max: 3 }) })
    .map(({ atMs, send }): Evidence => ({ kind: 'send_unreached', externalId: 't-FAC-1-1', atMs, send })),
  fc
    .record({ atMs: at, send: fc.integer({ min: 1, max: 3 }) })
    .map(({ atMs, send }): Evidence => ({ kind: 'send_started', externalId: 't-FAC-1-1', atMs, send, serverMs: atMs })),
  fc.record({ atMs: at, code: fc.constantFrom('rejected', 'terminal_not_found') }).map(({ atMs, code }): Evidence => ({
    kind: 'send_rejected',
    externalId: 't-FAC-1-1',
    atMs,
    failure: { code, message: null },
  })),
  fc
    .record({ atMs: at, code: fc.constantFrom('no_answer', 'send_too_old') })
    .map(({ atMs, code }): Evidence => ({ kind: 'patience_over', externalId: 't-FAC-1-1', atMs, code })),
  at.map((atMs): Evidence => ({ kind: 'absent', externalId: 't-FAC-1-1', atMs })),
  at.map((atMs): Evidence => ({ kind: 'taken_elsewhere', externalId: 't-FAC-1-1', atMs })),
  fc
    .record({ atMs: at, outcome: fc.constantFrom('not_paid' as const, 'same_sale' as const, 'new_sale' as const) })
    .map(({ atMs, outcome }): Evidence => ({
      kind: 'word',
      externalId: 't-FAC-1-1',
      atMs,
      word: { outcome, note: 'n', name: 'Ana' },
    })),
  fc.record({ atMs: at, reason: fc.constantFrom(null, 'Fondos insuficientes') }).map(({ atMs, reason }): Evidence => ({
    kind: 'try_failed',
    externalId: 't-FAC-1-1',
    atMs,
    intentId: 'pa_9',
    reason,
  })),
);

type Settle = (charge: Charge, evidence: Evidence) => Charge;
const settleAll = (settleOne: Settle, news: readonly Evidence[]): Charge => news.reduce(settleOne, sentCharge());

/** The end must not depend on the order of the news, nor on how often each was heard. Throws a counterexample if it does. */
function assertOrderIndependent(settleOne: Settle): void {
  const scrambled = fc.array(evidence, { minLength: 1, maxLength: 8 }).chain((news) =>
    fc.record({
      news: fc.constant(news),
      again: fc.shuffledSubarray([...news, ...news], { minLength: 0 }),
      order: fc.shuffledSubarray(news, { minLength: news.length, maxLength: news.length }),
    }),
  );
  fc.assert(
    fc.property(scrambled, ({ news, again, order }) => {
      expect(settleAll(settleOne, [...order, ...again])).toEqual(settleAll(settleOne, news));
    }),
    { numRuns: 1500 },
  );
}

function assertPaidNeverFalls(settleOne: Settle): void {
  fc.assert(
    fc.property(fc.array(evidence, { maxLength: 10 }), (news) => {
      let paid = false;
      let charge = sentCharge();
      for (const each of news) {
        charge = settleOne(charge, each);
        if (paid) expect(charge.status).toBe('paid');
        paid = charge.status === 'paid';
      }
    }),
    { numRuns: 1500 },
  );
}

describe('settle', () => {
  it('comes to the same end whatever the order and repetition of the news', () => {
    assertOrderIndependent(settle);
  });

  it('never lets paid fall', () => {
    assertPaidNeverFalls(settle);
  });

  it('calls nothing paid that Recurrente did not call paid, for at least the amount and in its currency', () => {
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 10 }), (news) => {
        const charge = settleAll(settle, news);
        if (charge.status !== 'paid') return;
        const witness = news.some(
          (each) =>
            each.kind === 'checkout' &&
            each.checkout.status === 'paid' &&
            (each.checkout.totalInCents ?? 0) >= 12_550 &&
            each.checkout.currency === 'GTQ',
        );
        expect(witness).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('changes nothing for evidence of another charge', () => {
    const charge = sentCharge();
    expect(settle(charge, { ...checkout('paid', T0 + 1), externalId: 't-FAC-2-1' })).toBe(charge);
  });

  describe('control: a broken settle is caught', () => {
    const lastWordWins: Settle = (charge, news) => {
      const [attempt] = charge.attempts;
      if (!attempt) return charge;
      const fresh = news.kind === 'checkout' ? { ...attempt, checkouts: [] } : attempt;
      return withState({ ...charge, attempts: [absorb(fresh, news)] });
    };
    it('by the order', () => {
      expect(() => assertOrderIndependent(lastWordWins)).toThrow();
    });
    it('by paid that falls', () => {
      expect(() => assertPaidNeverFalls(lastWordWins)).toThrow();
    });
  });
});
