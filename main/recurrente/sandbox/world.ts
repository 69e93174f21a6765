import type { Behaviour } from './behaviour.ts';
import type { SandboxLog } from './log.ts';
import type { Checkout, Command, CommandStatus, Due, Intent, Refund, SandboxState, Screen, Terminal } from './state.ts';

/** What the rules of the simulated Recurrente work on. No sockets, no timers: time comes in through `now`. */
export interface World {
  readonly state: SandboxState;
  readonly behaviour: () => Behaviour;
  /** The moment that the rules act at, in ms since the epoch by the sandbox's own unskewed clock. */
  readonly now: () => number;
  readonly random: () => number;
  readonly log: SandboxLog;
  /** Decides what a scripted customer does with a charge that appears; undefined leaves it to a person. */
  readonly customerFor: (terminal: Terminal, command: Command) => ScriptedStep | undefined;
  /** Told of each try with a card, after it is recorded. */
  readonly onIntent: (intent: Intent) => void;
  /** Told of each refund, after it is recorded. */
  readonly onRefund: (refund: Refund) => void;
}
export interface ScriptedStep {
  readonly afterMs: number;
  readonly act: (Due & { kind: 'customer' })['act'];
}

/** Ids differ between runs (a bridge may outlive the sandbox's memory) and never repeat within one data file. */
export function newId(world: World, prefix: string): string {
  world.state.lastNumber += 1;
  const letters = Array.from({ length: 7 }, () => Math.floor(world.random() * 36).toString(36)).join('');
  return `${prefix}_${letters}${world.state.lastNumber.toString(36)}`;
}

export const findTerminal = (world: World, id: string): Terminal | undefined =>
  world.state.terminals.find((terminal) => terminal.id === id);
export const findCheckout = (world: World, id: string): Checkout | undefined =>
  world.state.checkouts.find((checkout) => checkout.id === id);
export function commandById(world: World, id: string): Command {
  const command = world.state.commands.find((each) => each.id === id);
  if (!command) throw new Error(`screens and agenda only name commands that exist, but ${id} does not`);
  return command;
}

/** The one setter of a command's status. */
export function setCommandStatus(world: World, command: Command, status: CommandStatus, supersededBy?: string): void {
  const from = command.status;
  if (from === status) return;
  command.status = status;
  world.log.write({
    kind: 'command_status',
    terminal: command.terminalId,
    external_id: command.externalId,
    id: command.id,
    from,
    status,
    ...(supersededBy === undefined ? {} : { superseded_by: supersededBy }),
  });
}

/** The one setter of checkouts: keeps what reads see while they lag. */
export function setCheckout(
  world: World,
  checkout: Checkout,
  change: Partial<Pick<Checkout, 'status' | 'totalInCents' | 'intentId'>>,
): void {
  const from = checkout.status;
  Object.assign(checkout, change);
  world.state.versions.push({ atMs: world.now(), checkout: { ...checkout } });
  if (from !== checkout.status)
    world.log.write({
      kind: 'checkout_status',
      external_id: checkout.externalId,
      id: checkout.id,
      from,
      status: checkout.status,
    });
}

/** The one setter of a terminal's screen. */
export function setScreen(world: World, terminal: Terminal, screen: Screen): void {
  terminal.screen = screen;
  if (screen.kind === 'standby') terminal.idleSinceMs = world.now();
  world.log.write({
    kind: 'terminal',
    terminal: terminal.id,
    state: screen.kind === 'result' ? screen.result : screen.kind,
  });
}

export function plan(world: World, due: Due): void {
  world.state.agenda.push(due);
}
