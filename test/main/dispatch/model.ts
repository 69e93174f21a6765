import fc from 'fast-check';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { isFinal } from '../../../main/contract/charge.ts';
import type { FaultInput } from '../../../main/recurrente/sandbox/faults.ts';
import {
  findDoublePayments,
  findForeignSupersedes,
  paymentsByOrder,
} from '../../../main/recurrente/sandbox/invariants.ts';
import type { Behaviour } from '../../../main/recurrente/sandbox/behaviour.ts';
import type { Rig } from './rig.ts';

const ORDERS = ['F1', 'F2', 'F3', 'F4'] as const;
const AMOUNTS = [10_000, 20_000] as const;
const HOUR = 3_600_000;
/** Beyond what the sweeps cover: only the watch sees it. */
const VERY_LATE_MS = 20 * 60_000;

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

type Act = (model: Model, rig: Rig) => unknown;

/** One thing that happens in a shop. After each, everything that must always hold is checked. */
class Command implements fc.AsyncCommand<Model, Rig> {
  readonly words: string;
  readonly act: Act;
  constructor(words: string, act: Act) {
    this.words = words;
    this.act = act;
  }
  check = (): boolean => true;
  toString = (): string => this.words;
  async run(model: Model, rig: Rig): Promise<void> {
    await this.act(model, rig);
    await rig.clock.settle();
    checkAlways(model, rig);
  }
}

const order = fc.constantFrom(...ORDERS);
const terminal = fc.constantFrom(1, 2);
const of = <T>(
  arbitrary: fc.Arbitrary<T>,
  words: (value: T) => string,
  act: (value: T) => Act,
): fc.Arbitrary<Command> => arbitrary.map((value) => new Command(words(value), act(value)));

/** A tap on a button that is not there is nothing; everything else that throws is a failure. */
const tap = (rig: Rig, index: number, act: (terminal: ReturnType<Rig['terminal']>) => void): void => {
  const { screen } = rig.terminal(index).state;
  if (screen.kind === 'charge' && rig.terminal(index).state.power && rig.terminal(index).state.network)
    act(rig.terminal(index));
};

/** Between the first look at a terminal and a bank's word lie more than `queue.minPaymentMs` (design decision 6). */
const CARD_MS = 3200;

/** A person with a card; nothing happens if the terminal shows another charge by the time they are done. */
export async function payWith(
  rig: Rig,
  index: number,
  act: (terminal: ReturnType<Rig['terminal']>) => void,
): Promise<void> {
  const shown = rig.terminal(index).charge()?.id;
  if (shown === undefined) return;
  await rig.pass(CARD_MS);
  if (rig.terminal(index).charge()?.id === shown) tap(rig, index, act);
}

const faults: readonly FaultInput[] = [
  { kind: 'drop', when: 'before' },
  { kind: 'drop', when: 'after' },
  { kind: 'error', when: 'after' },
  { kind: 'html', when: 'before' },
  { kind: 'half_answer' },
  { kind: 'hang', when: 'after' },
  { kind: 'late', ms: 1200, cut: true },
  { kind: 'rate_limit', retryAfterSeconds: 2 },
];

