import type { CustomerDisplay } from '../../main/contract/devices.ts';
import { encodeText } from '../serial/encoding.ts';

/** The two rows of a pole display. */
export type Screen = readonly [string, string];
export const COLUMNS = 20;

type Dialect = Pick<CustomerDisplay, 'dialect' | 'encoding' | 'select'>;

const ESC = 0x1b;
const US = 0x1f;
const CLR = 0x0c;
const CR = 0x0d;

const row = (text: string, display: Dialect): number[] => [
  ...encodeText([...text].slice(0, COLUMNS).join('').padEnd(COLUMNS), display.encoding),
];

/** Sent when the port opens: known state, code page, no scrolling. */
export function initDisplay(display: Dialect): Uint8Array {
  const codePage = display.select === undefined ? [] : [ESC, 0x74, display.select];
  switch (display.dialect) {
    // ESC @ initialise; US 01 overwrite mode; CLR.
    case 'escpos':
      return Uint8Array.of(ESC, 0x40, ...codePage, US, 0x01, CLR);
    case 'cd5220':
      return Uint8Array.of(ESC, 0x40, ...codePage, ESC, 0x11, CLR);
  }
}

/** Both rows, padded to their 20 columns, so that nothing of the screen before remains and nothing flickers. */
export function showScreen(screen: Screen, display: Dialect): Uint8Array {
  const [upper, lower] = screen;
  switch (display.dialect) {
    // US $ column row: where the next character goes, counted from 1.
    case 'escpos':
      return Uint8Array.of(US, 0x24, 1, 1, ...row(upper, display), US, 0x24, 1, 2, ...row(lower, display));
    // ESC Q A text CR writes the upper row, ESC Q B the lower one.
    case 'cd5220':
      return Uint8Array.of(ESC, 0x51, 0x41, ...row(upper, display), CR, ESC, 0x51, 0x42, ...row(lower, display), CR);
  }
}
