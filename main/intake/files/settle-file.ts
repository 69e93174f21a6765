import { stat } from 'node:fs/promises';
import type { FolderProgressSink } from './trouble.ts';
import type { ImportDeps, ImportResult, ImportTask } from './import-file.ts';
import { importRows } from './import-file.ts';
import { moveTo, writeBeside, type Places } from './places.ts';
import { renderError, renderRejects } from './reject-file.ts';

/** Where a file is in the end, and how many bytes of it were taken. */
export interface Settled {
  readonly file: string;
  readonly size: number;
  /** What its rows are named by, should it grow. */
  readonly identity: string;
}

/**
 * Takes a claimed file to its end: rows to charges, bad rows to `rejected/`, the file to `done/` or `rejected/`. May be killed and
 * called again anywhere; the ledger is told of the end before the file moves, and nothing is written over another file.
 */
export async function settleFile(
  task: ImportTask,
  places: Places,
  deps: ImportDeps & { readonly report: FolderProgressSink },
): Promise<Settled> {
  const { ledger, failpoint, report } = deps;
  const { result, identity } = await importUntilStill(task, deps);
  if (!result.finished) {
    if (result.state === 'rejected' && result.reason !== null) {
      failpoint('before:error-file');
      await writeBeside(places.rejected, `${task.name}.error.txt`, renderError(task.name, result.reason));
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
    failpoint('before:finish');
    ledger.finish(result.record.id, result.state, result.reason);
    failpoint('after:finish');
  }
  failpoint('before:move');
  const file = await moveTo(task.file, result.state === 'rejected' ? places.rejected : places.done, task.name);
  failpoint('after:move');
  if (!result.finished) report(task.name, result);
  return { file, size: result.record.size, identity };
}

/** A writer that still held the file open may have gone on after the claim: then it is read again, and taken rows stay taken. */
async function importUntilStill(
  task: ImportTask,
  deps: ImportDeps,
): Promise<{ result: ImportResult; identity: string }> {
  let { identity } = task;
  for (;;) {
    const before = await stat(task.file);
    const result: ImportResult = await importRows(identity === undefined ? task : { ...task, identity }, deps);
    identity ??= result.record.sha256;
    const after = await stat(task.file);
    if (after.size === before.size && after.mtimeMs === before.mtimeMs) return { result, identity };
  }
}
