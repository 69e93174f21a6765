import type { Currency } from '../../contract/money.ts';
import { invalid, notFound, type Refusal } from './refusal.ts';
import type { Refund } from './state.ts';
import { newId, plan, type World } from './world.ts';

const LATEST_MS = 30 * 24 * 3_600_000;

/** `POST /api/refunds`: "Whole amount only, within 30 days, never for instalment payments, and only while the balance covers it" [ref]. */
export function createRefund(world: World, body: Readonly<Record<string, unknown>>): Refund | Refusal {
  const intentId = body['payment_intent_id'];
  if (typeof intentId !== 'string' || intentId === '')
    return invalid({ payment_intent_id: ['no puede estar en blanco'] });
  const intent = world.state.intents.find((each) => each.id === intentId);
  if (!intent) return notFound('El pago');
  const reasons = [
    intent.status !== 'succeeded' && 'no fue aprobado',
    world.state.refunds.some((each) => each.intentId === intent.id && each.status !== 'failed') && 'ya fue reembolsado',
    world.now() - intent.createdAtMs > LATEST_MS && 'tiene más de 30 días',
    intent.installments !== null && 'es en cuotas y no se puede reembolsar',
  ].filter((reason) => reason !== false);
  if (reasons.length > 0) return invalid({ payment_intent_id: reasons });
  if (balanceInCents(world, intent.currency) < intent.amountInCents)
    return invalid({ base: ['El saldo disponible no cubre el reembolso'] });

  const { refundMs, refundOutcome } = world.behaviour();
  const refund: Refund = {
    id: newId(world, 're'),
    intentId: intent.id,
    amountInCents: intent.amountInCents,
    currency: intent.currency,
    createdAtMs: world.now(),
    status: refundMs === 0 ? refundOutcome : 'pending',
  };
  world.state.refunds.push(refund);
  world.log.write({ kind: 'refund', id: refund.id, payment: intent.id, status: refund.status });
  world.onRefund(refund);
  if (refundMs > 0) plan(world, { kind: 'refund', atMs: world.now() + refundMs, refundId: refund.id });
  return refund;
}

export function getRefund(world: World, id: string): Refund | Refusal {
  return world.state.refunds.find((refund) => refund.id === id) ?? notFound('El reembolso');
}

/** What is left on the account: payments, less refunds, less what the owner has moved to a bank. */
function balanceInCents(world: World, currency: Currency): number {
  const sum = (items: readonly { readonly amountInCents: number; readonly currency: Currency }[]): number =>
    items.reduce((total, item) => total + (item.currency === currency ? item.amountInCents : 0), 0);
  return (
    sum(world.state.intents.filter((intent) => intent.status === 'succeeded')) -
    sum(world.state.refunds.filter((refund) => refund.status !== 'failed')) -
    world.behaviour().paidOutInCents[currency]
  );
}
