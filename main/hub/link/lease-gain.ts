import type { Moment } from '../../contract/clock.ts';
import type { LeaseParts } from './lease-deps.ts';
import type { LeaseRow, Place } from './lease-rows.ts';

/** The ways in which a terminal comes to this bridge, each on disk before it is acted upon. */
export function createLeaseGain({ hub, memory, wants }: LeaseParts) {
  return {
    /** The hub granted it to this bridge in a query that began at `at`. */
    take(
      { terminalId, alias }: Place,
      fence: number,
      mode: 'own' | 'shared',
      at: Moment,
      line?: { readonly kind: string; readonly data?: object },
    ): void {
      memory.remember(
        terminalId,
        { fence, mine: true, mode, holder: hub.bridge },
        line && { kind: line.kind, data: { terminal: alias, mode, ...line.data } },
      );
      if (mode === 'shared') memory.runsFrom(terminalId, at, hub.leaseSeconds * 1000);
      wants.arrived(terminalId);
    },
    /** Another bridge handed it over, or the answer to an own request was lost. A shared one is used once it was renewed. */
    learn({ terminalId, alias }: Place, { fence, mode }: LeaseRow): void {
      memory.remember(
        terminalId,
        { fence, mine: true, mode, holder: hub.bridge },
        { kind: 'lease_granted', data: { terminal: alias, mode } },
      );
      wants.arrived(terminalId);
    },
  };
}
export type LeaseGain = ReturnType<typeof createLeaseGain>;
