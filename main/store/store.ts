import type { Database } from 'better-sqlite3';
import { createAlerts, type NewAlert } from './alerts.ts';
import { createCheckpoint } from './checkpoint.ts';
import { listCharges, type ChargeFilter } from './charge-list.ts';
import { createCharges } from './charges.ts';
import { createJournal, type JournalLine, type NewLine } from './journal.ts';
import { migrate, schemaVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openDatabase } from './database.ts';
import { createFlusher, SLOW_FLUSH_MS } from './flusher.ts';
import { createSearchIndex } from './search-index.ts';
import { createIdempotency, createSettings, createUiSessions } from './small-tables.ts';
import { createRemoteOrders } from './remote-orders.ts';
import { giveBackPages } from './vacuum.ts';
import { createUnrecorded } from './unrecorded.ts';

export interface StoreDeps {
  readonly path: string;
  /** Called with the name of a step; tests kill the process there. */
  readonly failpoint?: (name: string) => void;
  /** Runs before the first migration step of a database that has data. */
  readonly beforeMigration?: (db: Database) => void;
  /** From so slow a flush on, ms, those who can wait have theirs made beside the event loop (flusher.ts). */
  readonly slowFlushMs?: number;
}

/** Some 2 ms. */
const INDEXED_AT_ONCE = 250;

export type DiskTrouble = 'full' | 'read_only';

const diskTroubleOf = (error: unknown): DiskTrouble | undefined => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') return 'full';
  return /^(SQLITE_(READONLY|IOERR|CANTOPEN|BUSY)|EIO|EROFS)/.test(code) ? 'read_only' : undefined;
};

