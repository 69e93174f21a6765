import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { BegunRepeat, DueResult, FileLedger } from '../../contract/file-ledger.ts';
import type { FolderConfig, FolderEnd, FolderTrouble, ResultSettings } from '../../contract/folders.ts';
import { isSamePath } from '../../contract/folder-places.ts';
import { folderKey } from '../../contract/folders.ts';
import { createTurns, type InTurn } from '../../contract/turns.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { acknowledgeRequest } from './acknowledge.ts';
import { appendResults, countLines, dayFileName, renderLine, renderResult, type ResultLine } from './render.ts';
import { shapeOf } from './shape.ts';
import { ResultTooLong } from './template.ts';
import { readIfThere, replaceFile, resultsFolder } from './write-result.ts';

export interface ResultWriterDeps {
  readonly folders: readonly FolderConfig[];
  readonly ledger: Pick<FileLedger, 'dueResults' | 'repeatsBegun' | 'resultsWritten'>;
  readonly clock: Clock;
  readonly log: { info(data: object, message: string): void; warn(data: object, message: string): void };
  readonly failpoint: (name: string) => void;
  readonly onTrouble: (trouble: FolderTrouble) => void;
  readonly onEnd?: (end: FolderEnd) => void;
  /** How often to look without being told of news; 5000 without it. */
  readonly sweepMs?: number;
}
export interface ResultWriter {
  stop(): Promise<void>;
  /** The journal has grown: look now. */
  kick(): void;
  /** Writes the status file that a dialect expects once its request is on disk. Tries for `withinMs`, never throws. */
  acknowledge(folder: FolderConfig, echo: Readonly<Record<string, string>>): Promise<void>;
}

const RESULTS_A_ROUND = 200;
const RETRY_MS = { first: 500, most: 30_000 };
/** How often to see whether the ERP has taken the last answer. */
const UNREAD_RETRY_MS = 200;

/** Tells each folder's ERP what became of its charges. What cannot be written stays due and is tried again until it can. */
export function startResultWriter(deps: ResultWriterDeps): ResultWriter {
  const inTurn = createTurns();
  const writers = deps.folders.filter((folder) => folder.results).map((folder) => writeFolder(folder, deps, inTurn));
  return {
    stop: async () => void (await Promise.all(writers.map((writer) => writer.stop()))),
    kick: () => {
      for (const writer of writers) writer.kick();
    },
    acknowledge: (folder, echo) => acknowledgeRequest(folder, echo, deps),
  };
}

