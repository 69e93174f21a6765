/**
 * The seed of a test that draws at random, to be printed with what it finds: the one that the environment names, a fixed one on a
 * build machine (it must say the same of the same code), else one of the moment, so that no two runs try the same.
 */
export const seedFrom = (variable: string): number =>
  Number(process.env[variable] ?? (process.env['CI'] ? 20_261_122 : Date.now() % 1_000_000));

/** Numbers between 0 and 1 that follow from the seed (a linear congruential generator). */
export function randomFrom(start: number): () => number {
  let state = start % 2_147_483_647 || 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
