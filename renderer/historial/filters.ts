import type { ChargeView, Status } from '../../main/contract/charge.ts';
import { shopDay } from '../ui/format.ts';

export const OUTCOMES = ['all', 'paid', 'unpaid', 'doubt', 'open'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const RANGES = ['today', 'week', 'month', 'any'] as const;
export type Range = (typeof RANGES)[number];

export interface Filters {
  readonly q: string;
  readonly outcome: Outcome;
  readonly terminal: string;
  /** Days of the shop, `2026-11-22`; empty for no limit. */
  readonly from: string;
  readonly to: string;
  /** One shop of a chain; empty for all, and in the window of a single shop. */
  readonly shop: string;
}
export const NO_FILTERS: Filters = { q: '', outcome: 'all', terminal: '', from: '', to: '', shop: '' };

const STATUSES: Readonly<Record<Outcome, readonly Status[]>> = {
  all: [],
  paid: ['paid'],
  unpaid: ['declined', 'failed', 'superseded', 'cancelled', 'expired'],
  doubt: ['in_doubt'],
  open: ['queued', 'sending', 'pending', 'dispatched'],
};

export function toQuery(filters: Filters, limit: number, cursor: string | null): string {
  const query = new URLSearchParams({ limit: String(limit) });
  const { q, outcome, terminal, from, to, shop } = filters;
  if (q.trim()) query.set('q', q.trim());
  if (STATUSES[outcome].length > 0) query.set('status', STATUSES[outcome].join(','));
  if (terminal) query.set('terminal', terminal);
  if (shop) query.set('shop', shop);
  if (from) query.set('from', from);
  if (to) query.set('to', to);
  if (cursor) query.set('cursor', cursor);
  return query.toString();
}

/** What the filters say of a charge, but for the words: which charges those match only the bridge knows. */
export function isWanted({ outcome, terminal, from, to }: Filters, charge: ChargeView): boolean {
  const day = shopDay(Date.parse(charge.created_at));
  return (
    (outcome === 'all' || STATUSES[outcome].includes(charge.status)) &&
    (terminal === '' || charge.terminal.alias === terminal) &&
    (from === '' || day >= from) &&
    (to === '' || day <= to)
  );
}

const DAYS: Readonly<Record<Range, number | null>> = { today: 0, week: 6, month: 29, any: null };
const DAY_MS = 86_400_000;

export function rangeDays(range: Range, nowMs: number): Pick<Filters, 'from' | 'to'> {
  const days = DAYS[range];
  return days === null ? { from: '', to: '' } : { from: shopDay(nowMs - days * DAY_MS), to: shopDay(nowMs) };
}

/** Which of the ready-made ranges these days are; undefined for days chosen by hand. */
export const rangeOf = ({ from, to }: Filters, nowMs: number): Range | undefined =>
  RANGES.find((range) => {
    const days = rangeDays(range, nowMs);
    return days.from === from && days.to === to;
  });

/** Kept in the address, so that going back finds the same list. */
export function readFilters(query: URLSearchParams): Filters {
  const day = (name: string): string =>
    /^\d{4}-\d\d-\d\d$/.test(query.get(name) ?? '') ? (query.get(name) ?? '') : '';
  return {
    q: query.get('q') ?? '',
    outcome: OUTCOMES.find((outcome) => outcome === query.get('outcome')) ?? 'all',
    terminal: query.get('terminal') ?? '',
    from: day('from'),
    to: day('to'),
    shop: query.get('shop') ?? '',
  };
}

export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters) as [keyof Filters, string][])
    if (value !== NO_FILTERS[name]) query.set(name, value);
  return query.toString();
}
