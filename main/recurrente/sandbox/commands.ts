import { readCommandInput, type CommandInput } from './command-input.ts';
import { invalid, isRefusal, notFound, type Refusal } from './refusal.ts';
import type { Checkout, Command } from './state.ts';
import {
  findCheckout,
  findTerminal,
  newId,
  plan,
  setCheckout,
  setCommandStatus,
  setScreen,
  type World,
} from './world.ts';

export interface CommandReply {
  /** 201: a new command; 200: one with this external id exists. */
  readonly status: 200 | 201;
  readonly command: Command;
}

/** `POST /api/terminal_session_commands` with the four rules of the guide. */
export function createCommand(world: World, body: Readonly<Record<string, unknown>>): CommandReply | Refusal {
  const behaviour = world.behaviour();
  const input = readCommandInput(body, behaviour.limits);
  if (isRefusal(input)) return input;
  if (!findTerminal(world, input.terminalId))
    return behaviour.unknownTerminalStatus === 404
      ? notFound('La terminal')
      : invalid({ terminal_id: ['no existe en esta cuenta'] });
  const known = findRemembered(world, input.externalId);
  return known ? answerKnown(world, known, input) : { status: 201, command: makeCommand(world, input) };
}

/** The newest command with this external id, unless it is so old that ids are no longer remembered [open]. */
function findRemembered(world: World, externalId: string): Command | undefined {
  const command = world.state.commands.findLast((each) => each.externalId === externalId);
  const { idMemoryMs } = world.behaviour();
  return command && world.now() - command.createdAtMs <= idMemoryMs ? command : undefined;
}

/** Rules 1 and 2: the existing command comes back and nothing new is made, whatever the body says. `consumed` is [open]. */
function answerKnown(world: World, command: Command, input: CommandInput): CommandReply | Refusal {
  const { afterConsumed, conflictStatus } = world.behaviour();
  if (command.status === 'consumed' && afterConsumed === 'newCommand')
    return { status: 201, command: makeCommand(world, input) };
  world.log.write({
    kind: 'command_returned',
    terminal: command.terminalId,
    external_id: command.externalId,
    id: command.id,
    status: command.status,
  });
  const taken = { external_id: ['ya está en uso'] };
  if (command.status === 'consumed' && afterConsumed === 'reject422') return invalid(taken);
  if (conflictStatus === 409)
    return { status: 409, message: 'Ya existe un comando con ese external_id', errors: taken };
  return { status: 200, command };
}

function makeCommand(world: World, input: CommandInput): Command {
  const createdAtMs = world.now();
  const { checkoutExpiresMs } = world.behaviour();
  const id = newId(world, 'tsc');
  const number = world.state.lastNumber;
  const checkout: Checkout = {
    id: newId(world, 'ch'),
    commandId: id,
    externalId: input.externalId,
    currency: input.currency,
    createdAtMs,
    expiresAtMs: createdAtMs + Math.min(checkoutExpiresMs, FAR_AWAY_MS),
    status: 'unpaid',
    totalInCents: input.amountInCents,
    intentId: null,
  };
  const command: Command = { ...input, id, number, checkoutId: checkout.id, createdAtMs, status: 'pending' };
  world.log.write({ kind: 'command_created', terminal: command.terminalId, external_id: command.externalId, id });
  supersedeOthers(world, command);
  world.state.commands.push(command);
  world.state.checkouts.push(checkout);
  setCheckout(world, checkout, {});
  plan(world, { kind: 'expire', atMs: checkout.expiresAtMs, checkoutId: checkout.id });
  return command;
}
const FAR_AWAY_MS = 100 * 365 * 24 * 3_600_000;

/** Rule 3: all pending commands of the terminal are superseded. A dispatched one goes on, unless the switch says otherwise. */
function supersedeOthers(world: World, newer: Command): void {
  for (const command of world.state.commands) {
    if (command.terminalId !== newer.terminalId) continue;
    const terminal = findTerminal(world, command.terminalId);
    const onScreen = terminal?.screen.kind === 'charge' && terminal.screen.commandId === command.id;
    const replaced =
      command.status === 'pending' ||
      (command.status === 'dispatched' && onScreen && world.behaviour().supersedeDispatched);
    if (!replaced) continue;
    setCommandStatus(world, command, 'superseded', newer.externalId);
    closeCheckout(world, command);
    if (terminal && onScreen) setScreen(world, terminal, { kind: 'standby' });
  }
}

/** What becomes of the checkout of a command that ended without a try [open]. */
export function closeCheckout(world: World, command: Command): void {
  const checkout = findCheckout(world, command.checkoutId);
  if (checkout?.status === 'unpaid' && world.behaviour().closedCheckout === 'cancelled')
    setCheckout(world, checkout, { status: 'cancelled' });
}
