import { describe, expect, it } from 'vitest';
import { initDisplay, showScreen } from '../../../native/display/display-bytes.ts';
import { createPole } from './pole.ts';

const escpos = { dialect: 'escpos', encoding: 'cp858', select: 19 } as const;
const cd5220 = { dialect: 'cd5220', encoding: 'cp437' } as const;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const text = (value: string) => Buffer.from(value.padEnd(20), 'latin1').toString('hex');

describe('the bytes of a customer display', () => {
  it('are the commands of ESC/POS displays', () => {
    expect(hex(initDisplay(escpos))).toBe('1b401b74131f010c');
    expect(hex(showScreen(['Total a pagar', 'Q 125.50'], escpos))).toBe(
      `1f240101${text('Total a pagar')}1f240102${text('Q 125.50')}`,
    );
  });

  it('are the commands of CD5220 displays', () => {
    expect(hex(initDisplay(cd5220))).toBe('1b401b110c');
    expect(hex(showScreen(['Total a pagar', 'Q 125.50'], cd5220))).toBe(
      `1b5141${text('Total a pagar')}0d1b5142${text('Q 125.50')}0d`,
    );
  });

  it.each([escpos, cd5220])('show Spanish, and nothing of the screen before: $dialect', (display) => {
    const pole = createPole(display.dialect, display.encoding);
    pole.feed(initDisplay(display));
    pole.feed(showScreen(['Verificando su pago!', '12345678901234567890'], display));
    pole.feed(showScreen(['¡Gracias, señor!', 'ñ á é í ó ú ¿?'], display));
    expect(pole.rows).toEqual(['¡Gracias, señor!    ', 'ñ á é í ó ú ¿?      ']);
  });

  it('cut a text of 21 characters at the edge instead of running into the other row', () => {
    const pole = createPole('escpos', 'cp858');
    pole.feed(showScreen(['123456789012345678901', 'abajo'], escpos));
    expect(pole.rows).toEqual(['12345678901234567890', 'abajo               ']);
  });
});
