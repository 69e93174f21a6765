import type { SandboxLogLine } from './log.ts';
import type { CommandStatus, SandboxState } from './state.ts';

/**
 * What must never be seen from Recurrente's side, whatever failed in between. Each function returns the breaches it finds,
 * so that an empty list is the proof; they read only what the sandbox recorded, nothing of the bridge's own.
 */

/** The order that an external id belongs to: `prefix-order-attempt` without the attempt (design decision 4). */
export const orderOf = (externalId: string): string => externalId.replace(/-\d+$/, '');

export interface DoublePayment {
  readonly order: string;
  readonly payments: readonly { readonly id: string; readonly externalId: string; readonly amountInCents: number }[];
}

/** Orders that were paid more than once, refunded or not. */
export function findDoublePayments(state: SandboxState, order = orderOf): DoublePayment[] {
  const byOrder = paymentsByOrder(state, order);
  return [...byOrder]
    .filter(([, payments]) => payments.length > 1)
    .map(([name, payments]) => ({ order: name, payments }));
}

/** Every payment by its order: what the bridge's own ledger must agree with. */
export function paymentsByOrder(state: SandboxState, order = orderOf): Map<string, DoublePayment['payments']> {
  const byOrder = new Map<string, DoublePayment['payments']>();
  for (const intent of state.intents) {
    const externalId = state.checkouts.find((checkout) => checkout.id === intent.checkoutId)?.externalId;
    if (intent.status !== 'succeeded' || externalId === undefined) continue;
    const key = order(externalId);
    const payment = { id: intent.id, externalId, amountInCents: intent.amountInCents };
    byOrder.set(key, [...(byOrder.get(key) ?? []), payment]);
  }
  return byOrder;
}

export interface Supersede {
  readonly terminal: string;
  readonly externalId: string;
  readonly by: string;
  readonly seq: number;
}

/** Commands that a command of another order pushed off their terminal. */
export function findForeignSupersedes(log: readonly SandboxLogLine[], order = orderOf): Supersede[] {
  return log.flatMap((line) =>
    line.kind === 'command_status' &&
    line.superseded_by !== undefined &&
    order(line.superseded_by) !== order(line.external_id)
      ? [{ terminal: line.terminal, externalId: line.external_id, by: line.superseded_by, seq: line.seq }]
      : [],
  );
}

export interface Overlap {
  readonly terminal: string;
  readonly created: string;
  readonly open: string;
  readonly openStatus: CommandStatus;
  readonly seq: number;
}

/**
 * Commands that were made while another was still open (`pending` or `dispatched`) on the same terminal. One that replaces an
 * attempt of its own order on purpose counts too: `sameOrder` tells them apart.
 */
export function findOverlaps(
  log: readonly SandboxLogLine[],
  order = orderOf,
): (Overlap & { readonly sameOrder: boolean })[] {
  const open = new Map<string, { terminal: string; externalId: string; status: CommandStatus }>();
  const overlaps: (Overlap & { sameOrder: boolean })[] = [];
  for (const line of log) {
    if (line.kind === 'command_created') {
      for (const other of open.values())
        if (other.terminal === line.terminal)
          overlaps.push({
            terminal: line.terminal,
            created: line.external_id,
            open: other.externalId,
            openStatus: other.status,
            sameOrder: order(other.externalId) === order(line.external_id),
            seq: line.seq,
          });
      open.set(line.id, { terminal: line.terminal, externalId: line.external_id, status: 'pending' });
    } else if (line.kind === 'command_status') {
      const known = open.get(line.id);
      if (known && line.status === 'dispatched') known.status = 'dispatched';
      else open.delete(line.id);
    }
  }
  return overlaps;
}

/** External ids that more than one command was made for: a send that was repeated where it could hurt. */
export function findRepeatedIds(state: SandboxState): string[] {
  const counts = new Map<string, number>();
  for (const { externalId } of state.commands) counts.set(externalId, (counts.get(externalId) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([externalId]) => externalId);
}

/** Payments that were refunded more than once. */
export function findDoubleRefunds(state: SandboxState): string[] {
  const counts = new Map<string, number>();
  for (const { intentId, status } of state.refunds)
    if (status !== 'failed') counts.set(intentId, (counts.get(intentId) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([intentId]) => intentId);
}
