import type { ReceiptPrinter } from '../../main/contract/devices.ts';
import type { Receipt, ReceiptLine } from '../../main/contract/print-jobs.ts';
import { fitText } from '../serial/encoding.ts';

/** Font A columns that every printer of that paper has (80 mm ones have 42 or 48). */
export const columnsOf = (paperMm: 58 | 80): number => (paperMm === 58 ? 32 : 42);

/** One printed row, already broken to the paper's width. */
export interface LaidOutRow {
  readonly text: string;
  readonly bold: boolean;
  readonly big: boolean;
}

function wrapWords(text: string, columns: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (row !== '' && row.length + 1 + rest.length > columns) {
      rows.push(row);
      row = '';
    }
    // A word longer than the paper (a long order number) goes on in the next row; nothing is cut off.
    while (rest.length > columns) {
      if (row !== '') rows.push(row);
      row = '';
      rows.push(rest.slice(0, columns));
      rest = rest.slice(columns);
    }
    row = row === '' ? rest : `${row} ${rest}`;
  }
  return [...rows, row];
}

function place(text: string, align: 'left' | 'center' | 'right', columns: number): string {
  if (align === 'right') return text.padStart(columns);
  if (align === 'center') return ' '.repeat(Math.floor((columns - text.length) / 2)) + text;
  return text;
}

function layOutLine(line: ReceiptLine, columns: number): LaidOutRow[] {
  switch (line.kind) {
    case 'space':
      return [{ text: '', bold: false, big: false }];
    case 'rule':
      return [{ text: '-'.repeat(columns), bold: false, big: false }];
    case 'text': {
      const width = line.big ? Math.floor(columns / 2) : columns;
      return wrapWords(line.text, width).map((text) => ({
        text: place(text, line.align, width),
        bold: line.bold,
        big: line.big,
      }));
    }
    case 'pair': {
      const fits = line.left.length + 1 + line.right.length <= columns;
      const rows = fits
        ? [line.left + line.right.padStart(columns - line.left.length)]
        : [...wrapWords(line.left, columns), ...wrapWords(line.right, columns).map((text) => text.padStart(columns))];
      return rows.map((text) => ({ text, bold: line.bold, big: false }));
    }
  }
}

/** A receipt in rows: what the printer prints and what the window previews, column for column, letter for letter. */
export const layOutReceipt = (receipt: Receipt, printer: Pick<ReceiptPrinter, 'paperMm' | 'encoding'>): LaidOutRow[] =>
  receipt.lines
    .flatMap((line) => layOutLine(line, columnsOf(printer.paperMm)))
    .map((row) => ({ ...row, text: fitText(row.text, printer.encoding) }));
