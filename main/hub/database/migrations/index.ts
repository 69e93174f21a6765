import { first } from './0010-first.ts';
import { partitions } from './0020-partitions.ts';
import { views } from './0030-views.ts';
import { remote } from './0040-remote.ts';
import { busy } from './0050-busy.ts';
import { revived } from './0060-revived.ts';

export interface HubMigration {
  /** Steps of ten leave room for a repair in between. Never changed once released. */
  readonly version: number;
  /** The oldest version of Puente's schema that still works on the result: a chain's bridges are not all updated in one night. */
  readonly worksWith: number;
  /** Run with `search_path = puente`. */
  readonly sql: string;
}

/** Every step from an empty database to the present shape, oldest first. */
export const HUB_MIGRATIONS: readonly HubMigration[] = [first, partitions, views, remote, busy, revived];
