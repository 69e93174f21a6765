import { decodeText } from '../../../native/serial/encoding.ts';
import type { SerialEncoding } from '../../../main/contract/serial-profile.ts';

export interface PrintedRow {
  readonly text: string;
  readonly bold: boolean;
  readonly big: boolean;
}

/** What a printer would have put on paper. */
export interface Printed {
  readonly rows: readonly PrintedRow[];
  readonly cuts: number;
  readonly drawerKicks: number;
}

const CODE_PAGES: Readonly<Record<number, SerialEncoding>> = { 0: 'cp437', 2: 'cp850', 16: 'windows1252', 19: 'cp858' };

/** Reads ESC/POS as a printer does; a command that it does not know is an error, and text wider than the paper wraps. */
export function printOnPaper(bytes: Uint8Array, columns: number): Printed {
  const rows: PrintedRow[] = [];
  let encoding: SerialEncoding = 'cp437';
  let bold = false;
  let big = false;
  let row = { text: '', bold: false, big: false };
  let cuts = 0;
  let drawerKicks = 0;
  const feed = (): void => {
    rows.push(row);
    row = { text: '', bold: false, big: false };
  };
  const queue = [...bytes];
  const take = (): number => {
    const byte = queue.shift();
    if (byte === undefined) throw new Error('a command without its end');
    return byte;
  };
  while (queue.length > 0) {
    const byte = take();
    if (byte === 0x0a) feed();
    else if (byte === 0x0d) continue;
    else if (byte === 0x1b) {
      const command = take();
      if (command === 0x40) bold = big = false;
      else if (command === 0x45) bold = take() === 1;
      else if (command === 0x4d) take();
      else if (command === 0x74) {
        const page = take();
        const known = CODE_PAGES[page];
        if (!known) throw new Error(`code page ${page}`);
        encoding = known;
      } else if (command === 0x70) {
        take();
        take();
        take();
        drawerKicks += 1;
      } else throw new Error(`ESC ${command.toString(16)}`);
    } else if (byte === 0x1c) {
      if (take() !== 0x2e) throw new Error('FS');
    } else if (byte === 0x1d) {
      const command = take();
      if (command === 0x21) big = take() === 0x11;
      else if (command === 0x56) {
        take();
        cuts += 1;
      } else throw new Error(`GS ${command.toString(16)}`);
    } else {
      if (row.text.length === (big ? Math.floor(columns / 2) : columns)) feed();
      row = { text: row.text + decodeText(Uint8Array.of(byte), encoding), bold: row.bold || bold, big: row.big || big };
    }
  }
  if (row.text !== '') feed();
  return { rows, cuts, drawerKicks };
}
