import type { Clock } from '../../contract/clock.ts';
import type { FileLedger } from '../../contract/file-ledger.ts';
import type { FileProgress, FolderConfig, FolderEnd, FolderTrouble } from '../../contract/folders.ts';
import type { ClaimDeps } from './claim.ts';
import type { DryRunDefaults } from './dry-run.ts';
import type { Echo } from './map-row.ts';

/** The part of a pino logger that is used here. */
interface FileLog {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}
/** What a watched folder needs of the bridge. */
export interface WatchDeps {
  readonly ledger: FileLedger;
  readonly clock: Clock;
  readonly log: FileLog;
  readonly failpoint: (name: string) => void;
  readonly onProgress: (progress: FileProgress) => void;
  readonly onTrouble: (trouble: FolderTrouble) => void;
  readonly onEnd?: (end: FolderEnd) => void;
  readonly acknowledge: (folder: FolderConfig, echo: Echo) => Promise<void>;
  readonly defaults: DryRunDefaults;
  /** How often the folder is read anew without any notice. */
  readonly sweepMs: number;
  readonly rowsAChunk: number;
  readonly isQuiet?: () => boolean;
  /** Moves a file into `processing/`. */
  readonly claim?: ClaimDeps['move'];
  /** Files in `processing/` that belong to another folder of the configuration with the same path. */
  readonly isOthers?: (name: string) => boolean;
}
