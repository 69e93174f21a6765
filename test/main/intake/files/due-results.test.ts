import { afterEach, describe, expect, it } from 'vitest';
import type { DueResult, ResultMoment } from '../../../../main/contract/file-ledger.ts';
import { createChanges } from '../../../../main/desk/changes.ts';
import { createViews } from '../../../../main/desk/views.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { openLedger } from './ledger.ts';
import { makeFolder } from './stage.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

/** The real store with one file of two charges in the folder `f`, the second of them too old to fire. */
async function stage(settings: { askedBefore?: ResultMoment } = {}) {
  const { data, remove } = makeFolder();
  const steps: string[] = [];
  const { store, ledger, accept, config } = openLedger(data, { failpoint: (step) => steps.push(step) });
  closers.push(remove, () => store.close());
  const views = createViews({ store, config: () => config, canSend: () => true });
  const changes = createChanges({
    store,
    config: () => config,
    clock: systemClock,
    serverNow: () => systemClock.now(),
    views,
  });
  const begin = (folder: string, claim: string) =>
    ledger.begin({ folder, name: `${claim}.csv`, claim, size: 1, sha256: claim, mtimeMs: 1, settings: 's' });
  const row = (at: number, order_id: string, requestedAtMs: number) => ({
    row: at,
    line: at + 2,
    order: { order_id, amount_in_cents: 1000, source: 'file', requestedAtMs } as const,
    echo: { '001-000': order_id },
  });
  if (settings.askedBefore) ledger.dueResults('f', settings.askedBefore, 100);
  const file = begin('f', 'one');
  const rows = [row(0, 'NEW', Date.now()), row(1, 'OLD', 1)];
  const outcomes = await ledger.importChunk(file.id, rows, { rowsDone: 2, totalRows: 2 });
  const idOf = (at: number): string => outcomes[at]?.chargeId ?? '';
  const due = (when: ResultMoment, folder = 'f'): readonly DueResult[] => ledger.dueResults(folder, when, 100);
  const statuses = (when: ResultMoment, folder = 'f') =>
    due(when, folder).map(({ charge }) => [charge.order_id, charge.status]);
  const acceptElsewhere = (from: number, to: number): void =>
    store.transact('accept', () => {
      for (let at = from; at < to; at += 1) accept({ order_id: `E-${at}`, amount_in_cents: 1000, source: 'http' });
    });
  /** How often the folder's news were written down. */
  const notes = (): number => steps.filter((step) => step === 'before:file:news').length;
  return { ledger, changes, acceptElsewhere, begin, row, idOf, due, statuses, notes };
}

