import fc from 'fast-check';
import { describe, it } from 'vitest';
import { behaviours, diskCommands, shopCommands } from './model-commands.ts';
import { comeToRest } from './model-people.ts';
import { emptyModel } from './model.ts';
import { createRig } from './rig.ts';
import { seedFrom } from '../../seed.ts';

/** More for a long search; each takes about a second. */
const RUNS = Number(process.env['PUENTE_RUNS'] ?? 25);
const seed = seedFrom('PUENTE_SEED');

describe('a shop in which everything happens in any order', () => {
  it(`keeps every promise (seed ${seed})`, { timeout: 120_000 + 4000 * RUNS }, async () => {
    await fc.assert(
      fc.asyncProperty(
        behaviours,
        fc.commands([...shopCommands(), ...diskCommands()], { maxCommands: 40, size: 'max' }),
        async (behaviour, commands) => {
          const rig = createRig({ seed, behaviour, queue: { patienceSeconds: 30 } });
          const model = emptyModel();
          let clean = false;
          try {
            await fc.asyncModelRun(() => ({ model, real: rig }), commands);
            await comeToRest(model, rig);
            clean = true;
          } finally {
            await rig.stop().catch((error: unknown) => {
              if (clean) throw error;
            });
          }
        },
      ),
      { numRuns: RUNS, seed, endOnFailure: false, interruptAfterTimeLimit: 1600 * RUNS, markInterruptAsFailure: false },
    );
  });
});