/** Everything that can happen, each as likely as it is telling. */
export const shopCommands = (): fc.Arbitrary<fc.AsyncCommand<Model, Rig>>[] => [
  of(
    fc.record({ order, index: terminal, expiresIn: fc.constantFrom(900, 900, 30) }),
    (it) => `order ${it.order} on ${it.index} for ${it.expiresIn} s`,
    (it) => (model, rig) => {
      const answer = rig.order(it.order, { terminal: `caja${it.index}`, expires_in: it.expiresIn });
      if (answer.kind !== 'refused') model.accepted.add(it.order);
      if (answer.kind === 'created') startWait(model, rig, it.order);
    },
  ),
  of(
    order,
    (it) => `order ${it} again`,
    (it) => (model, rig) => {
      if (model.accepted.has(it)) rig.order(it);
    },
  ),
  of(
    fc.constantFrom(400, 1500, 4000, 12_000),
    (ms) => `${ms} ms pass`,
    (ms) => (_, rig) => rig.pass(ms),
  ),
  of(
    fc.constantFrom(400, 1500, 4000),
    (ms) => `${ms} ms pass`,
    (ms) => (_, rig) => rig.pass(ms),
  ),
  of(
    terminal,
    (it) => `approve on ${it}`,
    (it) => (_, rig) => payWith(rig, it, (t) => t.approve()),
  ),
  of(
    terminal,
    (it) => `approve with tip on ${it}`,
    (it) => (_, rig) => payWith(rig, it, (t) => t.approve({ tipInCents: 700 })),
  ),
  of(
    fc.record({ it: terminal, lateMs: fc.constantFrom(0, 3000, VERY_LATE_MS) }),
    ({ it, lateMs }) => `decline on ${it}${lateMs > 0 ? `, approved ${lateMs} ms later` : ''}`,
    ({ it, lateMs }) =>
      (model, rig) =>
        payWith(rig, it, (t) => {
          if (lateMs === VERY_LATE_MS) model.approvedLate.add(orderOf(t.charge()?.externalId ?? ''));
          t.decline('Fondos insuficientes', lateMs > 0 ? { lateApprovalMs: lateMs } : {});
        }),
  ),
  of(
    fc.record({ it: terminal, lateMs: fc.constantFrom(0, 3000) }),
    ({ it, lateMs }) =>
      `declined on ${it}${lateMs > 0 ? `, approved ${lateMs} ms later` : ''}, and tried again as soon as that is told`,
    ({ it, lateMs }) =>
      async (model, rig) => {
        const declined = orderOf(rig.terminal(it).charge()?.externalId ?? '');
        await payWith(rig, it, (t) => t.decline('Fondos insuficientes', lateMs > 0 ? { lateApprovalMs: lateMs } : {}));
        if (!model.accepted.has(declined)) return;
        for (let waited = 0; waited < 50 && rig.charge(declined).status !== 'declined'; waited += 1)
          await rig.pass(200);
        if (rig.charge(declined).status !== 'declined') return;
        if (rig.retry(declined).kind === 'ok') startWait(model, rig, declined);
      },
  ),
  of(
    terminal,
    (it) => `cancel on ${it}`,
    (it) => (_, rig) => tap(rig, it, (t) => t.cancel()),
  ),
  of(
    terminal,
    (it) => `walk away from ${it}`,
    (it) => (_, rig) => tap(rig, it, (t) => t.walkAway()),
  ),
  of(
    fc.record({ it: terminal, on: fc.boolean() }),
    ({ it, on }) => `standby ${it} ${on}`,
    ({ it, on }) =>
      (_, rig) =>
        rig.terminal(it).standby(on),
  ),
  of(
    fc.constantFrom('up', 'up', 'refuse', 'reset'),
    (it) => `network ${it}`,
    (it) => (_, rig) => rig.sandbox.faults.setNetwork(it),
  ),
  of(
    fc.record({
      route: fc.constantFrom('create_command', 'get_checkout', 'list_checkouts'),
      fault: fc.constantFrom(...faults),
    }),
    (it) => `next ${it.route}: ${JSON.stringify(it.fault)}`,
    (it) => (_, rig) => rig.sandbox.faults.next(it.route, it.fault),
  ),
  of(
    fc.record({ fault: fc.constantFrom(...faults) }),
    (it) => `next create_command: ${JSON.stringify(it.fault)}`,
    (it) => (_, rig) => rig.sandbox.faults.next('create_command', it.fault),
  ),
  of(
    fc.boolean(),
    (it) => (it ? 'key revoked' : 'key restored'),
    (it) => (_, rig) => (it ? rig.sandbox.revokeKey() : rig.sandbox.restoreKey()),
  ),
  of(
    fc.constant(0),
    () => 'restart',
    () => (_, rig) => rig.restart(),
  ),
  of(
    order,
    (it) => `check ${it}`,
    (it) => async (model, rig) => {
      if (!model.accepted.has(it)) return;
      const checked = rig.check(it);
      await Promise.race([checked, rig.pass(1000)]);
    },
  ),
  of(
    fc.constantFrom(0, 1200, 3000),
    (it) => `reads lag by ${it} ms`,
    (it) => (_, rig) => rig.sandbox.setBehaviour({ readLagMs: it }),
  ),
  of(
    order,
    (it) => `retry ${it}`,
    (it) => (model, rig) => {
      if (model.accepted.has(it) && rig.retry(it).kind === 'ok') startWait(model, rig, it);
    },
  ),
  of(
    order,
    (it) => `cancel ${it}`,
    (it) => (model, rig) => model.accepted.has(it) && rig.cancel(it),
  ),
  of(
    fc.record({ order, amount: fc.constantFrom(...AMOUNTS) }),
    (it) => `replace ${it.order} by ${it.amount}`,
    (it) => (model, rig) => {
      if (!model.accepted.has(it.order)) return;
      const { alias } = rig.charge(it.order).terminal;
      const answer = rig.order(it.order, { amount_in_cents: it.amount, replace: true, terminal: alias });
      if (answer.kind === 'replaced') startWait(model, rig, it.order);
    },
  ),
  of(
    order,
    (it) => `a careful person resolves ${it}`,
    (it) => (model, rig) => lookAndResolve(model, rig, it),
  ),
  of(
    terminal,
    (it) => `release ${it}`,
    (it) => (model, rig) => {
      for (const each of model.accepted)
        if (rig.charge(each).terminal.id === `trm_${it}` && rig.facts(each).attempts.length > 0) model.letGo.add(each);
      return rig.release(it);
    },
  ),
  of(
    fc.constantFrom(HOUR, -HOUR),
    (ms) => `clock set by ${ms}`,
    (ms) => (model, rig) => {
      // One that is set while the bridge is not running moves waits that only the wall clock tells.
      model.waits.clear();
      rig.clock.setWall(ms);
    },
  ),
  of(
    fc.constant(0),
    () => 'laptop sleeps a while',
    () => (_, rig) => rig.clock.suspend(5 * 60_000),
  ),
];

