import { elapsedMs, momentOf, type Moment } from '../../contract/clock.ts';
import type { HubBusy } from '../../contract/hub.ts';
import { currentAttempt } from '../../charge/charge.ts';
import type { LeaseDeps } from './lease-deps.ts';
import type { LeaseMemory } from './lease-memory.ts';
import type { Place } from './lease-rows.ts';

/** Whoever is given a terminal and has charges waiting may send one before it is passed on. */
const FIRST_USE_MS = 5000;
/** How long a person's wish stands. */
const ASKED_MS = 5 * 60_000;

/** What this bridge wants of which terminal: those of its configuration, those with charges of its own, those a person asked for. */
export function createLeaseWants({ hub, store, clock, terminals }: LeaseDeps, memory: LeaseMemory) {
  const asked = new Map<string, Moment>();
  /** When a terminal came to this bridge with charges waiting; until its first send. */
  const fresh = new Map<string, Moment>();

  const isConfigured = (terminalId: string): boolean => terminals().some(({ id }) => id === terminalId);

  /** Sent and unanswered: should it turn out that it never arrived, it is sent again, and that needs the terminal. */
  const isSending = (terminalId: string): boolean =>
    store.charges.onTerminal(terminalId).some(({ status }) => status === 'sending');

  function places(): Place[] {
    const known = new Map(terminals().map((terminal) => [terminal.id, terminal]));
    for (const id of store.charges.terminalsWithOpenCharges())
      if (!known.has(id)) known.set(id, { id, alias: id, name: id });
    return [...known.values()].map(({ id, alias, name }) => ({
      terminalId: id,
      alias,
      name,
      known: memory.known(id).fence,
    }));
  }

  return {
    places,
    find: (named: string): Place | undefined =>
      places().find(({ terminalId, alias }) => terminalId === named || alias === named),
    isConfigured,
    /** Several tills use it, by the configuration. */
    isShared: ({ terminalId, alias }: Pick<Place, 'terminalId' | 'alias'>): boolean =>
      hub.shared.includes(alias) || hub.shared.includes(terminalId),
    isNeeded(terminalId: string): boolean {
      const since = asked.get(terminalId);
      if (since && elapsedMs(clock, since) > ASKED_MS) asked.delete(terminalId);
      return asked.has(terminalId) || store.charges.countQueued(terminalId) > 0 || isSending(terminalId);
    },
    /** A person wants it here. */
    ask: (terminalId: string): void => void asked.set(terminalId, momentOf(clock)),
    /** It has just come to this bridge. */
    arrived(terminalId: string): void {
      asked.delete(terminalId);
      if (store.charges.countQueued(terminalId) > 0) fresh.set(terminalId, momentOf(clock));
    },
    /** Its first charge is on the way, or it is here no more. */
    used: (terminalId: string): void => void fresh.delete(terminalId),
    mayUseFirst(terminalId: string): boolean {
      const since = fresh.get(terminalId);
      return since !== undefined && elapsedMs(clock, since) < FIRST_USE_MS && store.charges.countQueued(terminalId) > 0;
    },
    busyOn(terminalId: string): HubBusy | null {
      const [charge] = store.charges.onTerminal(terminalId);
      if (!charge) return null;
      return {
        order_id: charge.orderId,
        amount_in_cents: charge.amountInCents,
        currency: charge.currency,
        status: charge.status,
        since: new Date(currentAttempt(charge)?.firstSentAtMs ?? charge.createdAtMs).toISOString(),
      };
    },
  };
}
export type LeaseWants = ReturnType<typeof createLeaseWants>;
