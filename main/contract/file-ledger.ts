import type { ChargeView } from './charge.ts';
import type { Order } from './desk.ts';
import type { FileEncoding } from './folder-words.ts';

/** A file that was moved into `processing/` and read once, ready to be written down. */
export interface ClaimedFile {
  /** The folder's key (`folderKey()` of folders.ts). */
  readonly folder: string;
  /** The name that the ERP gave it. */
  readonly name: string;
  /** Its name inside `processing/`, never used twice; finds the record again after a kill. */
  readonly claim: string;
  readonly size: number;
  /** Hex digits of the content's SHA-256. */
  readonly sha256: string;
  readonly mtimeMs: number;
  /** Fingerprint of the settings that read it; row numbers only mean the same under the same settings. */
  readonly settings: string;
  /** The record of the file as it was before its writer went on with it: its rows keep the names that they had then. */
  readonly continues?: number;
}

/** `done`: every row was dealt with; `rejected`: unreadable as a whole; `repeated`: the same content was taken before. */
export type FileState = 'importing' | 'done' | 'rejected' | 'repeated';

export interface FileRecord extends Omit<ClaimedFile, 'continues'> {
  readonly id: number;
  readonly state: FileState;
  /** What names its rows (`{hash}`, `{date}`): content and time when its first row was taken. Others would be other charges. */
  readonly identity: string;
  readonly namedAtMs: number;
  /** Rows that an earlier reading of the file took, with less content or other settings. */
  readonly takenBefore: number;
  /** Its name in `done/` or `rejected/`; null while nobody has said. */
  readonly keptAs: string | null;
  /** Why it was rejected as a whole, in Spanish. */
  readonly note: string | null;
  /** Rows whose outcome is on disk; the import goes on with this one. */
  readonly rowsDone: number;
  readonly totalRows: number | null;
  readonly taken: number;
  readonly refused: number;
}

/** One row of a file: an order, or the reason in Spanish why it is none. `row` counts the records of the file from 0. */
export type ImportRow = { readonly row: number; readonly line: number } & (
  | {
      readonly order: Order;
      /** Values of the request that its result must repeat (a TEF identification, say). */
      readonly echo: Readonly<Record<string, string>>;
    }
  | { readonly refusal: string }
);

export interface RowOutcome {
  readonly row: number;
  readonly line: number;
  readonly kind: 'created' | 'existing' | 'replaced' | 'refused';
  readonly chargeId: string | null;
  /** In Spanish; for `refused` only. */
  readonly reason: string | null;
}

/** How the ERP writes: its answers are written alike. null: the file does not show it. */
export interface FileWriting {
  readonly encoding: FileEncoding | null;
  readonly delimiter: string | null;
  readonly decimal: '.' | ',' | null;
}

export interface ImportProgress {
  readonly rowsDone: number;
  readonly totalRows: number;
}

/** A charge of a folder about which the ERP is to be told. */
export interface DueResult {
  readonly chargeId: string;
  /** The journal number up to which the charge was read. */
  readonly seq: number;
  /** The file that asked first. */
  readonly fileName: string;
  /** Of that file; its encoding of the folder's newest file with a letter beyond ASCII, when it has none itself. */
  readonly writing: FileWriting;
  readonly echo: Readonly<Record<string, string>>;
  readonly charge: ChargeView;
  /** The order came again after this was told: the file that asked, and how many lines like it stood in the file of the day then. */
  readonly repeat?: { readonly fileId: number; readonly linesBefore: number | null };
}
/** So many lines like it stand in the file of the day before it is told once more. */
export interface BegunRepeat {
  readonly result: DueResult;
  readonly linesBefore: number;
}

/** `change`: at each change; `final`: when the status is final; `answer`: when it is final or in doubt. */
export const RESULT_MOMENTS = ['change', 'final', 'answer'] as const;
export type ResultMoment = (typeof RESULT_MOMENTS)[number];

/**
 * What the export files need of the store. Every call is one transaction that is on disk when it returns; the implementation
 * is main/store/files.ts.
 */
export interface FileLedger {
  /** Eight hex digits that stand for this bridge, for good: its mark on the files it takes, which a share may hold beside another bridge's. */
  readonly owner: string;
  /**
   * A `done` file of this folder with this content, one without refused rows first: the same content again creates nothing new.
   * What `puente import` took with the folder's profile counts as the folder's.
   */
  findByHash(folder: string, sha256: string): FileRecord | undefined;
  /** The rows of that content that nobody has taken yet, as its newest `done` file tells, and the settings that numbered them. */
  refusedOf(folder: string, sha256: string): { readonly settings: string; readonly rows: readonly RowOutcome[] };
  find(fileId: number): FileRecord | undefined;
  /**
   * The record of a claim: a new one, or the one that a killed run left. Content or settings that differ from the record's
   * begin it anew at row 0 (the order rules make nothing double), and what names its rows stays what it was.
   */
  begin(file: ClaimedFile): FileRecord;
  /**
   * Charges, row outcomes and progress of at most 500 rows in ONE transaction. `existing` rows make their result due again if
   * `answerRepeats`. Written when the call returns (else it throws), on the disk when its promise resolves.
   */
  importChunk(
    fileId: number,
    rows: readonly ImportRow[],
    progress: ImportProgress,
    options?: { readonly answerRepeats?: boolean; readonly writing?: FileWriting },
  ): Promise<readonly RowOutcome[]>;
  /** Every refused row so far, in the order of the file. */
  refusals(fileId: number): readonly RowOutcome[];
  finish(fileId: number, state: Exclude<FileState, 'importing'>, note: string | null, keptAs?: string): void;
  /** The name that it was to have was taken meanwhile. */
  keep(fileId: number, keptAs: string): void;
  /** Of that many newest files of a folder those that were finished since then, with the name under which they are kept. */
  kept(folder: string, sinceMs: number, limit: number): readonly (FileRecord & { readonly keptAs: string })[];
  /** Nobody can find the file of an unfinished record. Should it turn up again, `begin` goes on with it. */
  vanish(fileId: number): void;
  unfinished(folder: string): readonly FileRecord[];
  /** The newest files of a folder, for the window. */
  recent(folder: string, limit: number): readonly FileRecord[];

  /** Charges of this folder whose news the ERP has not got yet, oldest news first. A due-list over the journal. */
  dueResults(folder: string, when: ResultMoment, limit: number): readonly DueResult[];
  /** How many charges of folders that are none of these the ERP has not heard the end of, though it was answered there before. */
  strandedResults(folders: readonly string[]): readonly { readonly folder: string; readonly charges: number }[];
  /** Before a line that may stand there already is added to a file of many: after a kill, one line more means that it was added. */
  repeatsBegun(folder: string, repeats: readonly BegunRepeat[]): void;
  /** These results stand on the ERP's disk. One that was asked for once more meanwhile stays due. */
  resultsWritten(folder: string, results: readonly DueResult[]): void;
}
