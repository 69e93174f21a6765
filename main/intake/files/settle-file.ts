import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { FolderProgressSink } from './trouble.ts';
import type { ImportDeps, ImportResult, ImportTask } from './import-file.ts';
import { importRows } from './import-file.ts';
import type { Finished } from './late-writers.ts';
import { freePlace, moveTo, writeBeside, type Places } from './places.ts';
import { errorFileOf, renderRejects } from './reject-file.ts';

export interface SettleDeps extends ImportDeps {
  readonly report: FolderProgressSink;
  /** What was told of the file as it was before its writer went on with it is over. */
  readonly onContinued: (earlierId: number, result: ImportResult) => Promise<void>;
}

/**
 * Takes a claimed file to its end: rows to charges, bad rows to `rejected/`, the file to `done/` or `rejected/`. May be killed and
 * called again anywhere; the ledger is told of the end before the file moves, and nothing is written over another file. Answers with
 * where the file lies, as it was read.
 */
export async function settleFile(task: ImportTask, places: Places, deps: SettleDeps): Promise<Finished> {
  const { ledger, failpoint, report } = deps;
  const { result, size, mtimeMs } = await importUntilStill(task, deps);
  const { record } = result;
  const place = result.state === 'rejected' ? places.rejected : places.done;
  let { keptAs } = record;
  if (!result.finished) {
    if (result.state === 'rejected' && result.reason !== null) {
      failpoint('before:error-file');
      const { name, content } = errorFileOf({ ...record, note: result.reason });
      await writeBeside(places.rejected, name, content);
      failpoint('after:error-file');
    }
    if (result.rejects.length > 0 && result.read) {
      const content = renderRejects(
        result.rejects.map(({ line, reason, original }) => ({ line, reason: reason ?? '', original })),
        { encoding: result.read.encoding, delimiter: result.read.delimiter },
      );
      failpoint('before:rejects');
      await writeBeside(places.rejected, `${task.name}.rejected.csv`, content);
      failpoint('after:rejects');
    }
    keptAs = path.basename(await freePlace(place, task.name));
    failpoint('before:finish');
    ledger.finish(record.id, result.state, result.reason, keptAs);
    failpoint('after:finish');
  }
  if (task.continues !== undefined) await deps.onContinued(task.continues, result);
  failpoint('before:move');
  const file = await moveTo(task.file, place, task.name);
  failpoint('after:move');
  const name = path.basename(file);
  if (name !== keptAs) ledger.keep(record.id, name);
  if (!result.finished) report(task.name, result);
  return { ...record, file, size, mtimeMs };
}

/** A writer that still held the file open may have gone on after the claim: then it is read again, and taken rows stay taken. */
async function importUntilStill(
  task: ImportTask,
  deps: ImportDeps,
): Promise<{ result: ImportResult; size: number; mtimeMs: number }> {
  for (;;) {
    const before = await stat(task.file);
    const result = await importRows(task, deps);
    const { size, mtimeMs } = await stat(task.file);
    if (size === before.size && mtimeMs === before.mtimeMs) return { result, size, mtimeMs };
  }
}
