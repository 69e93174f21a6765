import { momentOf } from '../../contract/clock.ts';
import type { TakeWish } from '../../contract/hub.ts';
import type { Problem } from '../../contract/problems.ts';
import type { LeaseParts, Seen } from './lease-deps.ts';
import type { LeaseGain } from './lease-gain.ts';
import type { LeaseHeld } from './lease-held.ts';
import type { LeaseRows, Place } from './lease-rows.ts';
import type { LeaseTell } from './lease-tell.ts';

const ANSWER_MS = 2000;

export interface PersonDeps extends LeaseParts {
  readonly seen: ReadonlyMap<string, Seen>;
  readonly gain: LeaseGain;
  readonly held: LeaseHeld;
  readonly tell: LeaseTell;
  readonly isConnected: () => boolean;
  /** Works on the rows when nobody else does; what the hub does not answer becomes a problem, and ends the connection. */
  readonly ask: <T>(work: (rows: LeaseRows) => Promise<T>) => Promise<T | Problem>;
  /** Looks at all rows at once; only within `ask`. */
  readonly look: () => Promise<void>;
  readonly lookSoon: () => void;
}

/** What a person may do with a terminal that several tills use. Each resolves to undefined when it is done. */
export function createLeasePerson(deps: PersonDeps) {
  const { hub, clock, memory, wants, seen, gain, held, tell, isConnected, ask, look, lookSoon } = deps;

  const notFound = (named: string): Problem => ({ code: 'terminal_not_found', params: { id: named } });
  const heldBy = (terminalId: string): string =>
    seen.get(terminalId)?.row.holder ?? memory.known(terminalId).holder ?? '?';
  const isHeld = ({ terminalId, alias }: Place): Problem => ({
    code: 'terminal_held',
    params: { id: alias, holder: heldBy(terminalId) },
  });

  async function forceNow(rows: LeaseRows, place: Place, { note, person }: TakeWish): Promise<undefined> {
    const { terminalId } = place;
    await look();
    const row = seen.get(terminalId)?.row;
    if (!row || memory.mayUse(terminalId)) return;
    const at = momentOf(clock);
    const from = heldBy(terminalId);
    const fence = await rows.force({ ...place, known: memory.known(terminalId).fence }, row.fence, note, person);
    if (fence === undefined) return;
    gain.take(place, fence, 'shared', at, { kind: 'lease_forced', data: { from, by: person, note } });
    await look();
  }

  return {
    /** A person wants the terminal here: asks its holder, or displaces it with `force`. */
    async take(named: string, wish: TakeWish): Promise<Problem | undefined> {
      const place = wants.find(named);
      if (!place) return notFound(named);
      const { terminalId } = place;
      if (memory.mayUse(terminalId)) return undefined;
      if (!isConnected()) return { code: 'hub_unreachable' };
      if (wish.force) {
        const problem = await ask((rows) => forceNow(rows, place, wish));
        if (problem) return problem;
      } else {
        wants.ask(terminalId);
        lookSoon();
      }
      return (await tell.waitFor(terminalId, ANSWER_MS)) ? undefined : isHeld(place);
    },

    /** A person gives the terminal to another bridge. */
    async pass(named: string, to: string): Promise<Problem | undefined> {
      const place = wants.find(named);
      if (!place) return notFound(named);
      const { terminalId, alias } = place;
      return ask(async (rows): Promise<Problem | undefined> => {
        if (!memory.known(terminalId).mine) return isHeld(place);
        if (memory.isOccupied(terminalId)) return { code: 'terminal_busy', params: { id: alias } };
        if (to === hub.bridge || !(await rows.knowsBridge(to)))
          return { code: 'bridge_not_found', params: { bridge: to } };
        const isPassed = await held.handOver(rows, place, to);
        lookSoon();
        if (isPassed) return undefined;
        // A charge came onto it meanwhile, or another bridge has it by now.
        return memory.isOccupied(terminalId) ? { code: 'terminal_busy', params: { id: alias } } : isHeld(place);
      });
    },

    /** A person makes the terminal this bridge's own again: it needs no hub from then on, and stays here until another asks for it. */
    async keep(named: string): Promise<Problem | undefined> {
      const place = wants.find(named);
      if (!place) return notFound(named);
      const { terminalId, alias } = place;
      if (wants.isShared(place)) return { code: 'terminal_shared', params: { id: alias } };
      return ask(async (rows): Promise<Problem | undefined> => {
        if (!memory.mayUse(terminalId)) return isHeld(place);
        if (memory.known(terminalId).mode === 'own') return undefined;
        const isDone = await held.own(rows, place);
        await look();
        if (isDone) return undefined;
        const by = seen.get(terminalId)?.row.wanted_by;
        return by ? { code: 'terminal_wanted', params: { id: alias, by } } : isHeld(place);
      });
    },
  };
}
