import type { Clock } from '../../contract/clock.ts';
import type { FileLedger } from '../../contract/file-ledger.ts';
import type { FileProgress, FolderConfig, FolderEnd, FolderTrouble } from '../../contract/folders.ts';
import type { ClaimDeps } from './claim.ts';
import type { ClaimMarks } from './claim-name.ts';
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
  /** The other folders of the configuration; without it there are none. */
  readonly beside?: Beside;
}

/** What a watched folder must know of the others, which may work on the same files. */
export interface Beside {
  /** Whether another folder of the same path wants a name, or is the one that finishes what nobody wants any more. */
  isOthers(name: string): boolean;
  /** Whether another folder has taken this claim or begun with it. */
  isOthersClaim(claim: string, marks: ClaimMarks): boolean;
  /** Says by which signs of the disk this folder's place is known. */
  settleIn(signs: readonly string[]): void;
  /** The earlier folder that wants files of the same place by another path. */
  twin(): string | undefined;
}
