import type { ChainCharge, ChainSummary, Overview, ShopView } from '../../main/contract/chain.ts';

/**
 * How sure the window is of what it shows. `blind`: the hub answers, its database does not; `away`: the hub does not answer;
 * `locked`: the session is over.
 */
export type Line = 'connecting' | 'live' | 'blind' | 'away' | 'locked';

export interface ChainState {
  readonly line: Line;
  readonly summary: ChainSummary | null;
  readonly shops: readonly ShopView[];
  /** The last news of charges that were sent to shops, newest first; a few, for whoever has one open. */
  readonly heard: readonly ChainCharge[];
}

export type ChainEvent =
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'overview'; readonly overview: Overview }
  | { readonly kind: 'summary'; readonly summary: ChainSummary }
  | { readonly kind: 'shop'; readonly shop: ShopView }
  | { readonly kind: 'gone'; readonly shop: string }
  | { readonly kind: 'charge'; readonly charge: ChainCharge };

export const NOTHING_YET: ChainState = { line: 'connecting', summary: null, shops: [], heard: [] };
const HEARD_KEPT = 50;

/** The next state after a piece of news; pure. */
export function absorbChain(state: ChainState, event: ChainEvent): ChainState {
  switch (event.kind) {
    case 'line':
      return state.line === event.line ? state : { ...state, line: event.line };
    case 'overview':
      return { ...state, line: 'live', summary: event.overview.summary, shops: event.overview.shops };
    case 'summary':
      return { ...state, line: 'live', summary: event.summary };
    case 'shop':
      return { ...state, line: 'live', shops: byName([...without(state.shops, event.shop.shop), event.shop]) };
    case 'gone':
      return { ...state, shops: without(state.shops, event.shop) };
    case 'charge':
      return {
        ...state,
        heard: [event.charge, ...state.heard.filter(({ id }) => id !== event.charge.id)].slice(0, HEARD_KEPT),
      };
  }
}

const without = (shops: readonly ShopView[], name: string): ShopView[] => shops.filter(({ shop }) => shop !== name);
const byName = (shops: readonly ShopView[]): ShopView[] =>
  [...shops].sort((a, b) => a.shop.localeCompare(b.shop, 'es', { numeric: true }));

/** Whether a person should look at the shop before others. */
export const needsLook = (shop: ShopView): boolean =>
  shop.in_doubt > 0 || shop.bridges.some(({ trouble }) => trouble !== null);
