import { assertNever } from '../../contract/assert-never.ts';
import { actOnTerminal, canTake, dispatch, endTry, newestPending } from './terminals.ts';
import type { Due, Terminal } from './state.ts';
import { commandById, findCheckout, findTerminal, setCheckout, setScreen, type World } from './world.ts';

/** When the next thing happens by itself; undefined when nothing is planned. */
export function nextDueMs(world: World): number | undefined {
  const times = [...world.state.agenda.map((due) => due.atMs), ...takers(world).map(({ atMs }) => atMs)];
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Does the one thing that is due first, if it is due by `nowMs`. Returns whether anything was done. */
export function doNextDue(world: World): boolean {
  const nowMs = world.now();
  const due = earliest(world.state.agenda);
  const taker = earliest(takers(world));
  if (taker && taker.atMs <= nowMs && (!due || taker.atMs <= due.atMs)) {
    const command = newestPending(world, taker.terminal);
    if (command) dispatch(world, taker.terminal, command);
    return true;
  }
  if (!due || due.atMs > nowMs) return false;
  world.state.agenda.splice(world.state.agenda.indexOf(due), 1);
  happen(world, due);
  return true;
}

function earliest<T extends { readonly atMs: number }>(items: readonly T[]): T | undefined {
  return items.reduce<T | undefined>((first, item) => (first && first.atMs <= item.atMs ? first : item), undefined);
}

/** Idle terminals with a pending command, and when each takes it. */
function takers(world: World): { readonly terminal: Terminal; readonly atMs: number }[] {
  const { dispatchMs } = world.behaviour();
  return world.state.terminals.flatMap((terminal) => {
    const command = canTake(terminal) ? newestPending(world, terminal) : undefined;
    return command ? [{ terminal, atMs: Math.max(command.createdAtMs, terminal.idleSinceMs) + dispatchMs }] : [];
  });
}

function happen(world: World, due: Due): void {
  switch (due.kind) {
    case 'approve':
      return endTry(world, commandById(world, due.commandId), { tipInCents: due.tipInCents });
    case 'decline':
      return endTry(world, commandById(world, due.commandId), { reason: due.reason });
    case 'customer': {
      const terminal = findTerminal(world, commandById(world, due.commandId).terminalId);
      // The customer acts only if the charge that they came for is still on the screen.
      if (terminal?.screen.kind === 'charge' && terminal.screen.commandId === due.commandId)
        actOnTerminal(world, terminal, due.act);
      return;
    }
    case 'home': {
      const terminal = findTerminal(world, due.terminalId);
      if (terminal?.screen.kind === 'result') setScreen(world, terminal, { kind: 'standby' });
      return;
    }
    case 'expire': {
      const checkout = findCheckout(world, due.checkoutId);
      if (checkout?.status === 'unpaid') setCheckout(world, checkout, { status: 'expired' });
      return;
    }
    case 'refund': {
      const refund = world.state.refunds.find((each) => each.id === due.refundId);
      if (!refund) return;
      refund.status = world.behaviour().refundOutcome;
      world.log.write({ kind: 'refund', id: refund.id, payment: refund.intentId, status: refund.status });
      return;
    }
    default:
      return assertNever(due);
  }
}
