import type { FolderConfig, FolderStatus } from '../../contract/folders.ts';
import { ROWS_A_CHUNK } from './import-file.ts';
import { createNeighbours } from './neighbours.ts';
import type { WatchDeps } from './watch-deps.ts';
import { watchFolder } from './watch-folder.ts';

export interface FileIntakeDeps extends Omit<WatchDeps, 'sweepMs' | 'acknowledge' | 'rowsAChunk' | 'beside'> {
  readonly folders: readonly FolderConfig[];
  /** 5000 without it. */
  readonly sweepMs?: number;
  /** Rows a transaction; 200 without it, 500 at most. */
  readonly rowsAChunk?: number;
  /** Written for folders with `results.acknowledge`; see `acknowledge` of main/deliver/files/results.ts. */
  readonly acknowledge?: WatchDeps['acknowledge'];
}
export interface FileIntake {
  stop(): Promise<void>;
  /** Looks at every folder now. */
  rescan(): void;
  status(): readonly FolderStatus[];
}

/** Watches every folder of the configuration and makes charges of its files. A changed configuration is a new intake. */
export function startFileIntake(deps: FileIntakeDeps): FileIntake {
  const beside = createNeighbours(deps.folders, deps.ledger);
  const watches = deps.folders.map((folder, index) =>
    watchFolder(folder, {
      sweepMs: 5000,
      rowsAChunk: ROWS_A_CHUNK,
      acknowledge: () => Promise.resolve(),
      beside: beside(index),
      ...deps,
    }),
  );
  return {
    stop: async () => void (await Promise.all(watches.map((watch) => watch.stop()))),
    rescan: () => {
      for (const watch of watches) watch.rescan();
    },
    status: () => watches.map((watch) => watch.status()),
  };
}
