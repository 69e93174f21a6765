import { doNextDue, nextDueMs } from './agenda.ts';
import type { Behaviour } from './behaviour.ts';
import { listCheckouts, readCheckout, type CheckoutView, type ListReply } from './checkouts.ts';
import { createCommand, type CommandReply } from './commands.ts';
import { createLog, type SandboxLog } from './log.ts';
import type { Refusal } from './refusal.ts';
import { createRefund, getRefund } from './refunds.ts';
import { registerEndpoint } from './endpoints.ts';
import {
  createState,
  createTerminal,
  type Intent,
  type Refund,
  type SandboxState,
  type TerminalSetup,
  type WebhookEndpoint,
} from './state.ts';
import { actOnTerminal, type ActReply, type TerminalAct } from './terminals.ts';
import { findTerminal, type World } from './world.ts';

export interface CoreDeps {
  /** ms since the epoch by the sandbox's own clock; the skew of `Behaviour` is added where times are written out. */
  readonly now: () => number;
  readonly random: () => number;
  readonly behaviour: () => Behaviour;
  readonly state?: SandboxState | undefined;
  readonly terminals?: readonly TerminalSetup[];
  readonly customerFor?: World['customerFor'];
  readonly onIntent?: (intent: Intent) => void;
  readonly onRefund?: (refund: Refund) => void;
}

export type Body = Readonly<Record<string, unknown>>;

/**
 * The rules of the simulated Recurrente without sockets and timers: synchronous, and driven by the `now` that it is given.
 * Every call first does what was due by then.
 */
export interface Core {
  readonly state: SandboxState;
  readonly log: SandboxLog;
  createCommand(body: Body): CommandReply | Refusal;
  getCheckout(id: string): CheckoutView | Refusal;
  listCheckouts(query: URLSearchParams): ListReply | Refusal;
  createRefund(body: Body): Refund | Refusal;
  getRefund(id: string): Refund | Refusal;
  registerEndpoint(body: Body): WebhookEndpoint | Refusal;
  act(terminalId: string, act: TerminalAct): ActReply;
  /** Those that exist already stay as they are. */
  addTerminals(setups: readonly TerminalSetup[]): void;
  setKeyRevoked(revoked: boolean): void;
  /** Does everything that is due by now, in the order of its time. */
  advance(): void;
  /** When to call `advance` next; undefined when nothing will happen by itself. */
  nextDueMs(): number | undefined;
  /** The checkout as it is, without any read lag: for webhooks and pages. */
  currentCheckout(id: string): CheckoutView | undefined;
  behaviour(): Behaviour;
}

export function createCore(deps: CoreDeps): Core {
  // While overdue things are caught up with, the rules act at the moment that each was due.
  let moment: number | undefined;
  const now = (): number => moment ?? deps.now();
  const log = createLog(now);
  const state = deps.state ?? createState(deps.terminals ?? []);
  const world: World = {
    state,
    log,
    now,
    random: deps.random,
    behaviour: deps.behaviour,
    customerFor: deps.customerFor ?? (() => undefined),
    onIntent: deps.onIntent ?? (() => undefined),
    onRefund: deps.onRefund ?? (() => undefined),
  };

  function advance(): void {
    for (;;) {
      const dueMs = nextDueMs(world);
      if (dueMs === undefined || dueMs > deps.now()) return;
      moment = dueMs;
      try {
        doNextDue(world);
      } finally {
        moment = undefined;
      }
    }
  }
  const after = <Args extends unknown[], T>(rule: (world: World, ...args: Args) => T) => {
    return (...args: Args): T => {
      advance();
      return rule(world, ...args);
    };
  };

  return {
    state,
    log,
    createCommand: after(createCommand),
    getCheckout: after(readCheckout),
    listCheckouts: after(listCheckouts),
    createRefund: after(createRefund),
    getRefund: after(getRefund),
    registerEndpoint: after(registerEndpoint),
    act(terminalId, act) {
      advance();
      const terminal = findTerminal(world, terminalId);
      if (!terminal) return { ok: false, why: `no hay ninguna terminal ${terminalId}` };
      const reply = actOnTerminal(world, terminal, act);
      advance();
      return reply;
    },
    addTerminals(setups) {
      const isNew = ({ id }: TerminalSetup): boolean => !state.terminals.some((terminal) => terminal.id === id);
      state.terminals.push(...setups.filter(isNew).map(createTerminal));
    },
    setKeyRevoked(revoked) {
      if (state.keyRevoked === revoked) return;
      state.keyRevoked = revoked;
      log.write({ kind: 'key', state: revoked ? 'revoked' : 'restored' });
    },
    advance,
    nextDueMs: () => nextDueMs(world),
    behaviour: deps.behaviour,
    currentCheckout(id) {
      const checkout = state.checkouts.find((each) => each.id === id);
      return checkout && { checkout, intent: state.intents.find((intent) => intent.id === checkout.intentId) };
    },
  };
}