function writeFolder(folder: FolderConfig, deps: ResultWriterDeps, inTurn: InTurn) {
  const { ledger, clock, log, failpoint } = deps;
  const settings = folder.results as ResultSettings;
  const key = folderKey(folder);
  const target = resultsFolder(folder);
  // Several folders may answer into one: a line that is added to the file of the day must not undo another folder's.
  const turn = deps.folders.map(resultsFolder).find((each) => isSamePath(each, target)) ?? target;
  let stopped = false;
  let waiting: AbortController | undefined;
  let kicked = false;
  let failures = 0;
  /** Results of the last round that no try will write, until a person changes the template: the next round looks past them. */
  let held = 0;
  /** Something has been written since the start. */
  let written = false;

  const kick = (): void => {
    kicked = true;
    waiting?.abort();
  };
  const running = (async (): Promise<void> => {
    while (!stopped) {
      const waitMs = await round();
      // A failed write waits its time out whatever the news; everything else is looked at as soon as there is news.
      if (kicked && failures === 0) {
        kicked = false;
        continue;
      }
      waiting = new AbortController();
      if (!stopped) await clock.sleep(waitMs, waiting.signal);
      waiting = undefined;
      kicked = false;
    }
  })();

  /** Writes what is due; answers with how long to wait before the next round. */
  async function round(): Promise<number> {
    const idleMs = deps.sweepMs ?? 5000;
    try {
      const most = RESULTS_A_ROUND + held;
      const due = ledger.dueResults(key, settings.when, most);
      if (due.length === 0) return idleMs;
      await makeFolder(target);
      const unread = await inTurn(turn, () => (settings.append ? appendAll(due) : writeEach(due)));
      if (!written) deps.onEnd?.({ kind: 'results_back', folder: key });
      written = true;
      if (failures > 0) {
        log.info({ folder: key }, 'results are written again');
        deps.onTrouble({
          kind: 'results_back',
          folder: key,
          path: target,
          es: `Los resultados se escriben de nuevo en ${target}.`,
          en: `Results are written to ${target} again.`,
        });
      }
      failures = 0;
      if (unread) return UNREAD_RETRY_MS;
      return due.length === most ? 0 : idleMs;
    } catch (error) {
      failures += 1;
      const reason = error instanceof Error ? error.message : String(error);
      if (failures === 1) tell(reason);
      log.warn({ folder: key, err: error, failures }, 'a result could not be written; it is tried again');
      return Math.min(RETRY_MS.first * 2 ** (failures - 1), RETRY_MS.most);
    }
  }

  /** True when an earlier answer of that name has not been taken and this dialect forbids to replace it. */
  async function writeEach(due: readonly DueResult[]): Promise<boolean> {
    let unread = false;
    let tooLong = 0;
    const failed: unknown[] = [];
    const written: DueResult[] = [];
    for (const result of due) {
      if (stopped) break;
      try {
        const { name, content } = renderResult(result, settings, shapeOf(folder, result.writing), clock.now());
        const file = path.join(target, name);
        const existing = settings.unread === 'wait' ? await readIfThere(file) : undefined;
        if (existing && !existing.equals(content)) {
          unread = true;
          continue;
        }
        if (!existing) await replaceFile(file, content, failpoint);
        written.push(result);
        log.info({ folder: key, file: name, status: result.charge.status }, 'result written');
      } catch (error) {
        // One result that cannot be written (a name that is open elsewhere) does not hold up the others.
        failed.push(error);
        if (error instanceof ResultTooLong) tooLong += 1;
      }
    }
    held = tooLong;
    if (written.length > 0) ledger.resultsWritten(key, written);
    if (failed.length > 0) throw new Error(String(failed[0]), { cause: failed[0] });
    return unread;
  }

  /** Notes how many lines like theirs there are before repeated results are written, where no earlier try has noted it. */
  function beginRepeats(existing: Buffer | undefined, lines: readonly ResultLine[]): readonly ResultLine[] {
    const begun: BegunRepeat[] = [];
    const known = lines.map((each): ResultLine => {
      const { repeat } = each.due;
      if (!repeat || repeat.linesBefore !== null) return each;
      const linesBefore = countLines(existing, each.line);
      begun.push({ result: each.due, linesBefore });
      return { ...each, due: { ...each.due, repeat: { ...repeat, linesBefore } } };
    });
    if (begun.length > 0) ledger.repeatsBegun(key, begun);
    return known;
  }

  async function appendAll(due: readonly DueResult[]): Promise<boolean> {
    const nowMs = clock.now();
    const file = path.join(target, dayFileName(nowMs));
    const existing = await readIfThere(file);
    const rendered = due.map((result) => renderLine(result, settings, shapeOf(folder, result.writing), nowMs));
    const content = appendResults(existing, beginRepeats(existing, rendered));
    if (content) await replaceFile(file, content, failpoint);
    ledger.resultsWritten(key, due);
    log.info({ folder: key, file: path.basename(file), results: due.length }, 'results appended');
    return false;
  }

  function tell(reason: string): void {
    deps.onTrouble({
      kind: 'result_failed',
      folder: key,
      path: target,
      reason,
      es: `No se pudo escribir un resultado en ${target}: ${reason}. Puente sigue intentando; revise el disco o la red.`,
      en: `A result could not be written to ${target}: ${reason}. Puente keeps trying; check the disk or the network.`,
    });
  }

  return {
    kick,
    async stop(): Promise<void> {
      stopped = true;
      kick();
      await running;
    },
  };
}