describe('the results that a folder is owed', () => {
  it('tells final ones only, until they are written, with what the request carried', async () => {
    const { ledger, due, statuses } = await stage();
    expect(statuses('final')).toEqual([['OLD', 'expired']]);
    expect(statuses('final')).toEqual([['OLD', 'expired']]);
    expect(due('final')[0]).toMatchObject({ fileName: 'one.csv', echo: { '001-000': 'OLD' } });
    ledger.resultsWritten('f', due('final'));
    expect(statuses('final')).toEqual([]);
  });

  it.each(['final', 'answer'] as const)(
    'passes over at once what a file brings in that is nothing to tell, until there is (%s)',
    async (askedBefore) => {
      const { ledger, changes, idOf, due, statuses } = await stage({ askedBefore });
      expect(statuses(askedBefore)).toEqual([['OLD', 'expired']]);
      changes.cancel(idOf(0), 'test');
      expect(statuses(askedBefore)).toEqual([
        ['OLD', 'expired'],
        ['NEW', 'cancelled'],
      ]);
      ledger.resultsWritten('f', due(askedBefore));
      expect(statuses(askedBefore)).toEqual([]);
    },
  );

  it('writes nothing for news of charges that are none of the folder, but now and then how far it has looked', async () => {
    const { ledger, changes, acceptElsewhere, idOf, due, statuses, notes } = await stage({ askedBefore: 'final' });
    ledger.resultsWritten('f', due('final'));
    const before = notes();
    acceptElsewhere(0, 400);
    expect(statuses('final')).toEqual([]);
    expect(notes()).toBe(before);
    acceptElsewhere(400, 1100);
    expect(statuses('final')).toEqual([]);
    expect(notes()).toBe(before + 1);
    // Control: news of its own are.
    changes.cancel(idOf(0), 'test');
    expect(statuses('final')).toEqual([['NEW', 'cancelled']]);
    expect(notes()).toBe(before + 2);
  });

  it('tells every change to those who want every change', async () => {
    const { ledger, changes, idOf, due, statuses } = await stage({ askedBefore: 'change' });
    expect(statuses('change')).toEqual([
      ['NEW', 'queued'],
      ['OLD', 'expired'],
    ]);
    ledger.resultsWritten('f', due('change'));
    expect(statuses('change')).toEqual([]);
    changes.cancel(idOf(0), 'test');
    expect(statuses('change')).toEqual([['NEW', 'cancelled']]);
  });

  it('tells the same outcome again when the charge had been opened in between', async () => {
    const { ledger, changes, idOf, due, statuses } = await stage();
    changes.cancel(idOf(0), 'test');
    ledger.resultsWritten('f', due('final'));
    changes.retry(idOf(0), 'test');
    expect(statuses('final')).toEqual([]);
    changes.cancel(idOf(0), 'test');
    expect(statuses('final')).toEqual([['NEW', 'cancelled']]);
  });

  it('does not take news for told that came after the file was written', async () => {
    const { ledger, changes, idOf, due, statuses } = await stage();
    const seen = due('change');
    changes.cancel(idOf(0), 'test');
    expect(statuses('change')).toContainEqual(['NEW', 'cancelled']);
    ledger.resultsWritten('f', seen);
    expect(statuses('change')).toEqual([['NEW', 'cancelled']]);
  });

  it('answers a repeated order again only where the dialect asks for it, and each folder for itself', async () => {
    const { ledger, begin, row, due, statuses } = await stage();
    ledger.resultsWritten('f', due('final'));
    const progress = { rowsDone: 1, totalRows: 1 };
    await ledger.importChunk(begin('f', 'two').id, [row(0, 'OLD', 1)], progress);
    expect(statuses('final')).toEqual([]);
    await ledger.importChunk(begin('f', 'three').id, [row(0, 'OLD', 1)], progress, { answerRepeats: true });
    expect(statuses('final')).toEqual([['OLD', 'expired']]);
    await ledger.importChunk(begin('g', 'four').id, [row(0, 'OLD', 1)], progress);
    expect(statuses('final', 'g')).toEqual([['OLD', 'expired']]);
  });
});

describe('an order that comes again', () => {
  const progress = { rowsDone: 1, totalRows: 1 };
  async function asked(claim = 'two') {
    const { ledger, begin, row, due } = await stage();
    const ask = async (name: string): Promise<number> => {
      const file = begin('f', name);
      await ledger.importChunk(file.id, [row(0, 'OLD', 1)], progress, { answerRepeats: true });
      return file.id;
    };
    // The first answer is none of a repeat.
    expect(due('final')[0]?.repeat).toBeUndefined();
    ledger.resultsWritten('f', due('final'));
    return { ledger, due, ask, fileId: await ask(claim) };
  }

  it('is told from one that is answered for the first time, with what was noted before its answer', async () => {
    const { ledger, due, fileId } = await asked();
    expect(due('final')[0]?.repeat).toEqual({ fileId, linesBefore: null });
    ledger.repeatsBegun(
      'f',
      due('final').map((result) => ({ result, linesBefore: 1 })),
    );
    expect(due('final')[0]?.repeat).toEqual({ fileId, linesBefore: 1 });
    ledger.resultsWritten('f', due('final'));
    expect(due('final')).toEqual([]);
  });

  it('stays owed when it comes once more while it is answered', async () => {
    const { ledger, due, ask } = await asked();
    const seen = due('final');
    const third = await ask('three');
    ledger.repeatsBegun(
      'f',
      seen.map((result) => ({ result, linesBefore: 1 })),
    );
    ledger.resultsWritten('f', seen);
    expect(due('final')[0]?.repeat).toEqual({ fileId: third, linesBefore: null });
    ledger.resultsWritten('f', due('final'));
    expect(due('final')).toEqual([]);
  });
});

