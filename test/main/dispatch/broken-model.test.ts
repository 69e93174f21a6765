import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VARIANTS } from './broken-variants.ts';

/**
 * The model of the shop (model.ts, model-commands.ts) against deliberately broken bridges: each rule is taken out, and things that happen at random
 * must bring the harm to light. What is drawn is narrowed to what concerns the rule, so that a few runs find it; the same runs
 * against the bridge as it is must find nothing.
 */
const seed = Number(process.env['PUENTE_SEED'] ?? 20_261_122);
const MAX_RUNS = 60;

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  for (const { module, also } of VARIANTS) for (const name of [module, also?.module]) if (name) vi.doUnmock(name);
  vi.resetModules();
});

describe.each(VARIANTS)('$rule', ({ module, broken, also, behaviour, happens }) => {
  const parts = [{ module, broken }, ...(also ? [also] : [])];

  async function play(numRuns: number) {
    const { createRig } = await import('./rig.ts');
    const { diskCommands, extremeCommands, shopCommands } = await import('./model-commands.ts');
    const { comeToRest } = await import('./model-people.ts');
    const { emptyModel } = await import('./model.ts');
    const all = [...shopCommands(), ...diskCommands(), ...extremeCommands()];
    const commands = happens.flatMap((words) => {
      const matching = all.filter((command) => words.test(String(fc.sample(command, { numRuns: 1, seed: 1 })[0])));
      expect(matching, String(words)).not.toEqual([]);
      return matching;
    });
    return fc.check(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 25, size: 'max' }), async (things) => {
        const rig = createRig({ seed, behaviour, queue: { patienceSeconds: 30 } });
        const model = emptyModel();
        try {
          await fc.asyncModelRun(() => ({ model, real: rig }), things);
          // Only what is declined can still be paid so late.
          await comeToRest(model, rig, happens.some(({ source }) => source.includes('decline')) ? undefined : 90_000);
        } finally {
          await rig.stop().catch(() => undefined);
        }
      }),
      { numRuns, seed, endOnFailure: true },
    );
  }

  it(
    `broken, the model finds the harm; as it is, the same runs do none (seed ${seed})`,
    { timeout: 240_000 },
    async () => {
      for (const part of parts) {
        const real = await vi.importActual<Record<string, unknown>>(part.module);
        vi.doMock(part.module, () => ({ ...real, ...part.broken(real as never) }));
      }
      const found = await play(MAX_RUNS);
      expect(found.failed).toBe(true);
      // Found by what the model watches, not by a crash of the broken part.
      expect(found.errorInstance instanceof Error ? found.errorInstance.message : '').toMatch(
        /paid|superseded|screen|never came to an end|lost|went out|expired/,
      );

      for (const part of parts) vi.doUnmock(part.module);
      vi.resetModules();
      const { failed, errorInstance, counterexample } = await play(found.numRuns);
      expect(errorInstance ?? null, JSON.stringify(counterexample)).toBeNull();
      expect(failed).toBe(false);
    },
  );
});
