import path from 'node:path';
import iconv from 'iconv-lite';
import type { Order } from '../../contract/desk.ts';
import type { Lang } from '../../contract/faults.ts';
import type { Profile } from '../../contract/folders.ts';
import type { Preview, PreviewCard, PreviewReject } from '../../contract/folder-wizard.ts';
import type { Currency } from '../../contract/money.ts';
import { formatMoney } from '../../contract/money.ts';
import { explainProblem, type Problem } from '../../contract/problems.ts';
import { fingerprint, hashOf } from './import-file.ts';
import { readFile, tooLarge } from './read-file.ts';
import { describeReason, UnreadableFile } from './reasons.ts';
import { WIZARD_WORDS } from './wizard-words.ts';

export interface PreviewContext {
  readonly nowMs: number;
  /** Of files whose time is not known, such as samples that were dropped on the window: now. */
  readonly mtimeMs: number;
  readonly expireAfterMs: number;
  readonly currency: Currency;
  readonly terminal: string | null;
  /** Why the bridge would not take such an order; without it all are shown that can be read. */
  readonly refusalOf?: RefusalOf | undefined;
  /** The terminal of files that name none is still to be chosen: that alone is no refusal. */
  readonly terminalOpen?: boolean;
  /** Spanish unless asked otherwise. */
  readonly lang?: Lang;
}
export type RefusalOf = (order: Order) => Problem | undefined;
const MOST_SHOWN = 200;

/** What these settings would make of a file: cards and rejects, the first 200 of each. Charges nothing. */
export async function previewFile(
  { name, bytes }: { name: string; bytes: Uint8Array },
  profile: Profile,
  context: PreviewContext,
): Promise<Preview> {
  const { nowMs, mtimeMs, lang = 'es' } = context;
  const stem = path.parse(name).name;
  const facts = { stem, folder: profile.name ?? '', sha256: hashOf(bytes), mtimeMs, nowMs, lang };
  try {
    const read = await readFile(bytes, profile, facts);
    const cards: PreviewCard[] = [];
    const rejects: PreviewReject[] = [];
    for (const [index, row] of read.rows.entries()) {
      const refuse = (why: string, terminal?: string): void => {
        const original = show(read.bytesOf(index), read.encoding);
        rejects.push({
          file: name,
          line: row.line,
          reason: why,
          original,
          ...(terminal !== undefined && { terminal }),
        });
      };
      if (row.kind === 'refused') refuse(row.refusal);
      if (row.kind !== 'order') continue;
      const problem = findProblem(row.order, context);
      if (!problem) cards.push(toCard(name, row.line, row.order, context));
      else {
        const isUnknown = problem.faults?.some(({ fault }) => fault === 'terminal_unknown');
        refuse(explainProblem(problem, lang), isUnknown ? row.order.terminal : undefined);
      }
    }
    return {
      cards: cards.slice(0, MOST_SHOWN),
      rejects: rejects.slice(0, MOST_SHOWN),
      total_rows: read.rows.length,
      skipped_rows: read.skipped,
      encoding: read.encoding,
    };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return unreadable(name, error, lang);
  }
}

function findProblem(order: Order, { refusalOf, terminalOpen = false }: PreviewContext): Problem | undefined {
  const problem = refusalOf?.(order);
  if (!problem?.faults || !terminalOpen) return problem;
  const faults = problem.faults.filter(({ fault }) => fault !== 'terminal_missing');
  return faults.length > 0 ? { ...problem, faults } : undefined;
}

/** The same of a file where it lies; its own time counts. */
export async function previewOnDisk(
  file: string,
  name: string,
  profile: Profile,
  context: Omit<PreviewContext, 'mtimeMs'>,
): Promise<Preview> {
  const { bytes, size, mtimeMs } = await fingerprint(file);
  return bytes
    ? previewFile({ name, bytes }, profile, { ...context, mtimeMs })
    : unreadable(name, tooLarge(size), context.lang ?? 'es');
}

const unreadable = (file: string, { reason }: UnreadableFile, lang: Lang): Preview => ({
  cards: [],
  rejects: [{ file, line: null, reason: describeReason(reason, lang), original: '' }],
  total_rows: 0,
  skipped_rows: 0,
  encoding: null,
});

/** Several files as one preview. */
export const joinPreviews = (previews: readonly Preview[]): Preview => ({
  cards: previews.flatMap(({ cards }) => cards).slice(0, MOST_SHOWN),
  rejects: previews.flatMap(({ rejects }) => rejects).slice(0, MOST_SHOWN),
  total_rows: previews.reduce((sum, { total_rows }) => sum + total_rows, 0),
  skipped_rows: previews.reduce((sum, { skipped_rows }) => sum + skipped_rows, 0),
  encoding: previews.map(({ encoding }) => encoding).find((encoding) => encoding !== null) ?? null,
});

interface CardOrder {
  readonly order_id: string;
  readonly amount_in_cents?: number | undefined;
  readonly currency?: Currency | undefined;
  readonly terminal?: string | undefined;
  readonly requestedAtMs?: number;
  readonly expires_in?: number | undefined;
}
function toCard(file: string, line: number, order: CardOrder, context: PreviewContext): PreviewCard {
  const cents = order.amount_in_cents ?? 0;
  const currency = order.currency ?? context.currency;
  const terminal = order.terminal ?? context.terminal;
  const waitMs = order.expires_in === undefined ? context.expireAfterMs : order.expires_in * 1000;
  return {
    file,
    line,
    order_id: order.order_id,
    amount_in_cents: cents,
    currency,
    terminal,
    title: [formatMoney(cents, currency), `${WIZARD_WORDS[context.lang ?? 'es'].invoice} ${order.order_id}`, terminal]
      .filter(Boolean)
      .join(', '),
    expired: (order.requestedAtMs ?? context.nowMs) + waitMs <= context.nowMs,
  };
}

const show = (bytes: Uint8Array, encoding: string): string => {
  const text = iconv.decode(Buffer.from(bytes), encoding);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
};
