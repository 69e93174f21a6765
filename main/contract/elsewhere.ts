import type { ChargeView } from './charge.ts';
import type { Accepted, Changed } from './desk.ts';
import type { Lang } from './faults.ts';
import type { Problem } from './problems.ts';
import type { NewChargeBody } from './requests.ts';

/** How long a caller waits for the next change, and what ends the waiting. */
export interface WaitAsked {
  readonly lang: Lang;
  readonly waitMs: number;
  readonly gone: AbortSignal;
}

/**
 * Charges for terminals of other bridges, through the hub: the same contract as the desk's, but all of it goes over the network.
 * `hub_unreachable` while the hub is away.
 */
export interface Elsewhere {
  /** Whether there is a hub in the configuration. */
  isOn(): boolean;
  /** undefined when the hub knows no such terminal. */
  accept(order: NewChargeBody, lang: Lang): Promise<Accepted | undefined>;
  /** A charge that was sent from here; undefined when there is none. */
  get(id: string, wait: WaitAsked): Promise<ChargeView | Problem | undefined>;
  findByOrder(orderId: string, wait: WaitAsked): Promise<ChargeView | Problem | undefined>;
  /** Calls it off or sends it again, as long as no bridge has it; undefined when none of that id was sent from here. */
  change(id: string, what: 'cancel' | 'retry', lang: Lang): Promise<Changed | undefined>;
  /** Charges that were sent from here and may still change; empty while the hub is away. */
  open(lang: Lang): Promise<readonly ChargeView[]>;
  /** Called when a charge that was sent from here has changed, with the way to read it; returns the way to stop listening. */
  subscribe(listener: (read: (lang: Lang) => ChargeView) => void): () => void;
}
