import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FolderConfig, FolderStatus } from '../../contract/folders.ts';
import { folderKey } from '../../contract/folders.ts';
import { dryRunFile } from './dry-run.ts';
import { ImportStopped, type ImportResult } from './import-file.ts';
import type { createLateWriters } from './late-writers.ts';
import { readClaim } from './claim-name.ts';
import { exists, isGone, type Places } from './places.ts';
import { markErrorOver } from './reject-file.ts';
import type { createRetryBook } from './retry-book.ts';
import { settleFile } from './settle-file.ts';
import { describeTrouble, type FolderProgressSink, type TroubleBook } from './trouble.ts';
import type { WatchDeps } from './watch-deps.ts';

export interface SettlerDeps extends WatchDeps {
  readonly places: Places;
  readonly book: TroubleBook;
  readonly retries: ReturnType<typeof createRetryBook>;
  readonly lateWriters: ReturnType<typeof createLateWriters>;
  readonly isStopping: () => boolean;
}

/** A short trouble (a full disk, a virus scanner) is over by then and nobody was alarmed. */
const FAILURES_UNTIL_TOLD = 3;

/** Brings what lies in `processing/` to its end: tells how far it is, what came of it, and what goes wrong with it. */
export function createSettler(folder: FolderConfig, deps: SettlerDeps) {
  const { ledger, clock, log, places, book, retries, lateWriters, isStopping } = deps;
  const key = folderKey(folder);
  let working: FolderStatus['working'] = null;

  async function settle(claim: string): Promise<void> {
    const { name, continues } = readClaim(claim);
    const task = {
      ...{ folder: key, name, claim, file: path.join(places.processing, claim), profile: folder },
      ...(continues !== undefined && { continues }),
    };
    working = { file: name, rows_done: 0, total_rows: null };
    try {
      if (folder.dryRun) await dryRunFile(task, places, clock.now(), deps.defaults);
      else {
        const settled = await settleFile(task, places, {
          ...deps,
          report,
          onContinued,
          isStopping,
          acknowledge: (echo) => deps.acknowledge(folder, echo),
          onProgress,
        });
        lateWriters.note(settled);
      }
      retries.forget(claim);
      if (book.clear('import_failed', name)) deps.onTrouble(describeTrouble(folder, 'file_free', { file: name }));
      deps.onEnd?.({ kind: 'file_free', folder: key, file: name });
    } catch (error) {
      if (error instanceof ImportStopped) return;
      if (!isGone(error) || (await exists(task.file))) return stumble(name, claim, error);
      await findVanished();
      book.raise(describeTrouble(folder, 'file_vanished', { file: name }));
    } finally {
      const { rows_done: rowsDone, total_rows: totalRows } = working;
      if (totalRows !== null && rowsDone < totalRows)
        deps.onProgress({ folder: key, file: name, rowsDone, totalRows, over: true });
      working = null;
    }

    function onProgress({ rowsDone, totalRows }: { rowsDone: number; totalRows: number }): void {
      working = { file: name, rows_done: rowsDone, total_rows: totalRows };
      deps.onProgress({ folder: key, file: name, rowsDone, totalRows });
    }
  }

  /** Something went wrong with one file: it is tried again, and people hear of it when it does not pass. */
  function stumble(name: string, retryKey: string, error: unknown): void {
    log.error({ folder: key, file: name, err: error }, 'a file could not be taken; it is tried again');
    if (retries.fail(retryKey) < FAILURES_UNTIL_TOLD) return;
    const reason = error instanceof Error ? error.message : String(error);
    book.raise(describeTrouble(folder, 'import_failed', { file: name, reason }));
  }

  /** Files that the ledger has begun and that nobody can find any more. */
  async function findVanished(): Promise<void> {
    const here = new Set(await readdir(places.processing));
    for (const record of ledger.unfinished(key)) {
      if (here.has(record.claim)) continue;
      ledger.vanish(record.id);
      book.raise(describeTrouble(folder, 'file_vanished', { file: record.name }));
    }
  }

  /** What the earlier reading of a file had to say of it does not hold any more: what does is told anew. */
  async function onContinued(earlierId: number, { state }: ImportResult): Promise<void> {
    const earlier = ledger.find(earlierId);
    if (!earlier) return;
    if (state !== 'rejected' && earlier.state === 'rejected')
      await markErrorOver(places, earlier).catch((error: unknown) => {
        log.warn({ folder: key, file: earlier.name, err: error }, 'an error file could not be marked as over');
      });
    deps.onEnd?.({ kind: 'file_continued', folder: key, file: earlier.name, record: earlierId });
  }

  const report: FolderProgressSink = (file, { record: { id: record, takenBefore: taken }, ...result }) => {
    const { state: outcome, why, rejects, read } = result;
    const refused = rejects.length;
    const { encoding, rows, skipped } = read ?? {};
    log.info({ folder: key, file, outcome, encoding, rows: rows?.length, refused, skipped }, 'file taken');
    if (outcome === 'rejected')
      deps.onTrouble(describeTrouble(folder, 'file_rejected', { file, record, taken, ...(why && { why }) }));
    else if (refused > 0)
      deps.onTrouble(
        describeTrouble(folder, 'rows_rejected', {
          file,
          record,
          reason: refused === 1 ? '1 fila' : `${refused} filas`,
        }),
      );
  };

  return {
    settle,
    stumble,
    findVanished,
    working: (): FolderStatus['working'] => working,
  };
}
