/** Full waits in ms: doubling from `firstMs` to `capMs`, each between half and one and a half of itself, so that forty shops do not return as one. */
export function backoffMs(
  failures: number,
  { firstMs, capMs }: { firstMs: number; capMs: number },
  random: () => number,
): number {
  const plain = Math.min(capMs, firstMs * 2 ** Math.min(Math.max(0, failures - 1), 20));
  return Math.round(plain * (0.5 + random()));
}
