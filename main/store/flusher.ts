import type { Database } from 'better-sqlite3';
import type { JournalLine } from './journal.ts';
import { createLogFile } from './log-file.ts';

/** A flush as slow as this is made beside the event loop; a quicker one is over sooner than a thread is woken for it. */
export const SLOW_FLUSH_MS = 2;

interface Commit {
  readonly number: number;
  /** Its lines of the journal: nobody hears of them before they are on the disk. */
  readonly lines: readonly JournalLine[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Flushes SQLite's log beside the event loop, so that on a slow disk requests are read and answered while the disk works. SQLite
 * writes a commit into the log without flushing it (synchronous=NORMAL), and the log's file is flushed by a thread: a flush is of
 * a file, not of who wrote it, and covers every commit that was written before it began. Everything else that SQLite flushes, the
 * log's new beginning and checkpoints among it, it flushes itself. On macOS libuv flushes the drive's cache too, like `fullfsync`.
 *
 * Where a flush fails nobody knows what of the log is on the disk, and what is appended behind it could not be read after a power
 * cut. mend() then moves everything into the database file, which is flushed anew, and begins a new log.
 */
export function createFlusher(db: Database, slowMs: number, tell: (lines: readonly JournalLine[]) => void) {
  const log = createLogFile(`${db.name}-wal`);
  let lastNumber = 0;
  /** The last commit that a flush was begun for. */
  let startedNumber = 0;
  let waiting: Commit[] = [];
  let untold: readonly JournalLine[] = [];
  let broken: Error | undefined;
  let isClosed = false;
  let roomWaiters: (() => void)[] = [];

  /** Commits up to this one are on the disk. */
  function settle(upTo: number): void {
    while (waiting[0] && waiting[0].number <= upTo) {
      const [{ lines, resolve }] = waiting as [Commit];
      waiting = waiting.slice(1);
      tell(lines);
      resolve();
    }
  }

  function fail(upTo: number, error: Error): void {
    broken = error;
    const failed = waiting.filter(({ number }) => number <= upTo);
    waiting = waiting.filter(({ number }) => number > upTo);
    untold = [...untold, ...failed.flatMap(({ lines }) => lines)];
    for (const { reject } of failed) reject(error);
  }

  /** Begins the next flush, now or when its time has come; what is committed meanwhile shares it. */
  function pump(): void {
    if (isClosed || startedNumber === lastNumber) return;
    const waitMs = log.untilNextMs();
    if (waitMs === Infinity) return;
    if (waitMs > 0) {
      setTimeout(pump, waitMs);
      return;
    }
    const upTo = lastNumber;
    startedNumber = upTo;
    log.flush((error) => {
      // Behind pages that may be missing nothing counts as written.
      const failure = error ?? broken;
      if (failure === undefined) settle(upTo);
      else fail(upTo, failure);
      const waiters = roomWaiters;
      roomWaiters = [];
      for (const waiter of waiters) waiter();
      pump();
    });
  }

  return {
    /** How long a flush within a commit took, ms. */
    learn: log.learn,
    /** Flushes are slow enough to be made beside the event loop, or some are under way and must be waited for. */
    isWanted: (): boolean => (log.flushMs() >= slowMs || waiting.length > 0) && log.open(),
    /** Runs a transaction that SQLite writes and does not flush. */
    writeOnly<T>(transaction: () => T): T {
      db.pragma('synchronous = NORMAL');
      try {
        return transaction();
      } finally {
        db.pragma('synchronous = FULL');
      }
    },
    /** Resolves when what was committed last is on the disk, and its lines were told; `wrote` says whether it changed anything. */
    flush(lines: readonly JournalLine[], wrote: boolean): Promise<void> {
      return new Promise((resolve, reject) => {
        if (!wrote && waiting.length === 0) {
          resolve();
          return;
        }
        // One that wrote nothing read what others wrote: it is true once theirs is on the disk.
        if (wrote) lastNumber += 1;
        waiting.push({ number: lastNumber, lines, resolve, reject });
        pump();
      });
    },
    /** SQLite has flushed the log itself, and with it all that was written before. */
    flushedByCommit(): void {
      startedNumber = lastNumber;
      settle(lastNumber);
    },
    hasWaiting: (): boolean => waiting.length > 0,
    /** What the last flush met, until mend() has done its work. */
    failure: (): Error | undefined => broken,
    /** Resolves when one more flush may be begun; undefined when it may at once. */
    room(): Promise<void> | undefined {
      const waitMs = log.untilNextMs();
      if (waitMs === 0) return undefined;
      return new Promise((resolve) => {
        roomWaiters.push(resolve);
        if (waitMs < Infinity) setTimeout(resolve, waitMs);
      });
    },
    /** The last line that is on the disk; undefined when all are. */
    lastFlushedSeq(): number | undefined {
      const first = untold[0] ?? waiting.find(({ lines }) => lines.length > 0)?.lines[0];
      return first && first.seq - 1;
    },
    /** After a failed flush: begins a new log, or throws what keeps it from that. Nothing may be committed before. */
    mend(): void {
      if (broken === undefined) return;
      const [state] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      if (state?.busy !== 0) throw broken;
      broken = undefined;
      startedNumber = lastNumber;
      const lines = untold;
      untold = [];
      tell(lines);
      settle(lastNumber);
    },
    /** Flushes what is waiting, and lets go of the log. */
    close(): void {
      isClosed = true;
      try {
        if (waiting.length > 0) log.flushNow();
      } catch (error) {
        broken ??= error as Error;
      }
      if (broken === undefined) settle(lastNumber);
      else fail(lastNumber, broken);
      log.close();
    },
  };
}
