import { beforeAll, expect, it } from 'vitest';
import { buildIfStale } from '../../native/build/build.mjs';
import { seedFrom } from '../seed.ts';
import { runSeed } from './run-seed.ts';

/** A short bad day of the real process in every test run; `npm run test:faults` makes the long one. */
const seed = seedFrom('PUENTE_SEED');

beforeAll(() => buildIfStale(['main']), 120_000);

it(`keeps every promise through faults and kills (seed ${seed})`, { timeout: 240_000 }, async () => {
  const outcome = await runSeed({ seed, charges: 15 });
  expect(outcome.broken).toEqual([]);
  expect(outcome.accepted).toBe(15);
  // A run in which nothing went wrong would show nothing.
  expect(outcome.kills + outcome.faults).toBeGreaterThan(0);
});
