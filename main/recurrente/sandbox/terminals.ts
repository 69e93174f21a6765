import { closeCheckout } from './commands.ts';
import { recordTry } from './payments.ts';
import type { Command, CustomerAct, Result, Terminal } from './state.ts';
import { commandById, findCheckout, plan, setCheckout, setCommandStatus, setScreen, type World } from './world.ts';

/** A tap on a button that is not there. The text says why, for the person or the test that tapped. */
export type ActReply = { readonly ok: true } | { readonly ok: false; readonly why: string };
const done: ActReply = { ok: true };
const no = (why: string): ActReply => ({ ok: false, why });

export type TerminalAct =
  | CustomerAct
  /** The card is on the reader and the bank has not answered yet; `approve` or `decline` follows. */
  | { readonly act: 'present_card' }
  /** The bank's word for the terminal's latest charge that was not paid arrives after all. */
  | { readonly act: 'late_approve'; readonly afterMs?: number; readonly tipInCents?: number }
  /** The terminal reports that it cannot work on the command: `failed` (or the newest pending one does). */
  | { readonly act: 'fail' }
  | { readonly act: 'power' | 'network' | 'standby' | 'auto_customer'; readonly on: boolean };

/** What a person does at a terminal. */
export function actOnTerminal(world: World, terminal: Terminal, act: TerminalAct): ActReply {
  switch (act.act) {
    case 'power':
    case 'network':
    case 'standby':
    case 'auto_customer':
      return setSwitch(world, terminal, act.act, act.on);
    case 'late_approve':
      return approveLate(world, terminal, act.afterMs ?? 0, act.tipInCents ?? 0);
    case 'fail':
      return fail(world, terminal);
    case 'approve':
    case 'decline':
    case 'present_card':
    case 'cancel':
    case 'walk_away':
      return actOnCharge(world, terminal, act);
  }
}

type ChargeAct = CustomerAct | { readonly act: 'present_card' };

function actOnCharge(world: World, terminal: Terminal, act: ChargeAct): ActReply {
  const { screen } = terminal;
  if (!terminal.power) return no('la terminal está apagada');
  if (screen.kind !== 'charge' && screen.kind !== 'processing') return no('la terminal no muestra ningún cobro');
  const command = commandById(world, screen.commandId);
  if (act.act === 'cancel' || act.act === 'walk_away') {
    if (screen.kind === 'processing') return no('la tarjeta ya se está procesando');
    closeCheckout(world, command);
    finish(world, command, act.act === 'cancel' ? 'cancelled' : 'left');
    return done;
  }
  if (!terminal.network) return no('la terminal no tiene red y no puede autorizar');
  if (world.state.agenda.some((due) => 'commandId' in due && due.kind !== 'customer' && due.commandId === command.id))
    return no('la tarjeta ya se está procesando');
  if (screen.kind === 'charge') startProcessing(world, terminal, command);
  if (act.act === 'present_card') return done;
  const atMs = world.now() + world.behaviour().processingMs;
  if (act.act === 'approve')
    plan(world, { kind: 'approve', atMs, commandId: command.id, tipInCents: act.tipInCents ?? 0 });
  if (act.act === 'decline') {
    plan(world, { kind: 'decline', atMs, commandId: command.id, reason: act.reason });
    if (act.lateApprovalMs !== undefined)
      plan(world, { kind: 'approve', atMs: atMs + act.lateApprovalMs, commandId: command.id, tipInCents: 0 });
  }
  return done;
}

function startProcessing(world: World, terminal: Terminal, command: Command): void {
  const checkout = findCheckout(world, command.checkoutId);
  if (checkout && checkout.status !== 'paid') setCheckout(world, checkout, { status: 'payment_in_progress' });
  setScreen(world, terminal, { kind: 'processing', commandId: command.id });
}

/** The bank has spoken: the try is recorded, the command is consumed "paid or not" and the terminal shows the result. */
export function endTry(
  world: World,
  command: Command,
  outcome: { readonly tipInCents: number } | { readonly reason: string },
): void {
  recordTry(world, command, outcome);
  if (command.status === 'dispatched') finish(world, command, 'reason' in outcome ? 'declined' : 'approved');
}

function finish(world: World, command: Command, result: Result): void {
  setCommandStatus(world, command, 'consumed');
  const terminal = world.state.terminals.find((each) => each.id === command.terminalId);
  if (!terminal) return;
  const { resultScreenMs } = world.behaviour();
  setScreen(world, terminal, { kind: 'result', commandId: command.id, result });
  if (resultScreenMs === 0) setScreen(world, terminal, { kind: 'standby' });
  else plan(world, { kind: 'home', atMs: world.now() + resultScreenMs, terminalId: terminal.id });
}

function approveLate(world: World, terminal: Terminal, afterMs: number, tipInCents: number): ActReply {
  const command = world.state.commands.findLast(
    (each) =>
      each.terminalId === terminal.id &&
      each.status === 'consumed' &&
      findCheckout(world, each.checkoutId)?.status !== 'paid',
  );
  if (!command) return no('no hay ningún cobro terminado sin pagar en esta terminal');
  plan(world, { kind: 'approve', atMs: world.now() + afterMs, commandId: command.id, tipInCents });
  return done;
}

function fail(world: World, terminal: Terminal): ActReply {
  const { screen } = terminal;
  const command = screen.kind === 'charge' ? commandById(world, screen.commandId) : newestPending(world, terminal);
  if (!command) return no('la terminal no tiene ningún cobro');
  setCommandStatus(world, command, 'failed');
  closeCheckout(world, command);
  if (screen.kind === 'charge') setScreen(world, terminal, { kind: 'standby' });
  return done;
}

function setSwitch(
  world: World,
  terminal: Terminal,
  name: 'power' | 'network' | 'standby' | 'auto_customer',
  on: boolean,
): ActReply {
  if (name === 'auto_customer') terminal.autoCustomer = on;
  else terminal[name] = on;
  if (on) terminal.idleSinceMs = world.now();
  world.log.write({ kind: 'terminal', terminal: terminal.id, state: `${name}_${on ? 'on' : 'off'}` });
  const { screen } = terminal;
  if (name === 'power' && on && screen.kind === 'charge' && world.behaviour().afterPowerLoss === 'consumed')
    finish(world, commandById(world, screen.commandId), 'left');
  if (name === 'auto_customer' && on && screen.kind === 'charge')
    inviteCustomer(world, terminal, commandById(world, screen.commandId));
  return done;
}

/** Rule 4: commands are taken only on the standby screen, and of a terminal's pending ones only the newest. */
export const newestPending = (world: World, terminal: Terminal): Command | undefined =>
  world.state.commands.findLast((command) => command.terminalId === terminal.id && command.status === 'pending');

export const canTake = (terminal: Terminal): boolean =>
  terminal.power && terminal.network && terminal.standby && terminal.screen.kind === 'standby';

export function dispatch(world: World, terminal: Terminal, command: Command): void {
  setCommandStatus(world, command, 'dispatched');
  setScreen(world, terminal, { kind: 'charge', commandId: command.id });
  inviteCustomer(world, terminal, command);
}

function inviteCustomer(world: World, terminal: Terminal, command: Command): void {
  const step = world.customerFor(terminal, command);
  if (step) plan(world, { kind: 'customer', atMs: world.now() + step.afterMs, commandId: command.id, act: step.act });
}
