import { z } from 'zod';
import { CURRENCIES } from '../../contract/money.ts';

const ms = z.number().min(0).max(1e12);
const forever = z.union([ms, z.literal(Infinity)]);

/**
 * What recurrente-api.md leaves [open], and what differs between the reference and public captures: one switch each. The
 * defaults are the documented behaviour, and where nothing is documented the plainest one.
 */
export const behaviourSchema = z.strictObject({
  /** "Same external_id, previous consumed: [open]": the old command again, a 422 about the id, or a second command. */
  afterConsumed: z.enum(['existing', 'reject422', 'newCommand']),
  /** How long an external id is remembered. [guide] says "unique per account"; for how long is [open]. */
  idMemoryMs: forever,
  /** "Answer 200 (a command with this external_id exists)" [guide]; 409 stands for APIs that call that a conflict. */
  conflictStatus: z.union([z.literal(200), z.literal(409)]),
  /** Rule 3 speaks of pending commands only. True: a new command takes a dispatched one's place too [open]. */
  supersedeDispatched: z.boolean(),
  /** What becomes of the checkout of a superseded or cancelled command [open]. */
  closedCheckout: z.enum(['unpaid', 'cancelled']),
  /** A terminal that nobody knows: 422 or 404 [open]. */
  unknownTerminalStatus: z.union([z.literal(422), z.literal(404)]),
  /** "Reads may lag a little behind what just happened" [open]: checkouts and lists show the world of so long ago. */
  readLagMs: ms,
  /** `captured`: "Public captures differ from the reference in four ways" [seen], and "numbers can arrive as strings" [ref]. */
  shapes: z.enum(['reference', 'captured']),
  /** "Some failures carry `error`, some plain text" [seen]; 401 always has the documented shape. */
  errorShape: z.enum(['errors', 'error', 'text']),
  /** The reason of a declined try in the checkout's `latest_intent.data.failure_reason`; the reference does not promise it. */
  declineReasonInCheckout: z.boolean(),
  /** How the list is wrapped [open]. */
  listShape: z.enum(['array', 'data']),
  /** Recurrente's clock minus ours: Date headers and every time it writes. */
  clockSkewMs: z.number(),
  /** From `pending` to `dispatched` on an idle terminal. */
  dispatchMs: ms,
  /** From the card to the bank's word; the checkout is `payment_in_progress` meanwhile. */
  processingMs: ms,
  /** How long the terminal shows the result before it is back at "Listo para cobrar" (rule 4). */
  resultScreenMs: ms,
  /** A checkout that nobody paid becomes `expired` after so long ("also seen" [seen]). */
  checkoutExpiresMs: forever,
  /** What a terminal that lost power with a charge on its screen does when it is back [open]. */
  afterPowerLoss: z.enum(['resume', 'consumed']),
  /** Smallest and largest amount, in cents ("Minimum charge", "default ceiling" [ref, seen]). */
  limits: z.record(z.enum(CURRENCIES), z.strictObject({ minCents: z.int(), maxCents: z.int() })),
  /** What the account's owner has already moved to a bank: refunds are made "only while the balance covers it" [ref]. */
  paidOutInCents: z.record(z.enum(CURRENCIES), z.int()),
  /** From `pending` to the refund's end; 0: at once. */
  refundMs: ms,
  /** How refunds end. */
  refundOutcome: z.enum(['succeeded', 'failed']),
  /** "Webhooks (only with live keys; never with test keys)" [ref]; true lets the sandbox send them anyway. */
  webhooksWithTestKey: z.boolean(),
  /** "the URL must be public HTTPS" [ref]; `any` for tests on loopback. */
  webhookUrls: z.enum(['public_https', 'any']),
});
export type Behaviour = z.infer<typeof behaviourSchema>;

const DAY_MS = 24 * 3_600_000;

export const DEFAULT_BEHAVIOUR: Behaviour = {
  afterConsumed: 'existing',
  idMemoryMs: Infinity,
  conflictStatus: 200,
  supersedeDispatched: false,
  closedCheckout: 'unpaid',
  unknownTerminalStatus: 422,
  readLagMs: 0,
  shapes: 'reference',
  errorShape: 'errors',
  declineReasonInCheckout: true,
  listShape: 'array',
  clockSkewMs: 0,
  dispatchMs: 0,
  processingMs: 0,
  resultScreenMs: 0,
  checkoutExpiresMs: DAY_MS,
  afterPowerLoss: 'resume',
  limits: { GTQ: { minCents: 500, maxCents: 5_000_000 }, USD: { minCents: 100, maxCents: 1_500_000 } },
  paidOutInCents: { GTQ: 0, USD: 0 },
  refundMs: 0,
  refundOutcome: 'succeeded',
  webhooksWithTestKey: false,
  webhookUrls: 'public_https',
};

/**
 * The pace of a terminal that a person follows with their eyes. The bank's word stays immediate: a newcomer who taps
 * "Aprobar" is to see the result in the bridge's window within a second, and that second belongs to the bridge.
 */
export const DEMO_PACE: Partial<Behaviour> = { dispatchMs: 500, resultScreenMs: 2500 };
