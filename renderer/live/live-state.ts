import type { ChargeView } from '../../main/contract/charge.ts';
import type { Alert, Connection, StatusView, TerminalView } from '../../main/contract/status.ts';

/**
 * How the page hears of the bridge. `live`: the stream is open and the whole was read since it opened; `reconnecting`: what is
 * shown may be old and says so; `locked`: the bridge does not know this browser any more.
 */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'locked';

/** What the page knows, as the bridge told it. Nothing here is guessed or set ahead of the journal. */
export interface LiveState {
  readonly link: Link;
  /** When `link` last changed, ms since the epoch. */
  readonly linkSinceMs: number;
  readonly bridge: Omit<StatusView, 'terminals' | 'alerts'> | null;
  /** What Recurrente last said of the key. While the line is down it says nothing, so the last word stands; null before the first. */
  readonly key: 'good' | 'refused' | null;
  readonly alerts: readonly Alert[];
  readonly terminals: readonly TerminalView[];
  /** Charges that changed last, newest first. */
  readonly recent: readonly ChargeView[];
  /** Expired of today, and in doubt on a terminal that was let go on: a person has to look. Oldest first. */
  readonly waiting: readonly ChargeView[];
}

/** Everything at once, read after the stream opened. */
export interface Snapshot {
  readonly status: StatusView;
  readonly recent: readonly ChargeView[];
  readonly waiting: readonly ChargeView[];
}

export type LiveEvent =
  | { readonly kind: 'link'; readonly link: Link; readonly atMs: number }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly atMs: number }
  | { readonly kind: 'status'; readonly status: StatusView }
  | { readonly kind: 'terminal'; readonly terminal: TerminalView }
  | { readonly kind: 'charge'; readonly charge: ChargeView };

export const RECENT_KEPT = 30;
const WAITING_KEPT = 100;

export const nothingYet = (atMs: number): LiveState => ({
  link: 'connecting',
  linkSinceMs: atMs,
  bridge: null,
  key: null,
  alerts: [],
  terminals: [],
  recent: [],
  waiting: [],
});

/** The next state after a piece of news. Pure; lists are bounded, so that a window open for days does not grow. */
export function absorb(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case 'link':
      return state.link === event.link ? state : { ...state, link: event.link, linkSinceMs: event.atMs };
    case 'snapshot': {
      const { status, recent, waiting } = event.snapshot;
      return {
        ...withStatus(state, status),
        recent: byLastChange(recent).slice(0, RECENT_KEPT),
        waiting: byAge(waiting.filter(needsPerson)).slice(0, WAITING_KEPT),
        link: 'live',
        linkSinceMs: state.link === 'live' ? state.linkSinceMs : event.atMs,
      };
    }
    case 'status':
      return withStatus(state, event.status);
    case 'terminal':
      return { ...state, terminals: replaceTerminal(state.terminals, event.terminal) };
    case 'charge':
      return withCharge(state, event.charge);
  }
}

function withStatus(state: LiveState, { terminals, alerts, ...bridge }: StatusView): LiveState {
  return { ...state, bridge, key: keyAfter(state.key, bridge.connection), alerts, terminals };
}

function keyAfter(before: LiveState['key'], connection: Connection): LiveState['key'] {
  switch (connection) {
    case 'online':
    case 'replay_stopped':
      return 'good';
    case 'key_refused':
      return 'refused';
    case 'key_missing':
      return null;
    case 'offline':
      return before;
  }
}

/** A terminal that the configuration lost stays until the next whole status, so that its charge does not vanish from sight. */
function replaceTerminal(terminals: readonly TerminalView[], next: TerminalView): readonly TerminalView[] {
  return terminals.some(({ id }) => id === next.id)
    ? terminals.map((each) => (each.id === next.id ? next : each))
    : [...terminals, next];
}

function withCharge(state: LiveState, charge: ChargeView): LiveState {
  const others = <T extends ChargeView>(list: readonly T[]): T[] => list.filter(({ id }) => id !== charge.id);
  return {
    ...state,
    recent: byLastChange([charge, ...others(state.recent)]).slice(0, RECENT_KEPT),
    waiting: needsPerson(charge)
      ? byAge([...others(state.waiting), charge]).slice(-WAITING_KEPT)
      : others(state.waiting),
  };
}

const needsPerson = ({ status }: ChargeView): boolean => status === 'expired' || status === 'in_doubt';
const byLastChange = (charges: readonly ChargeView[]): ChargeView[] =>
  [...charges].sort((a, b) => b.updated_at.localeCompare(a.updated_at));
const byAge = (charges: readonly ChargeView[]): ChargeView[] =>
  [...charges].sort((a, b) => a.created_at.localeCompare(b.created_at));
