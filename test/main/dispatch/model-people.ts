import type { ChargeView } from '../../../main/contract/charge.ts';
import { isFinal } from '../../../main/contract/charge.ts';
import { paymentsByOrder } from '../../../main/recurrente/sandbox/invariants.ts';
import { checkAlways, HOUR, startWait, type Model } from './model.ts';
import type { Rig } from './rig.ts';

/** Beyond what the sweeps cover: only the watch sees it. */
export const VERY_LATE_MS = 20 * 60_000;

/** A tap on a button that is not there is nothing; everything else that throws is a failure. */
export const tap = (rig: Rig, index: number, act: (terminal: ReturnType<Rig['terminal']>) => void): void => {
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

/** Recurrente recognises the orders by their ids, and the sweep by what its list shows of them (design decision 4). */
export async function loseDisk(model: Model, rig: Rig): Promise<void> {
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

export async function startNumbersAnew(model: Model, rig: Rig): Promise<void> {
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
  // What was late on its way stands there overnight as well.
  await rig.pass(5000);
  while (rig.sandbox.state.commands.some(({ status }) => status === 'pending' || status === 'dispatched')) {
    for (const index of [1, 2]) tap(rig, index, (t) => t.cancel());
    await rig.pass(1000);
  }
  await rig.pass(5000);
}

/** A person looks at the terminal and at Recurrente's own list before saying anything. */
export function lookAndResolve(model: Model, rig: Rig, order: string): void {
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
  // What came to light only then (a bank's late approval of an earlier amount) is put before a person as well.
  for (const { order_id } of open()) lookAndResolve(model, rig, order_id);
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
