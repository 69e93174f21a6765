import { describe, expect, it } from 'vitest';
import type { Charge } from '../../../main/charge/charge.ts';
import type { Evidence } from '../../../main/charge/evidence.ts';
import { settle } from '../../../main/charge/settle.ts';
import { viewCharge } from '../../../main/charge/view.ts';
import { CONSUMED_GRACE_MS, DECLINE_CONFIRM_MS } from '../../../main/charge/verdict.ts';
import { checkout, command, sentCharge, T0 } from './charges.ts';

const after = (...news: Evidence[]): Charge => news.reduce(settle, sentCharge());
const closedAt = (charge: Charge): string | null | undefined =>
  viewCharge(charge, { aliasOf: () => 'caja1' }).attempts[0]?.closed_at;
const iso = (atMs: number): string => new Date(atMs).toISOString();
const declined = (atMs: number): Evidence =>
  checkout('unpaid', atMs, { latestIntentId: 'pa_7', declineReason: 'Fondos insuficientes' });
const END = T0 + 5000;

describe('when an attempt closed', () => {
  it.each<[string, Evidence[], Evidence[]]>([
    [
      'paid',
      [command('dispatched', T0 + 100), checkout('paid', END, { paidAtMs: null })],
      [command('consumed', END + 60_000), checkout('paid', END + 60_000, { paidAtMs: null })],
    ],
    [
      'declined',
      [command('consumed', END), declined(END), declined(END + DECLINE_CONFIRM_MS)],
      [declined(END + 60_000), command('consumed', END + 3_600_000)],
    ],
    [
      'superseded',
      [command('superseded', END), checkout('unpaid', END + CONSUMED_GRACE_MS)],
      [checkout('unpaid', END + 3_600_000), command('superseded', END + 3_600_000)],
    ],
  ])('is the moment when it was first seen, whatever is read of it later: %s', (status, news, later) => {
    const charge = after(...news);
    expect(charge.status).toBe(status);
    expect(closedAt(charge)).toBe(iso(END));
    expect(closedAt(after(...news, ...later))).toBe(iso(END));
  });

  it('is not known while it is open', () => {
    expect(closedAt(after(command('dispatched', T0 + 100)))).toBe(null);
  });
});
