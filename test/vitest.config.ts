import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Files of a minute and more: begun last, one of them would keep a single worker busy when all others are done. Those that keep a core
 * busy and those that wait most of the time take turns.
 */
const LONGEST = [
  ...['main/hub/leases', 'renderer/rough', 'main/hub/late', 'renderer/states', 'main/hub/outbox', 'main/shell/shell'],
  ...['main/hub/five', 'renderer/screens', 'renderer/first-run', 'main/hub/keep'],
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
      return place < 0 ? LONGEST.length : place;
    };
    // A stable sort: the others stay as they were.
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

/** All tests run on real parts, so they get generous time limits and no retries. */
export const testConfig = defineConfig({
  root,
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['node_modules/**', 'dist/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // More than a small machine has cores: most tests wait for processes, browsers and timers. With three, a quarter of two cores is idle.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    unstubEnvs: true,
    restoreMocks: true,
  },
});

// Vite looks for a default export.
export default testConfig;
