import { defineConfig } from 'vitest/config';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

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
    // More than a small machine has cores: most tests wait for processes, browsers and timers.
    maxWorkers: 3,
    unstubEnvs: true,
    restoreMocks: true,
  },
});

// Vite looks for a default export.
export default testConfig;
