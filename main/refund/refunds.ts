import type { Charge } from '../charge/charge.ts';
import {
  CLOCK_SLACK_MS,
  describeObstacle,
  findRefundObstacle,
  viewRefund,
  type Refund,
  type RefundReading,
} from '../charge/refund.ts';
import type { RefundView } from '../contract/charge.ts';
import type { Lang } from '../contract/faults.ts';
import type { Problem } from '../contract/problems.ts';
import type { RefundResolution } from '../contract/refunds.ts';
import { createWaker } from '../dispatch/waker.ts';
import { readRefund } from '../recurrente/refund-reading.ts';
import type { RefundTold } from '../recurrente/webhook-payload.ts';
import { noteRefund, recordRefund } from './record.ts';
import { lookAtRefund, sendRefund, type RefundDeps } from './send.ts';

const BATCH = 20;
const IDLE_MS = 5000;
/** From a refund that is told of as under way to the first look at it. */
const SOON_MS = 2000;
/** A request may arrive after its caller gave up: not sooner than this is a person's "it is not there" taken. */
const WORD_AFTER_MS = 60_000;

/** Refunds with the certainty of charges: on disk before anything leaves, sent once, followed to their end. */
export function createRefunds(deps: RefundDeps) {
  const { store, refunds, recurrente, connection, clock, log } = deps;
  const waker = createWaker(clock);
  let stopping = false;
  let running: Promise<void> | undefined;

  /** Asks for the refund of a whole charge. Asking again while it is under way changes nothing. */
  function request(chargeId: string, by: string, lang: Lang): Problem | undefined {
    const problem = store.transact('refund:request', (): Problem | undefined => {
      const charge = store.charges.get(chargeId);
      if (!charge) return { code: 'charge_not_found', params: { id: chargeId } };
      const known = refunds.get(chargeId);
      if (known && known.state !== 'failed' && known.state !== 'succeeded') return undefined;
      const obstacle = findRefundObstacle(charge, known, recurrente.serverNow());
      if (obstacle) return { code: 'not_refundable', params: { reason: describeObstacle(obstacle, lang) } };
      const fresh = newRefund(charge, by, clock.now());
      refunds.put(fresh);
      noteRefund(store, fresh, 'refund_requested', fresh.requestedAtMs, { by });
      store.alerts.withdraw('refund_failed', chargeId, clock.now());
      return undefined;
    });
    if (!problem) waker.wake();
    return problem;
  }

  /** What a person saw in Recurrente's dashboard of a refund in doubt. That it was made is taken from Recurrente alone. */
  async function resolve(chargeId: string, told: RefundResolution, by: string): Promise<Problem | undefined> {
    const known = refunds.get(chargeId);
    if (known?.state !== 'in_doubt') return { code: 'refund_not_in_doubt' };
    const reading = told.outcome === 'refunded' ? await findReading(known, told.refund_id ?? '') : undefined;
    if (reading && 'code' in reading) return reading;
    return store.transact('refund:resolve', (): Problem | undefined => {
      if (refunds.get(chargeId)?.state !== 'in_doubt') return { code: 'refund_not_in_doubt' };
      if (!reading && recurrente.serverNow() - (known.sentAtMs ?? 0) < WORD_AFTER_MS)
        return { code: 'refund_too_fresh' };
      const atMs = clock.now();
      noteRefund(store, known, 'refund_word', atMs, { by, outcome: told.outcome, note: told.note });
      recordRefund(
        deps,
        chargeId,
        reading ? { kind: 'reading', atMs, reading, lookAtMs: atMs } : { kind: 'word_not_refunded', atMs },
      );
      waker.wake();
      return undefined;
    });
  }

  /** The refund of that id at Recurrente, if it can be the one in doubt: its money, its time, and nobody else's. */
  async function findReading(refund: Refund, refundId: string): Promise<RefundReading | Problem> {
    if (refunds.byRefundId(refundId)) return { code: 'refund_not_matching', params: { id: refundId } };
    const reply = connection.report(await recurrente.getRefund(refundId));
    if (reply.kind === 'not_found') return { code: 'refund_not_matching', params: { id: refundId } };
    if (reply.kind !== 'ok') return { code: 'recurrente_unreachable' };
    const reading = readRefund(reply.value);
    const fits =
      reading.id === refundId &&
      (reading.amountInCents ?? refund.amountInCents) === refund.amountInCents &&
      (reading.currency ?? refund.currency) === refund.currency &&
      (reading.createdAtMs ?? Number.MAX_SAFE_INTEGER) >= (refund.sentAtMs ?? 0) - CLOCK_SLACK_MS;
    return fits ? reading : { code: 'refund_not_matching', params: { id: refundId } };
  }

  /**
   * A refund that Recurrente tells of by webhook: ours whose answer was lost, or one that was made in its dashboard. Only the
   * whole payment's money is taken for it. Inside the transaction of the message. False: it is none of this bridge's.
   */
  function told({ paymentIds, checkoutId, refund: shape }: RefundTold): boolean {
    const reading = readRefund(shape);
    const externalId = checkoutId === undefined ? undefined : store.charges.externalIdOfCheckout(checkoutId);
    const chargeId =
      paymentIds.map((id) => refunds.byPaymentIntent(id)?.chargeId).find((id) => id !== undefined) ??
      (externalId === undefined ? undefined : store.charges.byExternalId(externalId)?.id);
    const charge = chargeId === undefined ? undefined : store.charges.get(chargeId);
    if (charge?.status !== 'paid') return false;
    // Of a charge that was paid twice the other payment is given back in the dashboard, as its alert says: that is not this one.
    const { checkout } = charge.payment;
    const ours = [checkout.id, checkout.paymentIntentId, refunds.get(charge.id)?.paymentIntentId];
    if (![...paymentIds, checkoutId].some((id) => id !== undefined && ours.includes(id))) return false;
    const holder = refunds.byRefundId(reading.id)?.chargeId;
    const isWhole =
      (reading.amountInCents ?? charge.payment.paidInCents) === charge.payment.paidInCents &&
      (reading.currency ?? charge.currency) === charge.currency;
    if (!isWhole || (holder !== undefined && holder !== charge.id)) {
      log.error(
        { charge: charge.id, refund: reading.id },
        'a webhook tells of a refund that does not match its payment',
      );
      return false;
    }
    const atMs = clock.now();
    if (!refunds.get(charge.id)) {
      if (reading.state === 'failed' || charge.payment.checkout.paymentIntentId === null) return false;
      refunds.put(newRefund(charge, 'Recurrente', atMs));
    }
    recordRefund(deps, charge.id, { kind: 'told', atMs, reading, lookAtMs: atMs + SOON_MS });
    waker.wake();
    return true;
  }

  /** Does what is due; returns the ms until the next thing is. */
  async function step(): Promise<number> {
    // One at a time is sent, from here: what says "sending" now was cut off between its POST and its answer, by the end of the process
    // or by a disk that took nothing. Nobody knows whether it was made.
    for (const { chargeId } of refunds.inState('sending'))
      recordRefund(deps, chargeId, { kind: 'answer_lost', atMs: clock.now() });
    for (const refund of refunds.due(clock.now(), BATCH)) {
      if (stopping) return 0;
      if (!connection.canSend()) return 500;
      if (refund.state === 'requested') await sendRefund(deps, refund);
      else if (refund.state === 'pending') await lookAtRefund(deps, refund);
    }
    const nextMs = refunds.nextDueMs();
    return nextMs === null ? IDLE_MS : Math.min(IDLE_MS, Math.max(20, nextMs - clock.now()));
  }

  return {
    request,
    resolve,
    told,
    get: refunds.get,
    viewOf(charge: Charge, lang: Lang): RefundView | null {
      const refund = charge.status === 'paid' ? refunds.get(charge.id) : undefined;
      return refund ? viewRefund(refund, lang) : null;
    },
    start(): void {
      running = (async () => {
        while (!stopping) {
          let waitMs = 2000;
          try {
            waitMs = await step();
          } catch (error) {
            log.error({ err: error }, 'a refund step failed');
          }
          if (!stopping) await waker.sleep(waitMs);
        }
      })();
    },
    /** Resolves when no call of a refund is under way any more. */
    async stop(): Promise<void> {
      stopping = true;
      waker.wake();
      await running;
    },
  };
}
export type Refunds = ReturnType<typeof createRefunds>;

function newRefund(charge: Charge, by: string, nowMs: number): Refund {
  if (charge.status !== 'paid' || charge.payment.checkout.paymentIntentId === null)
    throw new Error('only a paid charge whose payment is known is refunded');
  return {
    chargeId: charge.id,
    paymentIntentId: charge.payment.checkout.paymentIntentId,
    amountInCents: charge.payment.paidInCents,
    currency: charge.currency,
    state: 'requested',
    refundId: null,
    requestedAtMs: nowMs,
    requestedBy: by,
    sentAtMs: null,
    closedAtMs: null,
    failure: null,
    dueAtMs: nowMs,
    tries: 0,
  };
}
