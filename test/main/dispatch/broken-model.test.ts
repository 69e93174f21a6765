import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attempt } from '../../../main/charge/attempt.ts';
import type { Verdict } from '../../../main/charge/verdict.ts';
import type { Behaviour } from '../../../main/recurrente/sandbox/behaviour.ts';

/**
 * The model of the shop (model.ts) against deliberately broken bridges: each rule is taken out, and things that happen at random
 * must bring the harm to light. What is drawn is narrowed to what concerns the rule, so that a few runs find it. The rules whose harm
 * needs a longer coincidence are broken in told stories instead (broken-rules.test.ts).
 */
const seed = Number(process.env['PUENTE_SEED'] ?? 20_261_122);

interface Variant {
  readonly rule: string;
  readonly module: string;
  readonly broken: (real: never) => Record<string, unknown>;
  readonly behaviour: Partial<Behaviour>;
  /** The things that may happen, by their words. */
  readonly happens: RegExp;
}

const DAY_OF_WORK = /^(order F\d on|\d+ ms pass|approve on)/;
const and = (more: RegExp): RegExp => new RegExp(`${DAY_OF_WORK.source}|${more.source}`);

const VARIANTS: readonly Variant[] = [
  {
    rule: 'look before you leap',
    module: '../../../main/dispatch/unanswered.ts',
    behaviour: { afterConsumed: 'newCommand' },
    happens: and(/^next create_command/),
    broken: () => ({
      async pursueUnanswered(deps: never, connection: never, _charge: never, attempt: { lastSentAtMs: number }) {
        const { beginResend, post } = await import('../../../main/dispatch/send.ts');
        const { recurrente } = deps as { recurrente: { serverNow(): number } };
        if (recurrente.serverNow() - attempt.lastSentAtMs < 6000) return 1000;
        await post(deps, connection, beginResend(deps, attempt as never), () => true);
        return 1000;
      },
    }),
  },
  {
    rule: 'external ids are derived, not random',
    module: '../../../main/charge/external-id.ts',
    behaviour: {},
    happens: and(/^the disk is lost, and the ERP/),
    broken: () => ({
      externalIdFor: (prefix: string, order: string, attempt: number) =>
        `${prefix}-${order}-${Math.floor(Math.random() * 1e9)}${attempt}`,
    }),
  },
  {
    rule: 'an earlier payment of this order is put before a person',
    module: '../../../main/charge/verdict.ts',
    behaviour: {},
    happens: and(/^the disk is lost, and the ERP/),
    broken: ({ judge }: { judge: (attempt: Attempt) => Verdict }) => {
      const careless = (attempt: Attempt): Verdict => {
        const verdict = judge(attempt);
        return verdict.kind === 'doubt' && verdict.code === 'already_paid' ? { kind: 'not_ours' } : verdict;
      };
      return {
        judge: careless,
        occupiesTerminal: (attempt: Attempt) =>
          ['sending', 'pending', 'dispatched', 'doubt'].includes(careless(attempt).kind),
      };
    },
  },
  {
    rule: 'one terminal, one open command',
    module: '../../../main/charge/derive.ts',
    behaviour: { dispatchMs: 4000 },
    happens: and(/^standby/),
    broken: () => ({ attemptOnTerminal: () => undefined }),
  },
  {
    rule: 'a decline closes the attempt, not the watch',
    module: '../../../main/dispatch/watch.ts',
    behaviour: {},
    happens: and(/^decline/),
    broken: () => ({ createWatch: () => ({ start: () => undefined, stop: () => Promise.resolve() }) }),
  },
  {
    rule: 'patience ends',
    module: '../../../main/dispatch/pace.ts',
    behaviour: {},
    happens: and(/^walk away/),
    broken: () => ({ patienceLeft: () => ({ leftMs: 1000, code: 'no_answer' }) }),
  },
  {
    rule: '"this id is taken" means "it exists"',
    module: '../../../main/dispatch/send.ts',
    behaviour: { conflictStatus: 409, readLagMs: 4000 },
    happens: and(/^next create_command/),
    broken: () => ({
      async findTaken(
        deps: { store: never; clock: { now(): number } },
        _connection: never,
        attempt: { externalId: string },
      ) {
        const { learn } = await import('../../../main/dispatch/learn.ts');
        const atMs = deps.clock.now();
        learn(deps.store, { kind: 'taken_elsewhere', externalId: attempt.externalId, atMs }, atMs);
      },
    }),
  },
];

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  for (const { module } of VARIANTS) vi.doUnmock(module);
  vi.resetModules();
});

describe.each(VARIANTS)('$rule', ({ module, broken, behaviour, happens }) => {
  async function play(numRuns: number) {
    const { createRig } = await import('./rig.ts');
    const { comeToRest, diskCommands, emptyModel, shopCommands } = await import('./model.ts');
    const commands = [...shopCommands(), ...diskCommands()].filter((command) =>
      happens.test(String(fc.sample(command, { numRuns: 1, seed: 1 })[0])),
    );
    return fc.check(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 25, size: 'max' }), async (things) => {
        const rig = createRig({ seed, behaviour, queue: { patienceSeconds: 30 } });
        const model = emptyModel();
        try {
          await fc.asyncModelRun(() => ({ model, real: rig }), things);
          await comeToRest(model, rig);
        } finally {
          await rig.stop().catch(() => undefined);
        }
      }),
      { numRuns, seed, endOnFailure: true, interruptAfterTimeLimit: 45_000, markInterruptAsFailure: false },
    );
  }

  it(`broken, the model finds the harm (seed ${seed})`, { timeout: 120_000 }, async () => {
    const real = await vi.importActual<Record<string, unknown>>(module);
    vi.doMock(module, () => ({ ...real, ...broken(real as never) }));
    const { failed, errorInstance } = await play(60);
    expect(failed).toBe(true);
    // Found by what the model watches, not by a crash of the broken part.
    expect(errorInstance instanceof Error ? errorInstance.message : '').toMatch(
      /paid|superseded|screen|never came to an end|lost/,
    );
  });

  it(`control: as it is, the same runs find nothing (seed ${seed})`, { timeout: 120_000 }, async () => {
    const { failed, errorInstance, counterexample } = await play(2);
    expect(errorInstance ?? null, JSON.stringify(counterexample)).toBeNull();
    expect(failed).toBe(false);
  });
});
