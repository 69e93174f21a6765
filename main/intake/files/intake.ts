import type { FolderConfig, FolderStatus } from '../../contract/folders.ts';
import { isSamePath } from '../../contract/folder-places.ts';
import { matcher } from './candidates.ts';
import { ROWS_A_CHUNK } from './import-file.ts';
import type { WatchDeps } from './watch-deps.ts';
import { watchFolder } from './watch-folder.ts';

export interface FileIntakeDeps extends Omit<WatchDeps, 'sweepMs' | 'acknowledge' | 'rowsAChunk' | 'isOthers'> {
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
  const watches = deps.folders.map((folder, index) => {
    const beside = deps.folders.filter((other, at) => at !== index && isSamePath(other.path, folder.path));
    const others = beside.map(({ match }) => matcher(match));
    const isFirst = !deps.folders.slice(0, index).some((other) => beside.includes(other));
    return watchFolder(folder, {
      sweepMs: 5000,
      rowsAChunk: ROWS_A_CHUNK,
      acknowledge: () => Promise.resolve(),
      // What nobody wants any more is finished by the first of the folders that share the path.
      isOthers: (name) => !isFirst || others.some((wants) => wants(name)),
      ...deps,
    });
  });
  return {
    stop: async () => void (await Promise.all(watches.map((watch) => watch.stop()))),
    rescan: () => {
      for (const watch of watches) watch.rescan();
    },
    status: () => watches.map((watch) => watch.status()),
  };
}
