import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/** A disk joins the next flush to the one after; more than two would only fill libuv's four threads. */
const UNDER_WAY_AT_MOST = 2;

/** SQLite's log as a file that a thread can flush: at most two flushes at a time, begun half of one apart. */
export function createLogFile(path: string) {
  let file: number | undefined;
  let cannotOpen = false;
  let isClosed = false;
  let underWay = 0;
  let startedMs = 0;
  let flushMs = 0;

  /** How long a flush took, ms. A single slow one says little. */
  function learn(ms: number): void {
    flushMs += (ms - flushMs) / 4;
  }

  return {
    learn,
    /** What a flush takes on this disk, ms. */
    flushMs: (): number => flushMs,
    /** False where the file is not ours to open (a database in memory): SQLite then flushes as ever. */
    open(): boolean {
      if (file !== undefined || cannotOpen) return !cannotOpen;
      try {
        file = openSync(path, 'r+');
      } catch {
        cannotOpen = true;
      }
      return !cannotOpen;
    },
    /** Ms until the next flush may begin, 0 when no timer is worth it; Infinity: when one has ended. */
    untilNextMs(): number {
      if (underWay === 0) return 0;
      if (underWay >= UNDER_WAY_AT_MOST) return Infinity;
      const leftMs = flushMs / 2 - (performance.now() - startedMs);
      return leftMs < 1 ? 0 : leftMs;
    },
    /** Begins a flush, of all that is written now. `onEnded` is not called any more once the file is closed. */
    flush(onEnded: (error: Error | null) => void): void {
      if (file === undefined || isClosed) throw new Error("SQLite's log is not open");
      const flushed = file;
      const startMs = performance.now();
      startedMs = startMs;
      underWay += 1;
      fdatasync(flushed, (error) => {
        underWay -= 1;
        if (isClosed) {
          if (underWay === 0) closeSync(flushed);
          return;
        }
        learn(performance.now() - startMs);
        onEnded(error);
      });
    },
    /** Flushes within the call. */
    flushNow(): void {
      if (file !== undefined) fdatasyncSync(file);
    },
    /** At once where no flush is under way: SQLite is about to remove the file, which Windows does not do while it is open. */
    close(): void {
      isClosed = true;
      if (file !== undefined && underWay === 0) closeSync(file);
    },
  };
}
