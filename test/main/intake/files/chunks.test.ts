import { afterEach, describe, expect, it } from 'vitest';
import type { ImportRow } from '../../../../main/contract/file-ledger.ts';
import { CHAIN_START } from '../../../../main/store/journal.ts';
import { randomFrom, seedFrom } from '../../../seed.ts';
import { openLedger } from './ledger.ts';
import { makeFolder } from './stage.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

const ROWS = 300;
const seed = seedFrom('PUENTE_SEED');

/** Rows as careless exports have them: numbers again and again, with other amounts, with leave to replace, too old, out of range. */
function drawRows(random: () => number): ImportRow[] {
  const nowMs = Date.now();
  return Array.from({ length: ROWS }, (_, row): ImportRow => {
    const at = { row, line: row + 2 };
    if (random() < 0.05) return { ...at, refusal: 'No es una venta.' };
    const amount_in_cents = random() < 0.05 ? 1 : random() < 0.2 ? 2000 : 1000;
    const order = {
      order_id: random() < 0.5 ? `AGAIN-${Math.floor(random() * 40)}` : `NEW-${row}`,
      amount_in_cents,
      source: 'file',
      requestedAtMs: random() < 0.1 ? 1 : nowMs,
      ...(random() < 0.3 && { replace: true }),
    } as const;
    return { ...at, order, echo: random() < 0.5 ? {} : { '001-000': String(row) } };
  });
}

/** A file's rows taken in transactions of that many; answers with all that is on disk of them, but for ids and moments. */
async function importInChunks(rows: readonly ImportRow[], size: number, answerRepeats: boolean) {
  const { data, remove } = makeFolder();
  const { store, ledger } = openLedger(data);
  closers.push(remove, () => store.close());
  store.remoteOrders.note('AGAIN-1', 'trm_far', 1);
  store.remoteOrders.note('AGAIN-2', 'trm_far', 1);
  store.remoteOrders.know('AGAIN-2', 'ended', 'trm_far', true);
  const begin = (folder: string) =>
    ledger.begin({ folder, name: 'v.csv', claim: 'v', size: 1, sha256: 's', mtimeMs: 1, settings: 's' });
  const earlier = ['AGAIN-3', 'AGAIN-4', 'AGAIN-5'].map((order_id, row) => ({
    ...{ row, line: row + 2, echo: {} },
    order: { order_id, amount_in_cents: 1000, source: 'file', requestedAtMs: Date.now() } as const,
  }));
  await ledger.importChunk(begin('other').id, earlier, { rowsDone: 3, totalRows: 3 });
  const { id } = begin('f');
  const outcomes: object[] = [];
  for (let from = 0; from < rows.length; from += size) {
    const chunk = rows.slice(from, from + size);
    const progress = { rowsDone: from + chunk.length, totalRows: rows.length };
    const taken = await ledger.importChunk(id, chunk, progress, { answerRepeats });
    outcomes.push(...taken.map(({ row, kind, reason }) => ({ row, kind, reason })));
  }
  const all = (sql: string): unknown[] => store.db.prepare(sql).all();
  return {
    outcomes,
    charges: all('SELECT seq, order_id, amount_in_cents, status, wish, wish_attempt FROM charges ORDER BY seq'),
    journal: all(`SELECT journal.seq, order_id, kind, journal.status, data FROM journal
      LEFT JOIN charges ON charges.id = charge_id ORDER BY journal.seq`),
    rows: all(`SELECT row, line, kind, order_id, reason FROM file_rows LEFT JOIN charges ON charges.id = charge_id
      WHERE file_id = ${id} ORDER BY row`),
    owed: all(`SELECT folder, order_id, file_id, echo, due_seq, written_seq FROM file_charges
      JOIN charges ON charges.id = charge_id ORDER BY folder, charges.seq`),
    file: all('SELECT rows_done, total_rows, taken, refused FROM files ORDER BY id'),
    chain: store.journal.verify({ seq: 0, hash: CHAIN_START }, 10_000).broken,
  };
}

describe(`a chunk of rows (seed ${seed})`, () => {
  it.each([false, true])(
    'is what its rows are one after the other (repeats are answered: %s)',
    async (answerRepeats) => {
      const rows = drawRows(randomFrom(seed));
      const alone = await importInChunks(rows, 1, answerRepeats);
      for (const size of [7, 60, ROWS]) expect(await importInChunks(rows, size, answerRepeats)).toEqual(alone);
      expect(alone.chain).toBeUndefined();
      // Control: every way that an order can go was gone.
      const kinds = new Set(alone.outcomes.map((outcome) => ('kind' in outcome ? outcome.kind : '')));
      expect([...kinds].sort()).toEqual(['created', 'existing', 'refused', 'replaced']);
    },
  );
});
