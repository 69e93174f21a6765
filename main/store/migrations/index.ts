import { first } from './0010-first.ts';
import { files } from './0020-files.ts';
import { printJobs } from './0030-print-jobs.ts';

export interface Migration {
  /** Steps of ten leave room for a repair in between. Never changed once released. */
  readonly version: number;
  readonly sql: string;
}

/** Every step from an empty file to the present shape, oldest first. */
export const MIGRATIONS: readonly Migration[] = [first, files, printJobs];
