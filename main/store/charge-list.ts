import type { Database } from 'better-sqlite3';
import type { Status } from '../contract/charge.ts';
import type { ChargeRow } from './charge-rows.ts';

export interface ChargeFilter {
  readonly orderId?: string | undefined;
  readonly statuses?: readonly Status[];
  readonly terminalId?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Part of an order number (three characters or more), last four digits, or an amount in cents. */
  readonly words?: { readonly text: string; readonly cents: number | undefined } | undefined;
  /** Rows older than this one. */
  readonly beforeSeq?: number | undefined;
  readonly limit: number;
}

/** One page of charges, newest first, by keyset: a page costs the same at the end of a million rows as at the start. */
export function listCharges(db: Database, filter: ChargeFilter): ChargeRow[] {
  const where: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...params: (string | number)[]): void => {
    where.push(condition);
    values.push(...params);
  };
  if (filter.orderId !== undefined) add('order_id = ?', filter.orderId);
  if (filter.statuses?.length) add(`status IN (${filter.statuses.map(() => '?').join(', ')})`, ...filter.statuses);
  if (filter.terminalId !== undefined) add('terminal_id = ?', filter.terminalId);
  if (filter.fromMs !== undefined) add('created_at_ms >= ?', filter.fromMs);
  if (filter.toMs !== undefined) add('created_at_ms < ?', filter.toMs);
  if (filter.beforeSeq !== undefined) add('seq < ?', filter.beforeSeq);
  if (filter.words) {
    const { text, cents } = filter.words;
    const ways =
      text.length >= 3 ? ['seq IN (SELECT rowid FROM charge_words WHERE charge_words MATCH ?)'] : ['order_id = ?'];
    const params: (string | number)[] = [text.length >= 3 ? `"${text.replaceAll('"', '""')}"` : text];
    if (/^\d{4}$/.test(text)) {
      ways.push('last4 = ?');
      params.push(text);
    }
    if (cents !== undefined) {
      ways.push('amount_in_cents = ?', 'paid_in_cents = ?');
      params.push(cents, cents);
    }
    add(`(${ways.join(' OR ')})`, ...params);
  }
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  return db
    .prepare<unknown[], ChargeRow>(`SELECT * FROM charges ${condition} ORDER BY seq DESC LIMIT ?`)
    .all(...values, filter.limit);
}
