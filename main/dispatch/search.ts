import type { Attempt } from '../charge/attempt.ts';
import type { CheckoutAnswer } from '../recurrente/readings.ts';
import type { Reply } from '../recurrente/reply.ts';
import type { ConnectionWatch } from './connection.ts';
import type { DispatchDeps } from './context.ts';

/** More pages than a shop's account fills in a day; a chain's account is asked in shorter pieces. */
const MAX_PAGES = 100;
/** The reply's reason when even a minute holds more pages than that. */
export const TOO_LONG = 'list_too_long';
const SHORTEST_MS = 60_000;
/** Two pieces share this much: whether an end belongs to them is not documented. */
const OVERLAP_MS = 1000;
const MARGIN_MS = 10 * 60_000;

export interface Found {
  /** By Recurrente's clock. */
  readonly startedAtMs: number;
  readonly checkouts: readonly CheckoutAnswer[];
  /** Of items that could not be read: their external ids, undefined where that could not be read either. */
  readonly unreadable: readonly (string | undefined)[];
}

/**
 * Every checkout made between two moments of Recurrente's clock. All pages or nothing: a search that missed a page must not
 * say "it is not there".
 */
export async function listAllCheckouts(
  deps: Pick<DispatchDeps, 'recurrente'>,
  connection: Pick<ConnectionWatch, 'report'>,
  fromMs: number,
  untilMs: number,
): Promise<Reply<Found>> {
  const whole = await listPages(deps, connection, fromMs, untilMs);
  const isTooLong = whole.kind === 'unknown' && whole.reason === TOO_LONG;
  if (!isTooLong || untilMs - fromMs <= SHORTEST_MS) return whole;
  const middleMs = Math.floor((fromMs + untilMs) / 2);
  const earlier = await listAllCheckouts(deps, connection, fromMs, middleMs + OVERLAP_MS);
  if (earlier.kind !== 'ok') return earlier;
  const later = await listAllCheckouts(deps, connection, middleMs - OVERLAP_MS, untilMs);
  if (later.kind !== 'ok') return later;
  // What was made in the middle stands in both.
  const checkouts = new Map(
    [...earlier.value.checkouts, ...later.value.checkouts].map((each) => [each.reading.id, each]),
  );
  const unreadable = [...new Set([...earlier.value.unreadable, ...later.value.unreadable])];
  return { ...earlier, value: { ...earlier.value, checkouts: [...checkouts.values()], unreadable } };
}

async function listPages(
  { recurrente }: Pick<DispatchDeps, 'recurrente'>,
  connection: Pick<ConnectionWatch, 'report'>,
  fromMs: number,
  untilMs: number,
): Promise<Reply<Found>> {
  const startedAtMs = recurrente.serverNow();
  const checkouts = new Map<string, CheckoutAnswer>();
  const unreadable = new Set<string | undefined>();
  let lastPage = '';
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const reply = connection.report(await recurrente.listCheckouts(fromMs, untilMs, page));
    if (reply.kind !== 'ok') return reply;
    for (const externalId of reply.value.unreadable) unreadable.add(externalId);
    const known = checkouts.size;
    for (const checkout of reply.value.checkouts) checkouts.set(checkout.reading.id, checkout);
    // The end is a page without anything new: how many items a page really holds is Recurrente's choice.
    const isNew = checkouts.size > known || (reply.value.hasUnreadable && reply.value.text !== lastPage);
    lastPage = reply.value.text;
    if (!isNew)
      return {
        ...reply,
        value: { startedAtMs, checkouts: [...checkouts.values()], unreadable: [...unreadable] },
        startedAtMs,
      };
  }
  return { kind: 'unknown', reason: TOO_LONG, delayMs: null, httpStatus: null };
}

/** The checkouts that carry the attempt's external id, from `backMs` before its first send until now (design decision 5). */
export async function searchAttempt(
  deps: Pick<DispatchDeps, 'recurrente'>,
  connection: Pick<ConnectionWatch, 'report'>,
  attempt: Attempt,
  backMs = MARGIN_MS,
): Promise<Reply<Found>> {
  const fromMs = (attempt.firstSentServerMs ?? attempt.createdAtMs) - backMs;
  const reply = await listAllCheckouts(deps, connection, fromMs, deps.recurrente.serverNow() + MARGIN_MS);
  if (reply.kind !== 'ok') return reply;
  // One of the account's other checkouts may have a status that we do not know; only this very one must be readable.
  if (reply.value.unreadable.includes(undefined) || reply.value.unreadable.includes(attempt.externalId))
    return { kind: 'unknown', reason: 'unreadable_checkouts', delayMs: null, httpStatus: reply.httpStatus };
  const mine = reply.value.checkouts.filter((checkout) => checkout.externalId === attempt.externalId);
  return { ...reply, value: { ...reply.value, checkouts: mine } };
}
