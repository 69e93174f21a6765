import type { ChargeView } from '../../main/contract/charge.ts';
import type { SandboxLogLine } from '../../main/recurrente/sandbox/sandbox.ts';

/** The order that an external id stands for: `prefix-order-attempt`. */
export const orderOf = (externalId: string): string =>
  externalId.slice(externalId.indexOf('-') + 1, externalId.lastIndexOf('-'));

/** Orders with a payment at Recurrente, and how many each has. */
export function countPayments(log: readonly SandboxLogLine[]): Map<string, number> {
  const payments = new Map<string, number>();
  for (const line of log)
    if (line.kind === 'payment')
      payments.set(orderOf(line.external_id), (payments.get(orderOf(line.external_id)) ?? 0) + 1);
  return payments;
}

/** Everything that must not have happened, as sentences; empty when the run kept all promises (bridge-api.md, "What can be counted on"). */
export function findBrokenPromises(
  accepted: ReadonlySet<string>,
  found: ReadonlyMap<string, ChargeView>,
  log: readonly SandboxLogLine[],
): string[] {
  const payments = countPayments(log);
  const broken: string[] = [];
  for (const order of accepted) {
    const charge = found.get(order);
    const paidTimes = payments.get(order) ?? 0;
    if (!charge) broken.push(`${order}: accepted and lost`);
    if (paidTimes > 1) broken.push(`${order}: paid ${paidTimes} times`);
    if (charge && charge.paid !== paidTimes > 0)
      broken.push(`${order}: the bridge says ${charge.status}, Recurrente has ${paidTimes} payments`);
  }
  for (const order of payments.keys())
    if (!accepted.has(order) && !found.has(order)) broken.push(`${order}: paid and never ordered`);
  for (const line of log) {
    if (line.kind !== 'command_status' || line.status !== 'superseded' || line.superseded_by === undefined) continue;
    if (orderOf(line.external_id) !== orderOf(line.superseded_by))
      broken.push(`${line.external_id}: superseded by ${line.superseded_by}`);
  }
  return broken;
}
