import type { ChargeView } from '../../main/contract/charge.ts';
import type { Lang } from '../../main/contract/faults.ts';
import { call, type Refusal } from '../api/call.ts';
import { csvHead, csvLines } from './csv.ts';
import { toQuery, type Filters } from './filters.ts';

/** A spreadsheet's worth; a page that held a million rows as text would fall over. */
export const CSV_MOST = 50_000;
const PAGE = 500;

export type Exported =
  | { readonly ok: true; readonly rows: number; readonly complete: boolean; readonly blob: Blob }
  | { readonly ok: false; readonly refusal: Refusal };

/** All charges that match, newest first, as one file. Read page by page; nothing is saved when a page fails. */
export async function exportCsv(filters: Filters, lang: Lang, onRows: (rows: number) => void): Promise<Exported> {
  const parts = [csvHead()];
  let cursor: string | null = null;
  let rows = 0;
  do {
    const answer: Awaited<ReturnType<typeof readPage>> = await readPage(filters, lang, cursor);
    if (!answer.ok) return { ok: false, refusal: answer.refusal };
    parts.push(csvLines(answer.data.data));
    rows += answer.data.data.length;
    onRows(rows);
    cursor = answer.data.next_cursor;
  } while (cursor !== null && rows < CSV_MOST);
  return { ok: true, rows, complete: cursor === null, blob: new Blob(parts, { type: 'text/csv;charset=utf-8' }) };
}

const readPage = (filters: Filters, lang: Lang, cursor: string | null) =>
  call<{ data: ChargeView[]; next_cursor: string | null }>(`/v1/charges?${toQuery(filters, PAGE, cursor)}`, { lang });

export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
