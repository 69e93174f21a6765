import { describe, expect, it } from 'vitest';
import { listAllCheckouts, TOO_LONG } from '../../../main/dispatch/search.ts';
import type { CheckoutAnswer } from '../../../main/recurrente/readings.ts';
import type { DispatchDeps } from '../../../main/dispatch/context.ts';
import { makeReading, T0 } from '../charge/charges.ts';

const DAY_MS = 24 * 3_600_000;
const ITEMS = 20;
const checkoutAt = (createdAtMs: number, number: number): CheckoutAnswer => ({
  externalId: `a-F${number}-1`,
  reading: makeReading('unpaid', { id: `ch_${number}`, totalInCents: 1000, createdAtMs }),
});

/** An account's list, pages of 20, both ends of a window left out of it: the least that Recurrente may mean by them. */
function listOf(count: number, isFiltered = true) {
  const all = Array.from({ length: count }, (_, index) => checkoutAt(T0 + (index * DAY_MS) / count, index));
  let calls = 0;
  const recurrente = {
    serverNow: () => T0 + DAY_MS,
    listCheckouts: (fromMs: number, untilMs: number, page: number) => {
      calls += 1;
      const within = all.filter(({ reading: { createdAtMs } }) => createdAtMs! > fromMs && createdAtMs! < untilMs);
      const checkouts = (isFiltered ? within : all).slice((page - 1) * ITEMS, page * ITEMS);
      const value = { checkouts, unreadable: [], hasUnreadable: false, text: String(checkouts.length) };
      return Promise.resolve({ kind: 'ok', value, httpStatus: 200, startedAtMs: T0 });
    },
  };
  const look = () =>
    listAllCheckouts(
      { recurrente: recurrente as unknown as DispatchDeps['recurrente'] },
      { report: (reply) => reply },
      T0 - 1,
      T0 + DAY_MS,
    );
  return { look, calls: () => calls };
}

describe("the account's list", () => {
  it.each([40, 5000, 20_000])('is read to its end: %i checkouts in a day', async (count) => {
    const { look, calls } = listOf(count);
    const reply = await look();
    expect(reply.kind === 'ok' && reply.value.checkouts.length).toBe(count);
    expect(calls()).toBeLessThan(40 + (2 * count) / ITEMS + 1000);
  });

  it('is given up when it does not end in a minute either, within a bounded number of calls', async () => {
    const { look, calls } = listOf(3000, false);
    expect(await look()).toMatchObject({ kind: 'unknown', reason: TOO_LONG });
    expect(calls()).toBeLessThan(1300);
  });
});
