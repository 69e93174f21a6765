import type { ChargeView } from '../../contract/charge.ts';
import type { Desk } from '../../contract/desk.ts';
import { isRefunded } from './outcome.ts';

/** What a till's port has charged, read from the desk, so that it survives a restart of the bridge. */
export interface TillLedger {
  /** The newest sale of this port within a week, whatever became of it. */
  lastSale(nowMs: number): ChargeView | undefined;
  /**
   * Sales of this port that were paid on a day (`yyyy-MM-dd`, shop time) and not refunded since, without tips, and how many are
   * not closed yet.
   */
  totals(day: string): { readonly count: number; readonly cents: number; readonly open: number };
}

const PAGE = 200;
/** A till without any sale must not read the whole history. */
const MOST_PAGES = 50;
const DAY_MS = 86_400_000;

export function createTillLedger(desk: Pick<Desk, 'list'>, portId: string, timeZone: string): TillLedger {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });

  /** This port's charges, newest first. */
  function* charges(sinceMs: number): Generator<ChargeView, undefined> {
    const from = new Date(sinceMs).toISOString();
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = desk.list({ status: [], limit: PAGE, from, ...(cursor ? { cursor } : {}) });
      if ('code' in answer) throw new Error(`the list of charges was refused: ${answer.code}`);
      for (const charge of answer.data)
        if (charge.source === 'serial' && charge.metadata['serial_port'] === portId) yield charge;
      if (answer.next_cursor === null) return undefined;
      cursor = answer.next_cursor;
    }
    return undefined;
  }
  return {
    lastSale(nowMs) {
      return charges(nowMs - 7 * DAY_MS).next().value ?? undefined;
    },
    totals(wanted) {
      let count = 0;
      let cents = 0;
      let open = 0;
      // One day more than asked for, since the list counts its days elsewhere; the shop's day decides below.
      for (const charge of charges(Date.parse(`${wanted}T00:00:00Z`) - DAY_MS)) {
        if (!charge.final) open += 1;
        else if (
          charge.paid &&
          !isRefunded(charge) &&
          day.format(Date.parse(charge.paid_at ?? charge.updated_at)) === wanted
        ) {
          count += 1;
          cents += charge.amount_in_cents;
        }
      }
      return { count, cents, open };
    },
  };
}

/** `yyyy-MM-dd` on the shop's wall clock. */
export const shopDay = (atMs: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);
