import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../main/charge/attempt.ts';
import type { Evidence } from '../../../main/charge/evidence.ts';
import { settle } from '../../../main/charge/settle.ts';
import { READS_ARE_TRUE_AFTER_MS, untilReadsAreTrueMs, wantsFreshRead } from '../../../main/dispatch/true-reads.ts';
import { checkout, command, makeAttempt, sentCharge, T0 } from '../charge/charges.ts';

const DAY = 24 * 3_600_000;

function attemptAfter(...news: Evidence[]): Attempt {
  const [attempt] = news.reduce(settle, sentCharge()).attempts;
  if (!attempt) throw new Error('the charge has an attempt');
  return attempt;
}
const declined = (atMs: number, more = {}): Evidence => checkout('unpaid', atMs, { latestIntentId: 'pa_7', ...more });
const foreign = { createdAtMs: T0 - 3_600_000 };
const old = command('consumed', T0 + 100, { created: false });

describe('until a read counts for sending the next attempt', () => {
  it('is five seconds after the decline was first seen, by Recurrente’s clock', () => {
    const attempt = attemptAfter(command('dispatched', T0 + 100), declined(T0 + 4000), declined(T0 + 6000));
    expect(untilReadsAreTrueMs(attempt, T0 + 6000)).toBe(3000);
    expect(untilReadsAreTrueMs(attempt, T0 + 4000 + READS_ARE_TRUE_AFTER_MS)).toBe(0);
    // A clock that was far ahead when it was stamped holds nobody up.
    expect(untilReadsAreTrueMs(attempt, T0 - DAY)).toBe(0);
  });

  it('is five seconds after the command was first seen failed', () => {
    const attempt = attemptAfter(command('failed', T0 + 100), checkout('unpaid', T0 + 200));
    expect(untilReadsAreTrueMs(attempt, T0 + 200)).toBe(READS_ARE_TRUE_AFTER_MS - 100);
  });

  it('is now for what was superseded, and for what was never sent', () => {
    const superseded = attemptAfter(command('superseded', T0 + 100), checkout('unpaid', T0 + 200));
    expect(untilReadsAreTrueMs(superseded, T0 + 200)).toBe(0);
    expect(untilReadsAreTrueMs(makeAttempt(), T0)).toBe(0);
  });

  it('counts for an older sale’s command too, when it ended within a day or a card was tried on it', () => {
    const ended = attemptAfter(old, checkout('unpaid', T0 + 200, foreign));
    expect([wantsFreshRead(ended), untilReadsAreTrueMs(ended, T0 + 200)]).toEqual([true, 4900]);
    const tried = attemptAfter(old, declined(T0 + 3000, { createdAtMs: T0 - 3 * DAY }));
    expect([wantsFreshRead(tried), untilReadsAreTrueMs(tried, T0 + 3000)]).toEqual([true, READS_ARE_TRUE_AFTER_MS]);
  });

  it('control: an old sale of another day is not asked about again', () => {
    const ended = attemptAfter(old, checkout('unpaid', T0 + 200, { createdAtMs: T0 - 3 * DAY }));
    expect([wantsFreshRead(ended), untilReadsAreTrueMs(ended, T0 + 200)]).toEqual([false, 0]);
  });
});
