import { isFinal, type ChargeView } from '../contract/charge.ts';
import { AnswerLostError, BridgeUnreachableError, type BridgeAnswer, type BridgeClient } from './bridge-client.ts';

/** The body of `POST /v1/charges`, with the words of the command line as they are: the bridge says what is wrong with them. */
export interface OrderBody {
  readonly order_id: string;
  readonly amount?: string | undefined;
  readonly amount_in_cents?: number | undefined;
  readonly currency?: string | undefined;
  readonly replace?: boolean | undefined;
  readonly [more: string]: unknown;
}

export interface Refused {
  /** Where the refusal is about a charge, it shows it as it stands. */
  readonly refused: { readonly code?: string; readonly detail?: string; readonly charge?: ChargeView };
  readonly httpStatus: number;
}
export type Placed = { readonly accepted: ChargeView } | Refused;
const placed = ({ status, body }: BridgeAnswer): Placed =>
  status === 200 || status === 201
    ? { accepted: body as ChargeView }
    : { refused: body as Refused['refused'], httpStatus: status };

/** For a single call: what is left of the caller's patience, half a minute at most. */
const patienceMs = (untilMs: number): number => Math.max(1000, Math.min(30_000, untilMs - Date.now()));

export async function place(client: BridgeClient, order: OrderBody, untilMs: number): Promise<Placed> {
  const options = { headers: { 'X-Puente-Source': 'cli' }, timeoutMs: patienceMs(untilMs) };
  return placed(await client.call('POST', '/v1/charges', order, options));
}

/** A retry that comes second is no bad input: what was quicker (the cashier's key, a late approval) stands in the charge. */
export async function retry(client: BridgeClient, charge: ChargeView, untilMs: number): Promise<Placed> {
  const path = `/v1/charges/${charge.id}/retry`;
  const answer = placed(await client.call('POST', path, undefined, { timeoutMs: patienceMs(untilMs) }));
  return 'refused' in answer && answer.refused.charge ? { accepted: answer.refused.charge } : answer;
}

/** How an order stands; `unknown`: the bridge does not tell. Reads only, so that a full disk is no hindrance. */
export async function lookUp(
  client: BridgeClient,
  orderId: string,
  untilMs: number,
): Promise<ChargeView | 'none' | 'unknown'> {
  const query = new URLSearchParams({ order_id: orderId });
  const answer = await quietly(() =>
    client.call('GET', `/v1/charges?${query.toString()}`, undefined, { timeoutMs: patienceMs(untilMs) }),
  );
  const charges = answer?.status === 200 ? (answer.body as { data?: readonly ChargeView[] } | null)?.data : undefined;
  return Array.isArray(charges) ? ((charges as readonly ChargeView[])[0] ?? 'none') : 'unknown';
}

/** Follows the charge to its end, or to the caller's time limit, which leaves the charge where it is. */
export async function follow(
  client: BridgeClient,
  first: ChargeView,
  untilMs: number,
  seen: (charge: ChargeView) => void,
): Promise<ChargeView> {
  let charge = first;
  while (!isFinal(charge.status) && charge.status !== 'in_doubt' && Date.now() < untilMs) {
    const wait = Math.max(1, Math.min(30, Math.ceil((untilMs - Date.now()) / 1000)));
    const next = await lookAt(client, charge.id, wait);
    if (next) seen((charge = next));
    // The bridge is being restarted, or its key was changed; the charge is on its disk.
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return charge;
}

async function lookAt(client: BridgeClient, id: string, wait: number): Promise<ChargeView | undefined> {
  const path = `/v1/charges/${id}?wait=${wait}`;
  const answer = await quietly(() => client.call('GET', path, undefined, { timeoutMs: (wait + 5) * 1000 }));
  return answer?.status === 200 ? (answer.body as ChargeView) : undefined;
}

async function quietly(call: () => Promise<BridgeAnswer>): Promise<BridgeAnswer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof BridgeUnreachableError || error instanceof AnswerLostError) return undefined;
    throw error;
  }
}
