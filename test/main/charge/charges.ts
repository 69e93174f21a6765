import type { Charge } from '../../../main/charge/charge.ts';
import { openAttempt, type Attempt, type CheckoutStatus, type CommandStatus } from '../../../main/charge/attempt.ts';
import { withState } from '../../../main/charge/derive.ts';
import type { CheckoutReading, Evidence } from '../../../main/charge/evidence.ts';

export const T0 = Date.parse('2026-11-22T18:00:00Z');

export function makeCharge(overrides: Partial<Charge> = {}): Charge {
  return withState({
    id: 'c1',
    orderId: 'FAC-1',
    source: 'http',
    terminalId: 'trm_1',
    amountInCents: 12_550,
    currency: 'GTQ',
    installments: null,
    description: null,
    metadata: {},
    callbackUrl: null,
    createdAtMs: T0,
    updatedAtMs: T0,
    expiresAtMs: T0 + 900_000,
    expireAfterMs: 900_000,
    wish: { kind: 'charge', attempt: 1 },
    attempts: [],
    releasedAtMs: null,
    ...overrides,
  });
}

export const makeAttempt = (overrides: Partial<Attempt> = {}): Attempt => ({
  ...openAttempt({
    number: 1,
    externalId: 't-FAC-1-1',
    terminalId: 'trm_1',
    amountInCents: 12_550,
    currency: 'GTQ',
    installments: null,
    createdAtMs: T0,
  }),
  ...overrides,
});

/** A charge whose first POST went out at T0. */
export const sentCharge = (): Charge =>
  makeCharge({ attempts: [makeAttempt({ sends: 1, firstSentAtMs: T0, firstSentServerMs: T0, lastSentAtMs: T0 })] });

export const command = (
  status: CommandStatus,
  atMs: number,
  {
    created = true,
    id = 'cmd_1',
    checkoutId = 'ch_1',
  }: { created?: boolean; id?: string; checkoutId?: string | null } = {},
): Evidence => ({
  kind: 'command',
  externalId: 't-FAC-1-1',
  atMs,
  created,
  command: { id, status, terminalId: 'trm_1', amountInCents: 12_550, currency: 'GTQ', checkoutId },
});

export const makeReading = (status: CheckoutStatus, more: Partial<CheckoutReading> = {}): CheckoutReading => ({
  id: 'ch_1',
  status,
  totalInCents: 12_550,
  currency: 'GTQ',
  createdAtMs: T0 + 200,
  paymentIntentId: status === 'paid' ? 'pa_1' : null,
  authCode: status === 'paid' ? '123456' : null,
  card: status === 'paid' ? { last4: '4242', network: 'visa' } : null,
  paidAtMs: status === 'paid' ? T0 + 9000 : null,
  latestIntentId: null,
  declineReason: null,
  ...more,
});

export const checkout = (status: CheckoutStatus, atMs: number, more: Partial<CheckoutReading> = {}): Evidence => ({
  kind: 'checkout',
  externalId: 't-FAC-1-1',
  atMs,
  checkout: makeReading(status, more),
});
