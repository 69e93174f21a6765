import type { ChargeView } from './contract/charge.ts';
import type { Elsewhere } from './contract/elsewhere.ts';
import type { Lang } from './contract/faults.ts';
import type { Problem } from './contract/problems.ts';

type Read = (lang: Lang) => ChargeView;
/** What a link to the hub does of it; a new link may take its place while callers hold on to the port. */
export type Remotes = Omit<Elsewhere, 'isOn' | 'subscribe'>;

const UNREACHABLE: Problem = { code: 'hub_unreachable' };

/** Charges at other bridges as this bridge's callers see them, whichever link to the hub there is just now. */
export function createElsewhere(isOn: () => boolean, current: () => Remotes | undefined) {
  const listeners = new Set<(read: Read) => void>();
  const port: Elsewhere = {
    isOn,
    accept: async (order, lang) => {
      const remotes = current();
      return remotes ? remotes.accept(order, lang) : { kind: 'refused', problem: UNREACHABLE };
    },
    get: async (id, wait) => current()?.get(id, wait),
    findByOrder: async (orderId, wait) => current()?.findByOrder(orderId, wait),
    change: async (id, what, lang) => current()?.change(id, what, lang),
    open: async (lang) => (await current()?.open(lang)) ?? [],
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    port,
    tell(read: Read): void {
      for (const listener of listeners) listener(read);
    },
  };
}
