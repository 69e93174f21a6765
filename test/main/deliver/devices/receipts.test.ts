import { describe, expect, it } from 'vitest';
import { asCopy, dayCloseSlip, inDoubtSlip, testSlip, voucher } from '../../../../main/deliver/devices/receipts.ts';
import { receiptBytes } from '../../../../native/printer/receipt-bytes.ts';
import { layOutReceipt } from '../../../../native/printer/layout.ts';
import type { Receipt } from '../../../../main/contract/print-jobs.ts';
import { printOnPaper } from '../../../native/printer/paper-roll.ts';
import { DAY, IN_DOUBT, PAID, printerOf, ZONE } from './charges.ts';

const columns = { 58: 32, 80: 42 } as const;
const print = (receipt: Receipt, more: object = {}) => {
  const printer = printerOf(more);
  return printOnPaper(receiptBytes(receipt, printer), columns[printer.paperMm]);
};
const text = (receipt: Receipt, more: object = {}) => print(receipt, more).rows.map((row) => row.text.trimEnd());

describe('slips', () => {
  it('a voucher on 80 mm paper', () => {
    expect(text(voucher(PAID, printerOf(), ZONE)).filter(Boolean)).toEqual([
      '             Librería El Niño',
      '         6a. avenida 4-21, zona 1',
      '           COMPROBANTE DE PAGO',
      '-'.repeat(42),
      'Orden                            FAC-00123',
      'Fecha                     22/11/2026 12:05',
      'Terminal                             caja1',
      'Cuotas                                   3',
      '-'.repeat(42),
      'Monto                           Q 1,234.50',
      'Propina                           Q 123.45',
      'TOTAL PAGADO                    Q 1,357.95',
      '-'.repeat(42),
      'Tarjeta                      VISA ****4242',
      'Autorización                        123456',
      'Referencia                     pa_8f3k2j1h',
      '       PAGADO',
      '         ¡Gracias por su compra!',
    ]);
  });

  it('an in-doubt slip says not to pay again, never that it is paid, and leaves the drawer shut', () => {
    const slip = print(inDoubtSlip(IN_DOUBT, printerOf({ drawer: true }), ZONE), { drawer: true });
    const words = slip.rows.map((row) => row.text).join(' ');
    expect(words).toContain('NO PAGUE DE NUEVO');
    expect(words).toContain('no es un comprobante de pago');
    expect(words).not.toMatch(/PAGADO|Autorización/);
    expect(slip.drawerKicks).toBe(0);
    // Control: the voucher of the same printer does open it.
    expect(print(voucher(PAID, printerOf({ drawer: true }), ZONE), { drawer: true }).drawerKicks).toBe(1);
  });

  it('a copy says so and does not open the drawer', () => {
    const slip = print(asCopy(voucher(PAID, printerOf({ drawer: true }), ZONE)));
    expect(slip.rows[0]?.text.trim()).toBe('*** COPIA ***');
    expect(slip.drawerKicks).toBe(0);
  });

  it.each([58, 80] as const)(
    'every slip fits on %i mm paper without losing a character, and the preview shows the same',
    (paperMm) => {
      const printer = printerOf({ paperMm });
      for (const receipt of [
        voucher({ ...PAID, order_id: 'X'.repeat(64) }, printer, ZONE),
        inDoubtSlip(IN_DOUBT, printer, ZONE),
        dayCloseSlip(DAY, printer),
        testSlip(printer, printer.id),
      ]) {
        const printed = print(receipt, { paperMm });
        const preview = layOutReceipt(receipt, printer);
        expect(printed.rows.map((row) => row.text.trimEnd()).slice(0, preview.length)).toEqual(
          preview.map((row) => row.text.trimEnd()),
        );
        for (const row of printed.rows)
          expect(row.text.length).toBeLessThanOrEqual(row.big ? columns[paperMm] / 2 : columns[paperMm]);
        expect(printed.cuts).toBe(1);
      }
      const all = text(voucher({ ...PAID, order_id: 'X'.repeat(64) }, printer, ZONE), { paperMm }).join('');
      expect(all.match(/X/g)).toHaveLength(64);
    },
  );

  it.each(['cp437', 'cp850', 'cp858', 'windows1252'] as const)('prints what Spanish needs in %s', (encoding) => {
    const words = text(testSlip(printerOf(), 'x'), { encoding }).join('\n');
    expect(words).toContain('áéíóú');
    expect(words).toContain('ñÑ');
    expect(words).toContain('¿? ¡!');
    expect(words).toMatch(/PRUEBA DE IMPRESI[ÓO]N/);
    expect(words).not.toContain('??');
  });

  it('a day close adds up', () => {
    const words = text(dayCloseSlip(DAY, printerOf())).join('\n');
    expect(words).toContain('NETO                            Q 1,357.95');
    expect(words).toContain('Reembolsos (1)                    -Q 50.00');
    expect(words).toContain('Cobros sin resolver: 1');
    expect(words).toContain('FAC-00124-CON-UN-NUMERO-MUY-LARGO');
  });

  it.each([
    ['voucher-80mm', voucher(PAID, printerOf({ drawer: true }), ZONE), printerOf()],
    ['in-doubt-58mm', inDoubtSlip(IN_DOUBT, printerOf(), ZONE), printerOf({ paperMm: 58, encoding: 'cp437' })],
    ['day-close-80mm', dayCloseSlip(DAY, printerOf()), printerOf({ cut: false })],
  ] as const)('%s is byte for byte the one that was looked at', async (name, receipt, printer) => {
    const hex = Buffer.from(receiptBytes(receipt, printer)).toString('hex').replace(/.{64}/g, '$&\n');
    await expect(hex).toMatchFileSnapshot(`slips/${name}.hex`);
  });
});
