/** Real-time questions of ESC/POS; a printer answers them even while it is offline. */
export const ASK_OFFLINE_CAUSE = Uint8Array.of(0x10, 0x04, 0x02);
export const ASK_PAPER = Uint8Array.of(0x10, 0x04, 0x04);
/** `GS r 1`: answered in its turn, after everything before it was printed. */
export const ASK_WHEN_DONE = Uint8Array.of(0x1d, 0x72, 0x01);

/** A byte that a printer sent back: bits 1 and 4 set mark a real-time answer, bits 4 and 7 clear one in turn. */
export type PrinterWord = { readonly kind: 'now' | 'in_turn'; readonly byte: number } | { readonly kind: 'other' };

export function readPrinterByte(byte: number): PrinterWord {
  if ((byte & 0x93) === 0x12) return { kind: 'now', byte };
  if ((byte & 0x90) === 0) return { kind: 'in_turn', byte };
  return { kind: 'other' };
}

/** Answer to ASK_PAPER: bits 5 and 6, no paper at the end sensor. */
export const isPaperOut = (byte: number): boolean => (byte & 0x60) !== 0;
/** Answer to ASK_OFFLINE_CAUSE: bit 2 cover open, bit 6 error. (Bit 5, paper, is asked for by itself.) */
export const isStopped = (byte: number): boolean => (byte & 0x44) !== 0;
/** Answer to ASK_WHEN_DONE: bits 2 and 3, the paper ended under the job. */
export const isPaperEnded = (byte: number): boolean => (byte & 0x0c) !== 0;
