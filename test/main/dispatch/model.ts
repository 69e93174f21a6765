import {
  findDoublePayments,
  findForeignSupersedes,
  paymentsByOrder,
} from '../../../main/recurrente/sandbox/invariants.ts';
import type { Rig } from './rig.ts';

export const HOUR = 3_600_000;

/** What the test itself remembers: which orders were accepted, and which were ever seen paid. */
export interface Model {
  readonly accepted: Set<string>;
  readonly paid: Set<string>;
  /** Orders for which a person decided that it was not paid, or another sale: a second payment is then that person's. */
  readonly decided: Set<string>;
  /** Orders past which a person let the terminal go, or that a lost disk forgot: the next one may take their place there. */
  readonly letGo: Set<string>;
  /** Orders that a bank declined and approves long after: no bridge can keep a person from charging them again in between. */
  readonly approvedLate: Set<string>;
  /** Orders whose earlier life was lost with a disk: Recurrente may know of more than the bridge. */
  readonly forgotten: Set<string>;
  /** Payments at Recurrente that belong to an earlier sale of the same number, by order. */
  readonly earlierSales: Map<string, number>;
  /** The present wait in the queue of each order; what has gone out meanwhile is not waiting. */
  readonly waits: Map<string, Wait>;
  /** When all this was last looked at; steady clock. */
  checkedMono: number;
}
/** Moments by the PC's own clocks, which nobody sets. */
interface Wait {
  readonly untilUptime: number;
  /** When it was first seen to be over; steady clock. */
  overMono?: number;
  /** Commands of the order at Recurrente when last looked. */
  commands: number;
}
export const emptyModel = (): Model => ({
  accepted: new Set(),
  paid: new Set(),
  decided: new Set(),
  letGo: new Set(),
  approvedLate: new Set(),
  forgotten: new Set(),
  earlierSales: new Map(),
  waits: new Map(),
  checkedMono: 0,
});

/** Holds after each thing that happens. */
export function checkAlways(model: Model, rig: Rig): void {
  const payments = paymentsByOrder(rig.sandbox.state);
  for (const order of model.accepted) {
    // Throws when it is lost.
    const charge = rig.charge(order);
    const atRecurrente = payments.get(`tienda-${order}`) ?? [];
    if (model.forgotten.has(order) && rig.facts(order).attempts.every(({ sends }) => sends === 0))
      model.earlierSales.set(order, countOtherSales(rig, order));
    if (charge.failure?.code === 'expired_in_queue' && mayBePaid(rig, order) && !model.letGo.has(order))
      throw new Error(`${order} is called expired and Recurrente has sent it on`);
    if (charge.paid) model.paid.add(order);
    else if (model.paid.has(order)) throw new Error(`${order} was paid and is ${charge.status}`);
    // Not even for a moment between two looks.
    const told = rig
      .store()
      .journal.ofCharge(charge.id)
      .flatMap(({ status }) => status ?? []);
    if (told.includes('paid') && told.slice(told.indexOf('paid')).some((status) => status !== 'paid'))
      throw new Error(`${order} was paid and then ${told.at(-1)}`);
    if (charge.paid && atRecurrente.length <= (model.earlierSales.get(order) ?? 0))
      throw new Error(`${order} is called paid and Recurrente has no payment of it`);
    if (charge.paid && !atRecurrente.some((payment) => payment.amountInCents >= charge.amount_in_cents))
      throw new Error(`${order} is called paid with less than ${charge.amount_in_cents}`);
  }
  const doubles = findDoublePayments(rig.sandbox.state).filter(({ order, payments: all }) => {
    const name = order.replace('tienda-', '');
    const excused = model.decided.has(name) || model.approvedLate.has(name);
    return !excused && all.length > 1 + (model.earlierSales.get(name) ?? 0);
  });
  if (doubles.length > 0) throw new Error(`paid twice: ${doubles.map(({ order }) => order).join(', ')}`);
  const foreign = findForeignSupersedes(rig.sandbox.log).filter(
    ({ externalId }) => !model.letGo.has(orderOf(externalId)),
  );
  if (foreign.length > 0) throw new Error(`superseded by another order's: ${JSON.stringify(foreign[0])}`);
  const onScreen = rig.sandbox.state.commands
    .filter(({ status }) => status === 'dispatched')
    .map(({ terminalId }) => terminalId);
  if (new Set(onScreen).size < onScreen.length) throw new Error('two commands on one screen');
  checkWaits(model, rig);
  if (rig.errors.length > 0) throw new Error(rig.errors[0]);
}

/** Payments that are no reason to ask when the order comes again (design decision 4): of another day, or of less. */
function countOtherSales(rig: Rig, order: string): number {
  const { intents, checkouts } = rig.sandbox.state;
  return intents.filter(({ status, checkoutId, amountInCents, createdAtMs }) => {
    const { externalId } = checkouts.find(({ id }) => id === checkoutId) ?? {};
    const isOrders = status === 'succeeded' && externalId !== undefined && orderOf(externalId) === order;
    const isOld = createdAtMs < rig.clock.now() - 24 * HOUR;
    return isOrders && (isOld || amountInCents < rig.charge(order).amount_in_cents);
  }).length;
}

const mayBePaid = (rig: Rig, order: string): boolean =>
  rig.sandbox.state.commands.some(
    ({ externalId, status }) => orderOf(externalId) === order && ['pending', 'dispatched'].includes(status),
  );

const commandsOf = (rig: Rig, order: string): number =>
  rig.sandbox.state.commands.filter(({ externalId }) => orderOf(externalId) === order).length;

/** An order waits in the queue from now on, for as long as its expiry says. */
export function startWait(model: Model, rig: Rig, order: string): void {
  const untilUptime = rig.clock.uptime() + rig.facts(order).expireAfterMs;
  model.waits.set(order, { untilUptime, commands: commandsOf(rig, order) });
}

/** A call that was under way when the wait ended may still be carried out. */
const ON_THE_WAY_MS = 10_000;

/** An old charge does not fire by itself: the customer may be gone (design decision 8). */
function checkWaits(model: Model, rig: Rig): void {
  const mono = rig.clock.monotonic();
  for (const [order, wait] of model.waits) {
    const commands = commandsOf(rig, order);
    if (commands > wait.commands && wait.overMono !== undefined && model.checkedMono - wait.overMono > ON_THE_WAY_MS)
      throw new Error(`${order} went out by itself after its wait was over`);
    wait.commands = commands;
    if (rig.clock.uptime() > wait.untilUptime) wait.overMono ??= mono;
  }
  model.checkedMono = mono;
}

export const orderOf = (externalId: string): string => externalId.split('-')[1] ?? '';
