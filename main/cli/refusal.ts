import { parseDecimalAmount } from '../charge/money.ts';
import type { ChargeView } from '../contract/charge.ts';
import { formatMoney } from '../contract/money.ts';
import type { BridgeClient } from './bridge-client.ts';
import { lookUp, place, type OrderBody, type Placed, type Refused } from './charge-calls.ts';
import { EXIT } from './charge-exits.ts';

/** What a refusal comes to: the charge as it stands after all, or an end with these words. */
export type Judged = { readonly accepted: ChargeView } | { readonly exitCode: number; readonly body: object };

/** Refusals that speak of an order without always showing it: another till may have it, or the disk takes nothing. */
const SPEAKS_OF_ORDER = ['disk_full', 'order_conflict', 'remote_at_shop'];
/** Differences that make it another sale, in the words of every version and language of the bridge; the terminal does not. */
const OTHER_SALE = /\b(?:amount|monto|paid_at) \S[^;]* → |pagada el |paid on /;

/**
 * A refusal is bad input, unless the order may be paid: a caller that is told "bad input" or "not paid" charges anew, under another
 * number or in cash.
 */
export async function judgeRefusal(
  client: BridgeClient,
  refusal: Refused,
  order: OrderBody,
  untilMs: number,
): Promise<Judged> {
  const { refused, httpStatus } = refusal;
  const { code = '', charge: shown } = refused;
  if (code === 'already_paid' && order.replace && shown?.paid) {
    // Only without the wish to change it the bridge says what differs; a paid order is never sent again.
    const again: Placed = await place(client, { ...order, replace: undefined }, untilMs);
    return 'accepted' in again ? again : judgeRefusal(client, again, { ...order, replace: undefined }, untilMs);
  }
  const found =
    shown ?? (SPEAKS_OF_ORDER.includes(code) ? await lookUp(client, String(order.order_id), untilMs) : 'none');
  const charge = typeof found === 'object' ? found : undefined;
  const body = charge ? { ...refused, charge } : refused;
  if (code === 'disk_full') {
    const isUnpaid = found === 'none' || (charge?.final === true && !charge.paid);
    return { exitCode: isUnpaid ? EXIT.notPaid : EXIT.inDoubt, body };
  }
  if (httpStatus >= 500 || code === 'on_terminal' || code === 'still_verifying' || found === 'unknown')
    return { exitCode: EXIT.inDoubt, body };
  if (!charge || (charge.final && !charge.paid)) return { exitCode: EXIT.badInput, body };
  const sameMoney = isSameMoney(charge, order, shown === undefined) && !OTHER_SALE.test(refused.detail ?? '');
  if (sameMoney) return { accepted: charge };
  if (!charge.final) return { exitCode: EXIT.inDoubt, body: { ...body, detail: sayOpen(charge) } };
  return { exitCode: shown ? EXIT.badInput : EXIT.inDoubt, body };
}

/** `strictly`: the bridge compared nothing, so that a currency that was left to it proves nothing. */
function isSameMoney(charge: ChargeView, order: OrderBody, strictly: boolean): boolean {
  const cents = order.amount_in_cents ?? (order.amount === undefined ? undefined : parseDecimalAmount(order.amount));
  const currency = order.currency ?? (strictly ? undefined : charge.currency);
  return cents === charge.amount_in_cents && currency === charge.currency;
}

const sayOpen = ({ order_id: order, amount_in_cents: cents, currency, terminal }: ChargeView): string =>
  `La orden ${order} ya se pidió por ${formatMoney(cents, currency)} en ${terminal.alias} y todavía se puede pagar. No vuelva a cobrar: espere a que termine o cancélela, y repita la orden con esos datos para saber qué pasó.`;
