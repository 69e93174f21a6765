import { isDeepStrictEqual } from 'node:util';
import type { Charge, ChargeBase } from '../charge/charge.ts';
import type { Order } from '../contract/desk.ts';

type Details = Pick<ChargeBase, 'description' | 'metadata' | 'callbackUrl' | 'expireAfterMs'>;

/**
 * What an order that is to replace another brings along beside its terms: whatever it names; the rest stays. None of it leaves this
 * PC for Recurrente, so it may change however far the charge is.
 */
export function takeDetails(charge: Charge, order: Order): { after: Details; differences: readonly string[] } {
  const after: Details = {
    description: order.description ?? charge.description,
    metadata: order.metadata ?? charge.metadata,
    callbackUrl: order.callback_url ?? charge.callbackUrl,
    expireAfterMs: order.expires_in === undefined ? charge.expireAfterMs : order.expires_in * 1000,
  };
  const differences: string[] = [];
  // By their names alone: they may hold what a customer would not want in a journal that is kept for good.
  if (after.description !== charge.description) differences.push('description');
  if (!isDeepStrictEqual(after.metadata, charge.metadata)) differences.push('metadata');
  if (after.callbackUrl !== charge.callbackUrl) differences.push('callback_url');
  if (after.expireAfterMs !== charge.expireAfterMs)
    differences.push(`expires_in ${charge.expireAfterMs / 1000} → ${after.expireAfterMs / 1000}`);
  return { after, differences };
}
