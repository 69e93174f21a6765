import type { ChargeView } from '../contract/charge.ts';

/** Exit codes of `puente charge` (design.md, "Rooms"): never 0 unless Recurrente said paid, never 1 while it might be. */
export const EXIT = { paid: 0, notPaid: 1, inDoubt: 2, badInput: 3 } as const;

export function exitCodeOf(charge: ChargeView): number {
  if (charge.paid) return EXIT.paid;
  return charge.final ? EXIT.notPaid : EXIT.inDoubt;
}
