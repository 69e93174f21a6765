import type { Database } from 'better-sqlite3';

/** 8 MB, and a tenth of the file: what a busy day frees and fills again is not worth moving pages for. */
const WORTH_IT_PAGES = 2000;
const WORTH_IT_SHARE = 0.1;
/** Some ms, its flush included. */
const PAGES_AT_ONCE = 200;

/** Set on a file that has no pages yet; a file that was begun without it keeps its freed pages and fills them again. */
export const allowGivingBack = (db: Database): void => void db.pragma('auto_vacuum = INCREMENTAL');

/** Gives a few of the pages that pruning has freed back to the disk, between commits. False when there are too few to matter. */
export function giveBackPages(db: Database): boolean {
  const read = (name: string): number => Number(db.pragma(name, { simple: true }));
  const free = read('freelist_count');
  if (free < WORTH_IT_PAGES || free < read('page_count') * WORTH_IT_SHARE) return false;
  db.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`);
  return read('freelist_count') < free;
}
