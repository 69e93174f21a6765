import type { ChargeView, JournalEntry, Source } from './charge.ts';
import type { Lang } from './faults.ts';
import type { Problem } from './problems.ts';
import type { ListQuery, NewChargeBody, Resolution } from './requests.ts';
import type { Alert, StatusView, TerminalView } from './status.ts';

/** An order as an intake hands it over: the body of `POST /v1/charges` plus where it came from. */
export interface Order extends NewChargeBody {
  readonly source: Source;
  /** When the ERP asked, if that was before now (export files): ms since the epoch. Expiry counts from here. */
  readonly requestedAtMs?: number;
  /** The id that the charge has already, where it was asked for elsewhere (a hub); else it gets one. */
  readonly id?: string;
}

export type Accepted =
  | { readonly kind: 'created' | 'existing' | 'replaced'; readonly charge: ChargeView }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly charge?: ChargeView };

export type Changed =
  | { readonly kind: 'ok'; readonly charge: ChargeView }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly charge?: ChargeView };

export interface Page {
  readonly data: readonly ChargeView[];
  readonly next_cursor: string | null;
}

/**
 * A line of news as SSE and long polls see it; `seq` is the journal number. `unwritten`: no line of this journal stands behind it (another
 * till has the terminal now); it comes under the last number, and a stream that resumes reads every terminal anew.
 */
export type News =
  | { readonly seq: number; readonly event: 'charge'; readonly charge: ChargeView }
  | { readonly seq: number; readonly event: 'terminal'; readonly terminal: TerminalView; readonly unwritten?: true }
  | { readonly seq: number; readonly event: 'bridge'; readonly status: StatusView; readonly alert?: Alert };

/**
 * What the bridge does for those who call it: the one interface between every intake (HTTP, files, serial, window, CLI) and
 * the inside. Refusals are values. A promise that resolves has been committed to disk.
 */
export interface Desk {
  /** `alongside` is called in the transaction that accepts the order, for what must be written with it or not at all. */
  accept(order: Order, alongside?: (accepted: Accepted) => void): Promise<Accepted>;
  get(id: string, lang?: Lang): ChargeView | undefined;
  findByOrder(orderId: string, lang?: Lang): ChargeView | undefined;
  list(query: ListQuery, lang?: Lang): Page | Problem;
  events(id: string, lang?: Lang): readonly JournalEntry[] | undefined;
  cancel(id: string, by: string): Promise<Changed>;
  retry(id: string, by: string): Promise<Changed>;
  move(id: string, terminal: string, by: string): Promise<Changed>;
  resolve(id: string, resolution: Resolution, by: string): Promise<Changed>;
  check(id: string, by: string): Promise<Changed>;
  release(terminal: string, note: string, by: string): Promise<TerminalView | Problem>;
  /** A person allows replays again after a replay made a second command (design decision 6). */
  allowReplays(note: string, by: string): Promise<void>;
  terminals(lang?: Lang): readonly TerminalView[];
  status(lang?: Lang): StatusView;
  acknowledgeAlert(id: number, by: string): Promise<boolean>;
  /** News after `seq`, oldest first, at most `limit`; for resuming streams. */
  newsSince(seq: number, limit: number, lang?: Lang): readonly News[];
  lastSeq(): number;
  /** Called after each commit that made news; returns the way to stop listening. A listener's exception changes nothing. */
  subscribe(listener: (news: News) => void): () => void;
}
