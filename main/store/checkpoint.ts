import type { Database } from 'better-sqlite3';

/** 4 MB of log, as SQLite's own checkpoints wait for. */
const WORTH_IT_PAGES = 1000;

interface WalState {
  readonly log: number;
  readonly checkpointed: number;
}

/**
 * Moves the log's pages into the database file once there are many, and flushes both; between commits, so that no caller's
 * commit pays for it. False when there was too little to move. A reader (a backup) may keep some pages back for the next time.
 */
export function createCheckpoint(db: Database): () => boolean {
  const look = db.prepare<[], WalState>('PRAGMA wal_checkpoint(NOOP)');
  const move = db.prepare<[], WalState>('PRAGMA wal_checkpoint(PASSIVE)');
  const waiting = (state: WalState | undefined): number => (state ? state.log - state.checkpointed : 0);
  return () => {
    const before = waiting(look.get());
    return before >= WORTH_IT_PAGES && waiting(move.get()) < before;
  };
}
