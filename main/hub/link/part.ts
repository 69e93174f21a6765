import type { HubConfig } from '../../contract/hub.ts';
import type { HubPool } from '../database/pool.ts';

/** One connection to the hub, from a good hello until something fails. */
export interface HubSession {
  readonly pool: HubPool;
  readonly hub: HubConfig;
  /** Aborted when this connection is over. */
  readonly over: AbortSignal;
  /** Whether notifications arrive; where a pooler keeps them away, the hub is asked more often. */
  readonly hears: () => boolean;
  /** A query failed: the connection is given up and made anew. */
  fail(error: unknown): void;
}

/** What travels over the connection: presence, outbox, leases, remote charges. */
export interface LinkPart {
  /** `NOTIFY` channels that this part wants to hear. */
  readonly channels: readonly string[];
  /** The hub is there. A rejection gives the connection up; the next part is told only afterwards. */
  connected(session: HubSession): Promise<void>;
  news?(channel: string, payload: string): void;
  /** The connection is over; what was under way has its outcome unknown. */
  disconnected(): void;
  /** The bridge stops, and the connection still stands. */
  leave?(): Promise<void>;
}