/** The bridge's memory. One connection, one writer; everything that changes state goes through transact(). */
export function createStore({
  path,
  failpoint = () => undefined,
  beforeMigration = () => undefined,
  slowFlushMs = SLOW_FLUSH_MS,
}: StoreDeps) {
  const db = openDatabase(path);
  migrate(db, MIGRATIONS, () => beforeMigration(db));
  const journal = createJournal(db);
  const charges = createCharges(db);
  const { raise, ...alerts } = createAlerts(db);
  const listeners = new Set<(lines: readonly JournalLine[]) => void>();
  let written: JournalLine[] = [];
  let trouble: DiskTrouble | undefined;
  let isReading = false;
  const searchIndex = createSearchIndex(db);
  const checkpoint = createCheckpoint(db);
  // Made once: better-sqlite3 builds four functions for each that it is asked to wrap.
  const inTransaction = db.transaction(<T>(work: () => T): T => work());
  const totalChanges = db.prepare<[], number>('SELECT total_changes()').pluck();
  const tell = (lines: readonly JournalLine[]): void => {
    if (lines.length > 0) for (const listener of listeners) listener(lines);
  };
  const flusher = createFlusher(db, slowFlushMs, tell);

  function note(line: NewLine): JournalLine {
    const stored = journal.append(line);
    written.push(stored);
    return stored;
  }

  /** One immediate transaction, as it was written, with its new lines and whether it changed anything. `commitMs` is its flush. */
  function write<T>(step: string, work: () => T) {
    if (isReading) throw new Error(`${step} inside read()`);
    written = [];
    failpoint(`before:${step}`);
    const changesBefore = totalChanges.get() ?? 0;
    let workedMs = 0;
    try {
      flusher.mend();
      const result = inTransaction.immediate(() => {
        const done = work();
        workedMs = performance.now();
        return done;
      }) as T;
      trouble = undefined;
      const lines = written;
      const wrote = (totalChanges.get() ?? 0) > changesBefore;
      return { result, lines, wrote, commitMs: performance.now() - workedMs };
    } catch (error) {
      journal.forget();
      trouble = diskTroubleOf(error) ?? trouble;
      throw error;
    } finally {
      written = [];
    }
  }

  const isWriting = (): boolean => db.inTransaction && !isReading;
  /** What is not on the disk yet is nothing to tell anybody of; a transaction goes on from what is written, and lands with it. */
  const tellableSeq = (): number | undefined => (isWriting() ? undefined : flusher.lastFlushedSeq());
  const flushed = <Line extends { readonly seq: number }>(lines: Line[]): Line[] => {
    const last = tellableSeq();
    return last === undefined ? lines : lines.filter(({ seq }) => seq <= last);
  };

  return {
    db,
    charges,
    journal: {
      ofCharge: journal.ofCharge,
      since: (seq: number, limit: number) => flushed(journal.since(seq, limit)),
      newsSince: (seq: number, limit: number) => flushed(journal.newsSince(seq, limit)),
      lastSeq: (): number => tellableSeq() ?? journal.lastSeq(),
      lastAtMs: journal.lastAtMs,
      verify: journal.verify,
    },
    alerts,
    settings: createSettings(db),
    idempotency: createIdempotency(db),
    uiSessions: createUiSessions(db),
    remoteOrders: createRemoteOrders(db),
    unrecorded: createUnrecorded(db),
    schemaVersion: () => schemaVersion(db),
    sqliteVersion: (): string => db.prepare<[], { v: string }>('SELECT sqlite_version() AS v').get()?.v ?? '',
    list: (filter: ChargeFilter) => charges.readPage(listCharges(db, filter)),
    /**
     * All that `work` asks, of one state of the database: else each of its questions takes and leaves SQLite's locks, four calls of
     * the system. `work` must not be async, nor write.
     */
    read<T>(work: () => T): T {
      if (db.inTransaction) return work();
      isReading = true;
      try {
        return inTransaction(work) as T;
      } finally {
        isReading = false;
      }
    },

    /** Adds a line to the journal; only inside transact(). */
    note,
    /** Raises an alert and notes it in the journal, once per code and subject; only inside transact(). */
    raiseAlert(alert: NewAlert): void {
      const raised = raise(alert);
      if (!raised) return;
      const { atMs, code, data } = alert;
      note({ atMs, chargeId: null, kind: 'alert', status: null, data: { id: raised.id, code, ...data } });
    },

    /**
     * Runs `work` in one immediate transaction: all of it is on disk when this returns, or none of it. Listeners hear of the new
     * journal lines afterwards. `work` must not be async: better-sqlite3 would commit before it has ended.
     */
    transact<T>(step: string, work: () => T): T {
      if (isWriting()) return work();
      const { result, lines, wrote, commitMs } = write(step, work);
      if (wrote) {
        flusher.learn(commitMs);
        flusher.flushedByCommit();
      }
      failpoint(`after:${step}`);
      tell(lines);
      return result;
    },
    /**
     * The same for those who can wait: where the disk is slow, its flush is made beside the event loop. `onDisk` resolves when all
     * of it is on the disk, and rejects when that is not known; it is undefined when it is already so. Until then nobody may be told.
     */
    transactSoon<T>(step: string, work: () => T): { readonly result: T; readonly onDisk: Promise<void> | undefined } {
      if (isWriting() || !flusher.isWanted()) return { result: this.transact(step, work), onDisk: undefined };
      const { result, lines, wrote } = flusher.writeOnly(() => write(step, work));
      failpoint(`after:${step}`);
      const onDisk = flusher.flush(lines, wrote);
      // Who does not wait meets a flush that failed in the next write.
      onDisk.catch(() => undefined);
      return { result, onDisk };
    },
    /** Resolves when all that was committed is on the disk, rejects when that is not known; undefined when it is already. */
    untilOnDisk: (): Promise<void> | undefined => (flusher.hasWaiting() ? flusher.flush([], false) : undefined),
    /** Resolves when transactSoon() may begin another flush; undefined when it may at once. */
    roomToFlush: flusher.room,
    /** A piece of the work that commits leave undone, a few ms of it; false when nothing is left. */
    tidy: (): boolean =>
      // What the indexes lack is found again after a power cut: it is on the disk with the next flush, and has none of its own.
      flusher.writeOnly(() => searchIndex.catchUp(INDEXED_AT_ONCE)) || checkpoint() || giveBackPages(db),
    /** Gives the memory of pages that were read back; they are read anew when they are needed. */
    forgetPages: (): void => void db.pragma('shrink_memory'),
    /** What the last write met, until one succeeds again. */
    diskTrouble: (): DiskTrouble | undefined => trouble ?? diskTroubleOf(flusher.failure()),
    /** Listeners must not throw; the bridge wraps them (design decision 11). */
    onCommit(listener: (lines: readonly JournalLine[]) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close(): void {
      flusher.close();
      db.pragma('optimize');
      db.close();
    },
  };
}
export type Store = ReturnType<typeof createStore>;
