import type { Page } from '../contract/desk.ts';
import type { Config } from '../contract/config.ts';
import type { Lang } from '../contract/faults.ts';
import type { Problem } from '../contract/problems.ts';
import type { ListQuery } from '../contract/requests.ts';
import { findTerminal } from '../charge/accept-rules.ts';
import { parseDecimalAmount } from '../charge/money.ts';
import type { Store } from '../store/store.ts';
import { startOfDayMs } from '../charge/shop-day.ts';
import type { Views } from './views.ts';

/** The list of charges, newest first, by cursor. */
export function listCharges(
  deps: { store: Store; config: () => Config; views: Views },
  query: ListQuery,
  lang: Lang,
): Page | Problem {
  const { store, config, views } = deps;
  const beforeSeq = query.cursor === undefined ? undefined : readCursor(query.cursor);
  if (beforeSeq === null) return { code: 'invalid_request', faults: [{ path: 'cursor', fault: 'cursor_shape' }] };
  const terminal =
    query.terminal === undefined ? undefined : (findTerminal(config(), query.terminal)?.id ?? query.terminal);
  const text = query.q?.trim();
  const rows = store.list({
    orderId: query.order_id,
    statuses: query.status,
    terminalId: terminal,
    fromMs: query.from === undefined ? undefined : readMoment(query.from, 0),
    toMs: query.to === undefined ? undefined : readMoment(query.to, 1),
    words: text
      ? { text, cents: parseDecimalAmount(text.replace(/^(Q|GTQ|US\$|USD|\$)\s*/i, '').replaceAll(',', '')) }
      : undefined,
    beforeSeq,
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    data: shown.map(({ charge }) => views.charge(charge, lang)),
    next_cursor: rows.length > query.limit && last ? Buffer.from(`c1:${last.seq}`).toString('base64url') : null,
  };
}

function readCursor(cursor: string): number | null {
  const match = /^c1:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  return match ? Number(match[1]) : null;
}

/** A date is the whole of that day in the shop; `to` is its end. */
const readMoment = (text: string, extraDays: number): number =>
  /^\d{4}-\d\d-\d\d$/.test(text) ? startOfDayMs(text, extraDays) : Date.parse(text);
