import { first } from './0010-first.ts';
import { files } from './0020-files.ts';
import { printJobs } from './0030-print-jobs.ts';
import { refunds } from './0040-refunds.ts';
import { webhooks } from './0050-webhooks.ts';
import { callbacks } from './0060-callbacks.ts';
import { apiKeys } from './0070-api-keys.ts';
import { search } from './0075-search.ts';
import { terminalStatus } from './0080-terminal-status.ts';
import { speed } from './0090-speed.ts';
import { fileWriting } from './0100-file-writing.ts';
import { remoteOrders } from './0110-remote-orders.ts';
import { amounts } from './0120-amounts.ts';
import { unrecorded } from './0130-unrecorded.ts';
import { moments } from './0140-moments.ts';
import { momentsIndex } from './0150-moments-index.ts';
import { fewerIndexes } from './0160-fewer-indexes.ts';
import { filesAgain } from './0170-files-again.ts';

export interface Migration {
  /** Steps of ten leave room for a repair in between. Never changed once released. */
  readonly version: number;
  readonly sql: string;
}

/** Every step from an empty file to the present shape, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  first,
  files,
  printJobs,
  refunds,
  webhooks,
  callbacks,
  apiKeys,
  search,
  terminalStatus,
  speed,
  fileWriting,
  remoteOrders,
  amounts,
  unrecorded,
  moments,
  momentsIndex,
  fewerIndexes,
  filesAgain,
];