describe('the record of a file', () => {
  it('is found again by its claim, begun anew for other content or settings, and left alone when it is finished', async () => {
    const { ledger, begin, row } = await stage();
    const first = begin('f', 'x');
    await ledger.importChunk(first.id, [row(0, 'X-1', Date.now())], { rowsDone: 1, totalRows: 2 });
    expect(begin('f', 'x')).toMatchObject({ id: first.id, rowsDone: 1, state: 'importing' });
    expect(ledger.begin({ ...first, settings: 'other' })).toMatchObject({ id: first.id, rowsDone: 0 });
    await ledger.importChunk(first.id, [row(0, 'X-1', Date.now())], { rowsDone: 1, totalRows: 1 });
    ledger.finish(first.id, 'done', null);
    expect(ledger.begin({ ...first, settings: 'third' })).toMatchObject({ state: 'done', rowsDone: 1 });
    expect(ledger.findByHash('f', 'x')).toMatchObject({ id: first.id });
    expect(ledger.findByHash('g', 'x')).toBeUndefined();
    expect(ledger.unfinished('f').map(({ name }) => name)).toEqual(['one.csv']);
  });

  it('keeps what names its rows from the first row on that was taken, through new content and new claims', async () => {
    const { ledger, begin, row } = await stage();
    const first = begin('f', 'x');
    const named = { identity: 'x', namedAtMs: 1 };
    const nowMs = Date.now();
    // Nothing of it was taken yet: another content is another file.
    const second = ledger.begin({ ...first, sha256: 'xy', mtimeMs: 2 });
    expect(second).toMatchObject({ id: first.id, identity: 'xy', namedAtMs: 2, takenBefore: 0 });
    await ledger.importChunk(first.id, [row(0, 'X-1', nowMs)], { rowsDone: 1, totalRows: 1 });
    const third = ledger.begin({ ...first, sha256: 'xyz', mtimeMs: 3 });
    expect(third).toMatchObject({ identity: 'xy', namedAtMs: 2, takenBefore: 1, rowsDone: 0 });
    // Begun anew before a row was taken again.
    expect(ledger.begin({ ...first, ...named, sha256: 'xyz!', mtimeMs: 4 })).toMatchObject({ identity: 'xy' });
    ledger.finish(first.id, 'rejected', 'unreadable', 'x.2.csv');
    const later = { ...first, claim: 'later', sha256: 'xyz?', mtimeMs: 5 };
    const again = ledger.begin({ ...later, continues: first.id });
    expect(again).toMatchObject({ identity: 'xy', namedAtMs: 2, takenBefore: 1, state: 'importing' });
    expect(ledger.begin({ ...later, claim: 'other' })).toMatchObject({ identity: 'xyz?', takenBefore: 0 });
    expect(ledger.kept('f', 0, 5)).toMatchObject([{ id: first.id, keptAs: 'x.2.csv', note: 'unreadable' }]);
    expect(ledger.kept('f', nowMs + 600_000, 5)).toEqual([]);
  });

  it('tells which rows of a content no reading has taken, by row, or by line under other settings', async () => {
    const { ledger, row } = await stage();
    const take = async (
      claim: string,
      settings: string,
      ...rows: Parameters<typeof ledger.importChunk>[1][number][]
    ) => {
      const { id } = ledger.begin({ folder: 'f', name: 'v.csv', claim, size: 1, sha256: 'v', mtimeMs: 1, settings });
      await ledger.importChunk(id, rows, { rowsDone: 3, totalRows: 3 });
      ledger.finish(id, 'done', null);
    };
    const refused = (at: number) => ({ row: at, line: at + 2, refusal: 'no' });
    const open = () => ledger.refusedOf('f', 'v').rows.map((each) => each.row);
    await take('one', 's', row(0, 'V-0', 1), refused(1), refused(2));
    expect(open()).toEqual([1, 2]);
    await take('two', 's', row(1, 'V-1', 1), refused(2));
    expect(open()).toEqual([2]);
    // Refused as a repetition: it stays taken.
    await take('three', 's', refused(0), refused(1), refused(2));
    expect(open()).toEqual([2]);
    // The heading counts as a row now.
    await take('four', 't', { ...refused(1), line: 2 }, { ...refused(2), line: 3 }, { ...refused(3), line: 4 });
    expect(open()).toEqual([3]);
    expect(ledger.refusedOf('g', 'v').rows).toEqual([]);
  });
});
