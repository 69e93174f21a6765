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
export function checkpoint(db: Database): boolean {
  const waiting = (mode: 'NOOP' | 'PASSIVE'): number => {
    const [state] = db.pragma(`wal_checkpoint(${mode})`) as WalState[];
    return state ? state.log - state.checkpointed : 0;
  };
  const before = waiting('NOOP');
  return before >= WORTH_IT_PAGES && waiting('PASSIVE') < before;
}
