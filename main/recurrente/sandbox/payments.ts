import type { Command, Intent } from './state.ts';
import { findCheckout, newId, setCheckout, type World } from './world.ts';

const NETWORKS = ['visa', 'mastercard'] as const;

/** A try with a card. "Unpaid with a `latest_intent` means that a try was declined" [ref, seen]; a tip raises the paid total [ref]. */
export function recordTry(
  world: World,
  command: Command,
  outcome: { readonly tipInCents: number } | { readonly reason: string },
): void {
  const checkout = findCheckout(world, command.checkoutId);
  // One checkout is one sale: the bank's late word for a sale that is paid changes nothing.
  if (!checkout || checkout.status === 'paid') return;
  const paid = 'tipInCents' in outcome;
  const tipInCents = paid ? outcome.tipInCents : 0;
  const amountInCents = command.amountInCents + tipInCents;
  const intent: Intent = {
    id: newId(world, 'pa'),
    otherId: newId(world, 'in'),
    checkoutId: checkout.id,
    status: paid ? 'succeeded' : 'failed',
    amountInCents,
    tipInCents,
    currency: command.currency,
    installments: command.installments,
    createdAtMs: world.now(),
    authCode: paid ? digits(world, 6) : null,
    failureReason: paid ? null : outcome.reason,
    card: { last4: digits(world, 4), network: NETWORKS[Math.floor(world.random() * NETWORKS.length)] ?? 'visa' },
  };
  world.state.intents.push(intent);
  world.log.write({
    kind: paid ? 'payment' : 'decline',
    external_id: command.externalId,
    id: intent.id,
    checkout: checkout.id,
    amount_in_cents: amountInCents,
    currency: command.currency,
  });
  setCheckout(world, checkout, {
    status: paid ? 'paid' : 'unpaid',
    intentId: intent.id,
    ...(paid ? { totalInCents: amountInCents } : {}),
  });
  world.onIntent(intent);
}

const digits = (world: World, count: number): string =>
  Array.from({ length: count }, () => Math.floor(world.random() * 10)).join('');
