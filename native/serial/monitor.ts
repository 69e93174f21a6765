import type { TrafficLine } from '../../main/contract/devices.ts';

const CARD_NUMBER = /\d{13,19}/g;

/** Digits that could be a card number keep their last four; what is longer than a card number is hidden as well. */
export const maskDigits = (text: string): string =>
  text
    .replace(/\d{20,}/g, (digits) => '*'.repeat(digits.length))
    .replace(CARD_NUMBER, (digits) => '*'.repeat(digits.length - 4) + digits.slice(-4));

const visible = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·');

/** The last traffic of a port, for the live monitor in the settings. Masked before it is kept. */
export interface TrafficMonitor {
  record(direction: 'in' | 'out', bytes: Uint8Array, atMs: number): void;
  lines(): readonly TrafficLine[];
}

export function createTrafficMonitor(keep = 200): TrafficMonitor {
  const ring: TrafficLine[] = [];
  // A card number that arrives in two pieces is masked across the seam: the open end waits for its other half.
  let open: { direction: 'in' | 'out'; latin: string; atMs: number } | undefined;

  const render = ({ direction, latin, atMs }: NonNullable<typeof open>): TrafficLine => {
    const masked = maskDigits(latin);
    const bytes = Buffer.from(masked, 'latin1');
    return { atMs, direction, text: Array.from(bytes, visible).join(''), hex: bytes.toString('hex') };
  };
  return {
    record(direction, bytes, atMs) {
      const latin = Buffer.from(bytes).toString('latin1');
      if (
        open &&
        open.direction === direction &&
        open.latin.length < 512 &&
        /\d$/.test(open.latin) &&
        /^\d/.test(latin)
      ) {
        open = { ...open, latin: open.latin + latin };
        ring[ring.length - 1] = render(open);
        return;
      }
      open = { direction, latin, atMs };
      ring.push(render(open));
      if (ring.length > keep) ring.shift();
    },
    lines: () => [...ring],
  };
}
