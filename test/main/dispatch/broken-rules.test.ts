import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/**
 * Each rule twice: as it is, the story ends well; deliberately broken, the same story ends in the harm that the rule is there
 * to prevent. So none of these rules could be lost unnoticed.
 */
type Rig = Awaited<ReturnType<typeof load>>['rig'];
interface Rule {
  readonly rule: string;
  readonly module: string;
  readonly broken: (real: Record<string, never>) => Record<string, unknown>;
  readonly behaviour?: object;
  readonly story: (rig: Rig, tools: Awaited<ReturnType<typeof load>>) => Promise<void>;
}

async function load(behaviour: object = {}) {
  const { createRig } = await import('./rig.ts');
  const model = await import('./model.ts');
  const rig = createRig({ behaviour, queue: { patienceSeconds: 60 } });
  return { rig, createRig, ...model };
}
const pay = async (rig: Rig, tools: Awaited<ReturnType<typeof load>>): Promise<void> => {
  await tools.payWith(rig, 1, (terminal) => terminal.approve());
};
const check = (rig: Rig, tools: Awaited<ReturnType<typeof load>>, ...orders: string[]): void =>
  tools.checkAlways({ ...tools.emptyModel(), accepted: new Set(orders) }, rig);

const RULES: readonly Rule[] = [
  {
    rule: 'look before you leap',
    module: '../../../main/dispatch/unanswered.ts',
    behaviour: { afterConsumed: 'newCommand' },
    broken: () => ({
      async pursueUnanswered(deps: never, connection: never, _charge: never, attempt: { lastSentAtMs: number }) {
        const { beginResend, post } = await import('../../../main/dispatch/send.ts');
        const { recurrente } = deps as { recurrente: { serverNow(): number } };
        if (recurrente.serverNow() - attempt.lastSentAtMs < 6000) return 1000;
        await post(deps, connection, beginResend(deps, attempt as never), () => true);
        return 1000;
      },
    }),
    async story(rig, tools) {
      rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
      rig.order('F1');
      await rig.pass(500);
      await pay(rig, tools);
      await rig.pass(10_000);
      await pay(rig, tools);
      await rig.pass(5000);
      check(rig, tools, 'F1');
    },
  },
  {
    rule: 'external ids are derived, not random',
    module: '../../../main/charge/external-id.ts',
    broken: () => ({
      externalIdFor: (prefix: string, order: string, attempt: number) =>
        `${prefix}-${order}-${Math.floor(Math.random() * 1e9)}${attempt}`,
    }),
    async story(rig, tools) {
      rig.order('F1');
      await rig.pass(1000);
      await pay(rig, tools);
      await rig.pass(20_000);
      const after = tools.createRig({ keeping: await rig.loseDisk() });
      await after.pass(2000);
      after.order('F1');
      await after.pass(5000);
      await pay(after, tools);
      await after.pass(5000);
      const payments = after.payments('F1');
      await after.stop();
      expect(payments).toBe(1);
    },
  },
  {
    rule: 'the answer to a first send is believed only when its checkout is ours',
    module: '../../../main/charge/settle.ts',
    broken: (real) => ({
      settle(charge: never, evidence: { kind: string; atMs: number; checkout?: object }) {
        const { settle } = real as unknown as { settle: (charge: never, evidence: never) => unknown };
        const always = evidence.checkout
          ? { ...evidence, checkout: { ...evidence.checkout, createdAtMs: evidence.atMs } }
          : evidence;
        return settle(charge, always as never);
      },
    }),
    async story(rig, tools) {
      rig.order('F1');
      await rig.pass(1000);
      await pay(rig, tools);
      await rig.pass(20_000);
      const after = tools.createRig({ keeping: await rig.loseDisk() });
      await after.pass(2000);
      after.order('F1');
      await after.pass(10_000);
      const { paid } = after.charge('F1');
      await after.stop();
      expect(paid).toBe(false);
    },
  },
  {
    rule: 'replays only while no payment can have been completed',
    module: '../../../main/dispatch/pace.ts',
    behaviour: { afterConsumed: 'newCommand', dispatchMs: 2000 },
    broken: (real) => ({ ...real, replayIsSafe: () => true }),
    async story(rig, tools) {
      rig.order('F1');
      await rig.pass(1500);
      rig.sandbox.faults.setNetwork('refuse');
      await rig.pass(3000);
      await pay(rig, tools);
      rig.sandbox.faults.setNetwork('up');
      await rig.pass(6000);
      await pay(rig, tools);
      await rig.pass(3000);
      check(rig, tools, 'F1');
    },
  },
  {
    rule: 'paid never falls',
    module: '../../../main/charge/settle.ts',
    broken: (real) => ({
      settle(
        charge: { attempts: { checkouts: unknown[] }[] },
        evidence: { kind: string; checkout?: { status: string } },
      ) {
        const { settle } = real as unknown as { settle: (charge: unknown, evidence: unknown) => unknown };
        if (evidence.checkout === undefined || evidence.checkout.status === 'paid') return settle(charge, evidence);
        return settle(
          { ...charge, attempts: charge.attempts.map((attempt) => ({ ...attempt, checkouts: [] })) },
          evidence,
        );
      },
    }),
    async story(rig, tools) {
      rig.order('F1');
      await rig.pass(1000);
      await pay(rig, tools);
      await rig.untilStatus('F1', 'paid', 10_000);
      // From now on reads lag: an old picture of the checkout comes in.
      rig.sandbox.setBehaviour({ readLagMs: 3000 });
      await rig.check('F1');
      await rig.clock.settle();
      expect(rig.charge('F1').paid).toBe(true);
    },
  },
  {
    rule: 'one terminal, one open command',
    module: '../../../main/charge/derive.ts',
    broken: (real) => ({ ...real, attemptOnTerminal: () => undefined }),
    async story(rig, tools) {
      rig.terminal().standby(false);
      rig.order('F1');
      rig.order('F2');
      await rig.pass(4000);
      check(rig, tools, 'F1', 'F2');
    },
  },
  {
    rule: 'a queued charge does not fire after a long outage',
    module: '../../../main/dispatch/expiry.ts',
    broken: () => ({ createExpiry: () => ({ checkClock: () => 0, run: () => undefined }) }),
    async story(rig) {
      rig.sandbox.faults.setNetwork('refuse');
      rig.order('F1', { expires_in: 60 });
      await rig.pass(90_000);
      rig.sandbox.faults.setNetwork('up');
      await rig.pass(5000);
      expect(rig.commands()).toEqual([]);
      // The rule at the socket alone would hold it back without ever asking anybody.
      expect(rig.charge('F1').status).toBe('expired');
    },
  },
  {
    rule: 'a decline closes the attempt, not the watch',
    module: '../../../main/dispatch/watch.ts',
    broken: () => ({ createWatch: () => ({ start: () => undefined, stop: () => Promise.resolve() }) }),
    async story(rig, tools) {
      rig.order('F1');
      await rig.pass(1000);
      await tools.payWith(rig, 1, (terminal) =>
        terminal.decline('Fondos insuficientes', { lateApprovalMs: 40 * 60_000 }),
      );
      await rig.untilStatus('F1', 'declined', 10_000);
      // So late that no sweep covers it any more.
      await rig.untilStatus('F1', 'paid', 60 * 60_000);
    },
  },
  {
    rule: '"this id is taken" means "it exists"',
    module: '../../../main/dispatch/send.ts',
    behaviour: { conflictStatus: 409, readLagMs: 4000 },
    broken: (real) => ({
      ...real,
      async findTaken(
        deps: { store: never; clock: { now(): number } },
        _connection: never,
        attempt: { externalId: string },
      ) {
        const { learn } = await import('../../../main/dispatch/learn.ts');
        learn(
          deps.store,
          { kind: 'taken_elsewhere', externalId: attempt.externalId, atMs: deps.clock.now() },
          deps.clock.now(),
        );
      },
    }),
    async story(rig) {
      rig.sandbox.faults.next('create_command', { kind: 'drop', when: 'after' });
      rig.order('F1');
      await rig.pass(20_000);
      expect(rig.commands()).toEqual(['tienda-F1-1 dispatched']);
    },
  },
];

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  for (const { module } of RULES) vi.doUnmock(module);
  vi.resetModules();
});

describe.each(RULES)('$rule', ({ module, broken, behaviour, story }) => {
  async function play(): Promise<void> {
    const tools = await load(behaviour);
    await tools.rig.until('online', () => tools.rig.connection() === 'online');
    try {
      await story(tools.rig, tools);
    } finally {
      await tools.rig.stop().catch(() => undefined);
    }
  }
  it('holds', play);
  it('broken, does harm that is seen', async () => {
    const real = await vi.importActual<Record<string, never>>(module);
    vi.doMock(module, () => ({ ...real, ...broken(real) }));
    await expect(play()).rejects.toThrow();
  });
});
