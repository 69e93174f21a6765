import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { FileLedger } from '../../contract/file-ledger.ts';
import type { FileProgress, Profile } from '../../contract/folders.ts';
import type { Preview } from '../../contract/folder-wizard.ts';
import type { DryRunDefaults } from './dry-run.ts';
import { fingerprint, importRows, ROWS_A_CHUNK } from './import-file.ts';
import { previewOnDisk } from './preview.ts';

export interface ImportOnceOptions {
  readonly profile: Profile;
  /** The key of the configured folder whose profile it is: what the folder has taken is not taken again. */
  readonly home?: string;
  readonly file: string;
  readonly dryRun: boolean;
  readonly ledger: FileLedger;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly defaults: DryRunDefaults;
  readonly isQuiet?: () => boolean;
  readonly onProgress?: (progress: FileProgress) => void;
  readonly failpoint?: (name: string) => void;
}
export type ImportOnceResult =
  | { readonly kind: 'preview'; readonly preview: Preview }
  | {
      readonly kind: 'done' | 'repeated' | 'rejected';
      readonly reason: string | null;
      readonly rows: number;
      readonly skipped: number;
      readonly rejects: readonly { readonly line: number; readonly reason: string }[];
    };

/**
 * Takes one file where it lies, without moving it (`puente import --profile P FILE`). Repeating the command goes on where a killed
 * one stopped, and never charges a row twice.
 */
export async function importOnce(options: ImportOnceOptions): Promise<ImportOnceResult> {
  const { profile, ledger, clock, defaults } = options;
  const file = path.resolve(options.file);
  const name = path.basename(file);
  if (options.dryRun) {
    return { kind: 'preview', preview: await previewOnDisk(file, name, profile, { ...defaults, nowMs: clock.now() }) };
  }
  const folder = `import:${profile.name ?? 'file'}`;
  // The content is the claim: the same file under another path goes on with the same record.
  const { sha256: claim } = await fingerprint(file);
  const result = await importRows(
    { folder, name, claim, file, profile, ...(options.home !== undefined && { home: options.home }) },
    {
      ledger,
      clock,
      failpoint: options.failpoint ?? (() => undefined),
      onProgress: ({ rowsDone, totalRows }) => options.onProgress?.({ folder, file: name, rowsDone, totalRows }),
      isStopping: () => false,
      rowsAChunk: ROWS_A_CHUNK,
      ...(options.isQuiet && { isQuiet: options.isQuiet }),
      acknowledge: () => Promise.resolve(),
    },
  );
  if (!result.finished) ledger.finish(result.record.id, result.state, result.reason);
  return {
    kind: result.finished ? 'repeated' : result.state,
    reason: result.reason,
    rows: result.read?.rows.length ?? 0,
    skipped: result.read?.skipped ?? 0,
    rejects: result.rejects.map(({ line, reason }) => ({ line, reason: reason ?? '' })),
  };
}
