import type { Clock } from '../../contract/clock.ts';
import type { Logger } from '../../intake/http/deps.ts';
import type { HubPool } from '../database/pool.ts';
import type { HearCharges } from '../remote/wait.ts';
import type { Live } from './live.ts';

/** What the hub's calls stand on. */
export interface CentralDeps {
  readonly hub: Pick<HubPool, 'query' | 'transact'>;
  readonly live: Live;
  readonly hear: HearCharges;
  readonly clock: Clock;
  readonly log: Logger;
  /** How often a caller that waits is looked after without a notification, in ms. */
  readonly lookMs: number;
}
