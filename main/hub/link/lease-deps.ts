import type { Clock, Moment } from '../../contract/clock.ts';
import type { TerminalConfig } from '../../contract/config.ts';
import type { HubConfig } from '../../contract/hub.ts';
import type { Log } from '../../dispatch/context.ts';
import type { Store } from '../../store/store.ts';
import type { LeaseMemory } from './lease-memory.ts';
import type { LeaseRow } from './lease-rows.ts';
import type { LeaseWants } from './lease-wants.ts';

export interface LeaseDeps {
  readonly hub: HubConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly terminals: () => readonly TerminalConfig[];
  /** This bridge may send to the terminal from now on. */
  readonly onGranted: (terminalId: string) => void;
  /** Who has the terminal, for what, or who waits for it is another now, as far as this bridge knows. */
  readonly onSeen: (terminalId: string) => void;
}

/** A row of the hub, and when this bridge asked for it. */
export interface Seen {
  readonly row: LeaseRow;
  readonly at: Moment;
}

/** What the parts that decide on a lease share. */
export interface LeaseParts extends LeaseDeps {
  readonly memory: LeaseMemory;
  readonly wants: LeaseWants;
}

/** A journal line about a terminal, belonging to no charge. */
export function noteLease(
  { store, clock }: Pick<LeaseDeps, 'store' | 'clock'>,
  kind: string,
  data: Record<string, unknown>,
): void {
  store.transact(kind, () => store.note({ atMs: clock.now(), chargeId: null, kind, status: null, data }));
}
