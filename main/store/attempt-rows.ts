import { z } from 'zod';
import type { Attempt } from '../charge/attempt.ts';
import { CHECKOUT_RANK, COMMAND_RANK } from '../charge/attempt.ts';
import { CURRENCIES } from '../contract/money.ts';

const keysOf = <T extends string>(ranks: Record<T, number>) => Object.keys(ranks) as [T, ...T[]];
const ms = z.int();
const failure = z.strictObject({ code: z.string(), message: z.string().nullable() });

/** The stored shape of an attempt's facts. What comes back from disk is checked like any other input. */
const attemptSchema = z.strictObject({
  number: z.int(),
  externalId: z.string(),
  terminalId: z.string(),
  amountInCents: z.int(),
  currency: z.enum(CURRENCIES),
  installments: z.int().nullable(),
  createdAtMs: ms,
  askedServerMs: ms.nullable().default(null),
  firstSentAtMs: ms.nullable(),
  firstSentServerMs: ms.nullable(),
  lastSentAtMs: ms.nullable(),
  sends: z.int(),
  unreached: z.array(z.int()),
  commands: z.array(
    z.strictObject({
      id: z.string(),
      status: z.enum(keysOf(COMMAND_RANK)),
      created: z.boolean(),
      terminalId: z.string().nullable(),
      amountInCents: z.int().nullable(),
      currency: z.string().nullable(),
      checkoutId: z.string().nullable(),
      dispatchedSeenAtMs: ms.nullable(),
      closedSeenAtMs: ms.nullable(),
    }),
  ),
  checkouts: z.array(
    z.strictObject({
      id: z.string(),
      status: z.enum(keysOf(CHECKOUT_RANK)),
      totalInCents: z.int().nullable(),
      currency: z.string().nullable(),
      createdAtMs: ms.nullable(),
      paymentIntentId: z.string().nullable(),
      authCode: z.string().nullable(),
      card: z.strictObject({ last4: z.string(), network: z.string() }).nullable(),
      paidAtMs: ms.nullable(),
      seenAtMs: ms,
    }),
  ),
  declines: z.array(
    z.strictObject({
      intentId: z.string(),
      checkoutId: z.string().nullable().default(null),
      reason: z.string().nullable(),
      firstSeenAtMs: ms,
      lastSeenAtMs: ms,
    }),
  ),
  absentAtMs: ms.nullable(),
  takenElsewhere: z.boolean(),
  rejection: failure.nullable(),
  doubt: z.strictObject({ code: z.string(), sinceMs: ms }).nullable(),
  word: z
    .strictObject({
      outcome: z.enum(['not_paid', 'same_sale', 'new_sale']),
      note: z.string(),
      name: z.string(),
      atMs: ms,
    })
    .nullable(),
});

export const writeFacts = (attempt: Attempt): string => JSON.stringify(attempt);
export const readFacts = (facts: string): Attempt => attemptSchema.parse(JSON.parse(facts));
