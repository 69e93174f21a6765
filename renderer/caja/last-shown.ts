import type { ChargeView } from '../../main/contract/charge.ts';
import type { Face } from './face.ts';

/** How long the result of a charge stays large while the terminal works on the next one, ms. */
export const BAND_SHOWN_MS = 20_000;

/**
 * How the terminal's last result stands on its card: not at all while the card itself shows it; as a band while it is fresh and
 * another charge has taken its place; as a line otherwise. While the link is down nothing is made to look fresh.
 */
export function lastShownAs(last: ChargeView | null, face: Face, nowMs: number): 'band' | 'line' | null {
  if (!last || last.id === face.charge?.id) return null;
  if (!face.charge || face.tone === 'stale') return 'line';
  // By this PC's clock, as `nowMs` is: paid_at is Recurrente's, which may differ and may lie long before a late payment was seen.
  return nowMs - Date.parse(last.updated_at) < BAND_SHOWN_MS ? 'band' : 'line';
}
