import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import type { ReceiptPrinter } from '../../main/contract/devices.ts';
import type { Receipt } from '../../main/contract/print-jobs.ts';
import { columnsOf, layOutReceipt } from './layout.ts';

/** The receipt as ESC/POS bytes: initialised, in the printer's code page, with drawer kick and cut as configured. */
export function receiptBytes(
  receipt: Receipt,
  printer: Pick<ReceiptPrinter, 'paperMm' | 'encoding' | 'cut'>,
): Uint8Array {
  const encoder = new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns: columnsOf(printer.paperMm),
    codepageMapping: 'epson',
    newline: '\n',
    feedBeforeCut: 4,
  });
  encoder.initialize().codepage(printer.encoding);
  for (const row of layOutReceipt(receipt, printer)) {
    if (row.big) encoder.width(2).height(2);
    if (row.bold) encoder.bold(true);
    encoder.text(row.text);
    if (row.bold) encoder.bold(false);
    if (row.big) encoder.width(1).height(1);
    encoder.newline();
  }
  if (receipt.openDrawer) encoder.pulse();
  if (printer.cut) encoder.cut('partial');
  else encoder.newline(4);
  return encoder.encode();
}
