import fc from 'fast-check';
import type { FaultInput } from '../../../main/recurrente/sandbox/faults.ts';
import type { Behaviour } from '../../../main/recurrente/sandbox/behaviour.ts';
import { lookAndResolve, loseDisk, payWith, startNumbersAnew, tap, VERY_LATE_MS } from './model-people.ts';
import { checkAlways, HOUR, orderOf, startWait, type Model } from './model.ts';
import type { Rig } from './rig.ts';

const ORDERS = ['F1', 'F2', 'F3', 'F4'] as const;
const AMOUNTS = [10_000, 20_000] as const;

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