/** What a lost disk brings; apart, since much of what a ledger promises ends with the ledger. */
export const diskCommands = (): fc.Arbitrary<fc.AsyncCommand<Model, Rig>>[] => [
  of(
    fc.constant(0),
    () => 'the disk is lost, and the ERP asks again for everything',
    () => (model, rig) => loseDisk(model, rig),
  ),
  of(
    fc.constant(0),
    () => 'the disk is lost, and two days later the ERP starts its numbers anew',
    () => (model, rig) => startNumbersAnew(model, rig),
  ),
];

/** Worse than any Recurrente is believed to be: only for the rules that must hold even so. */
export const extremeCommands = (): fc.Arbitrary<fc.AsyncCommand<Model, Rig>>[] => [
  of(
    fc.constant(60_000),
    () => 'reads are a minute late',
    (ms) => (_, rig) => rig.sandbox.setBehaviour({ readLagMs: ms }),
  ),
];

/** What may differ between two Recurrentes (recurrente-api.md, [open]). */
export const behaviours: fc.Arbitrary<Partial<Behaviour>> = fc.record({
  afterConsumed: fc.constantFrom('existing' as const, 'reject422' as const, 'newCommand' as const),
  conflictStatus: fc.constantFrom(200 as const, 200 as const, 409 as const),
  readLagMs: fc.constantFrom(0, 0, 1200),
  shapes: fc.constantFrom('reference' as const, 'captured' as const),
  closedCheckout: fc.constantFrom('unpaid' as const, 'cancelled' as const),
  dispatchMs: fc.constantFrom(0, 600, 4000),
  clockSkewMs: fc.constantFrom(0, 240_000),
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

function startWait(model: Model, rig: Rig, order: string): void {
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

const orderOf = (externalId: string): string => externalId.split('-')[1] ?? '';

/** Recurrente recognises the orders by their ids, and the sweep by what its list shows of them (design decision 4). */
async function loseDisk(model: Model, rig: Rig): Promise<void> {
  const asked = [...model.accepted].map((order) => rig.charge(order));
  await rig.loseDiskAndGoOn();
  model.paid.clear();
  for (const { order_id, terminal, amount_in_cents } of asked) {
    model.letGo.add(order_id);
    model.forgotten.add(order_id);
    rig.order(order_id, { terminal: terminal.alias, amount_in_cents });
    startWait(model, rig, order_id);
  }
}

async function startNumbersAnew(model: Model, rig: Rig): Promise<void> {
  const known = [...model.accepted];
  await rig.loseDiskAndGoOn();
  await clearScreens(rig);
  await rig.clock.suspend(48 * HOUR);
  await rig.pass(1000);
  for (const order of known) {
    model.accepted.delete(order);
    model.paid.delete(order);
    model.letGo.add(order);
    model.forgotten.add(order);
    model.earlierSales.set(order, rig.payments(order));
    model.accepted.add(order);
    rig.order(order);
    startWait(model, rig, order);
  }
}

/** Overnight: nobody pays what stood on a terminal two days ago, and a bank's second thoughts are over. */
async function clearScreens(rig: Rig): Promise<void> {
  for (const index of [1, 2]) rig.terminal(index).standby(true);
  while (rig.sandbox.state.commands.some(({ status }) => status === 'pending' || status === 'dispatched')) {
    for (const index of [1, 2]) tap(rig, index, (t) => t.cancel());
    await rig.pass(1000);
  }
  await rig.pass(5000);
}

/** A person looks at the terminal and at Recurrente's own list before saying anything. */
function lookAndResolve(model: Model, rig: Rig, order: string): void {
  if (!model.accepted.has(order) || rig.charge(order).status !== 'in_doubt') return;
  const mine = rig.sandbox.state.commands.filter(({ externalId }) => externalId.startsWith(`tienda-${order}-`));
  for (const { externalId } of mine.filter(({ status }) => status === 'dispatched'))
    for (const index of [1, 2])
      if (rig.terminal(index).charge()?.externalId === externalId) tap(rig, index, (t) => t.cancel());
  if (mine.some(({ status }) => status === 'pending' || status === 'dispatched')) return;
  const paid = rig.payments(order) > (model.earlierSales.get(order) ?? 0);
  if (rig.charge(order).failure?.code === 'already_paid') rig.resolve(order, paid ? 'same_sale' : 'not_paid');
  else if (!paid) rig.resolve(order, 'not_paid');
  else if (rig.charge(order).failure?.code === 'paid_less') {
    model.decided.add(order);
    rig.resolve(order, 'not_paid');
  }
}

/** Faults end, customers leave, a careful person answers: then the bridge and Recurrente must agree on every order. */
export async function comeToRest(model: Model, rig: Rig, quietMs = VERY_LATE_MS + 11 * 60_000): Promise<void> {
  rig.sandbox.faults.clear();
  rig.sandbox.faults.setNetwork('up');
  rig.sandbox.restoreKey();
  for (const index of [1, 2, 3]) rig.terminal(index).standby(true);
  const open = (): ChargeView[] =>
    [...model.accepted].map((order) => rig.charge(order)).filter((charge) => !isFinal(charge.status));
  for (let round = 0; round < 40 && open().length > 0; round += 1) {
    for (const index of [1, 2]) await payWith(rig, index, (t) => t.approve());
    await rig.pass(20_000);
    for (const { order_id } of open()) if (round % 3 === 2) lookAndResolve(model, rig, order_id);
    checkAlways(model, rig);
  }
  if (open().length > 0) throw new Error(`never came to an end: ${rig.story()}\n${rig.commands().join('\n')}`);
  // The watch and the sweep have had their time.
  await rig.pass(quietMs);
  checkAlways(model, rig);
  const payments = paymentsByOrder(rig.sandbox.state);
  for (const order of model.accepted) {
    // What a lost disk forgot may be paid by a command that nobody here knows: raised as an orphan, and for a person.
    if (model.forgotten.has(order)) continue;
    const paidThere = (payments.get(`tienda-${order}`) ?? []).length > 0;
    if (rig.charge(order).paid !== paidThere && !model.decided.has(order))
      throw new Error(
        `${order}: here ${rig.charge(order).status}, at Recurrente ${paidThere ? 'paid' : 'unpaid'}\n${rig.story()}`,
      );
  }
}
