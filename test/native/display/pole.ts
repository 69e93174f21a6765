import { decodeText } from '../../../native/serial/encoding.ts';
import type { SerialEncoding } from '../../../main/contract/serial-profile.ts';

/** A pole display that understands what its manual lists and nothing else: an unknown byte is an error. */
export interface Pole {
  feed(bytes: Uint8Array): void;
  readonly rows: [string, string];
  readonly codePage: number | undefined;
}

const CODE_PAGES: Readonly<Record<number, SerialEncoding>> = { 0: 'cp437', 2: 'cp850', 16: 'windows1252', 19: 'cp858' };

export function createPole(dialect: 'escpos' | 'cd5220', fallback: SerialEncoding = 'cp437'): Pole {
  let encoding = fallback;
  let codePage: number | undefined;
  let cells: string[][] = [];
  let column = 0;
  let row = 0;
  const clear = (): void => {
    cells = [Array<string>(20).fill(' '), Array<string>(20).fill(' ')];
    column = 0;
    row = 0;
  };
  clear();
  const put = (byte: number): void => {
    const line = cells[row];
    if (line) line[column] = decodeText(Uint8Array.of(byte), encoding);
    column += 1;
    if (column === 20) {
      column = 0;
      row = 1 - row;
    }
  };
  return {
    feed(bytes) {
      const queue = [...bytes];
      const take = (): number => {
        const byte = queue.shift();
        if (byte === undefined) throw new Error('a command without its end');
        return byte;
      };
      while (queue.length > 0) {
        const byte = take();
        if (byte === 0x0c) clear();
        else if (byte === 0x1f && dialect === 'escpos') {
          const command = take();
          if (command === 0x24) {
            column = take() - 1;
            row = take() - 1;
          } else if (command !== 0x01) throw new Error(`US ${command}`);
        } else if (byte === 0x1b) {
          const command = take();
          if (command === 0x40) clear();
          else if (command === 0x74) {
            codePage = take();
            encoding = CODE_PAGES[codePage] ?? fallback;
          } else if (command === 0x51 && dialect === 'cd5220') {
            row = take() === 0x41 ? 0 : 1;
            column = 0;
            for (let text = take(); text !== 0x0d; text = take()) put(text);
          } else if (!(command === 0x11 && dialect === 'cd5220')) throw new Error(`ESC ${command}`);
        } else if (byte >= 0x20) put(byte);
        else throw new Error(`control byte ${byte}`);
      }
    },
    get rows(): [string, string] {
      return [(cells[0] ?? []).join(''), (cells[1] ?? []).join('')];
    },
    get codePage() {
      return codePage;
    },
  };
}
