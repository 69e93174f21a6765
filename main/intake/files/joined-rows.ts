import { parseAmount } from './amount.ts';
import { cutCells, hasLooseQuote, isTorn, LINE_BREAK, LINE_ENDS } from './raw-cells.ts';
import { reason, type Reason } from './reasons.ts';

/** A record and where it stands in the text. */
export interface PlacedCells {
  readonly cells: readonly string[];
  readonly line: number;
  readonly start: number;
  readonly end: number;
}
/** The columns of a sheet that make a sale, counted from 0; undefined where none is mapped. */
export interface SaleColumns {
  readonly order?: number | undefined;
  readonly amount?: number | undefined;
}
export interface Sheet {
  readonly text: string;
  readonly delimiter: string;
  readonly width: number;
  readonly sale: SaleColumns;
  readonly records: readonly PlacedCells[];
}

/**
 * Finds the records that a stray quote (an inch sign) made of several rows. The quotes alone do not tell: they can close by chance.
 * So a line within quotes is refused when it could be a sale of its own, even where it may be an innocent text; otherwise one sale
 * would be charged with the amount of the next, or be lost.
 */
export function createJoinCheck({ text, delimiter, width, sale, records }: Sheet) {
  let looksLikeOrder: ((cell: string) => boolean) | undefined;
  /** The line of such a record. Behind it a text may go on that began there, until a row has all its quotes in order. */
  let tornAt: number | undefined;

  return ({ cells, line, start, end }: PlacedCells): Reason | undefined => {
    if (!cells.some((cell) => cell.includes('"') || LINE_BREAK.test(cell)) && tornAt === undefined) return undefined;
    const record = text.slice(start, end);
    if (!record.includes('"')) return undefined;
    const raw = cutCells(record, delimiter);
    const [, ...inner] = record.split(LINE_ENDS);
    const broken = cells.flatMap((cell, index) => (LINE_BREAK.test(cell) ? [index] : []));
    const joined =
      isTorn(raw, delimiter) ||
      broken.some((index) => (cells[index] ?? '').split(delimiter).length >= Math.max(2, width)) ||
      inner.some((each) => couldBeSale(each.split(delimiter).map(unquote), broken));
    if (joined) {
      tornAt = line;
      return inner.length === 0 ? reason('quote_in_row') : reason('quote_swallows', { to: line + inner.length });
    }
    if (tornAt === undefined) return undefined;
    if (hasLooseQuote(raw)) return reason('quote_behind', { line: tornAt });
    tornAt = undefined;
    return undefined;
  };

  function couldBeSale(cells: readonly string[], broken: readonly number[]): boolean {
    const { order, amount } = sale;
    if (amount === undefined || cells.length <= amount) return false;
    if (order !== undefined && cells[order] === '') return false;
    if (looksLikeAmount(cells[amount] ?? '')) return true;
    // A text with a separator too many puts its amount elsewhere. That matters where the record ends with the amount of this line.
    if (order === undefined || broken.every((index) => index > amount)) return false;
    looksLikeOrder ??= likeThese(records.map((record) => record.cells[order] ?? ''));
    return looksLikeOrder(cells[order] ?? '');
  }
}

const unquote = (cell: string): string => /^\s*"(.*)"\s*$/.exec(cell)?.[1] ?? cell.trim();

/** Also one that would be refused: that must be told of its own row. */
function looksLikeAmount(text: string): boolean {
  const found = parseAmount(text, { decimal: 'auto', unit: 'units' });
  return !('refusal' in found) || !['amount_shape', 'amount_missing'].includes(found.refusal.code);
}

/** Order numbers have digits and no spaces, unless some of this file are otherwise. */
function likeThese(orders: readonly string[]): (cell: string) => boolean {
  const filled = orders.map((order) => order.trim()).filter((order) => order !== '' && !LINE_BREAK.test(order));
  const digits = filled.every((order) => /\d/.test(order));
  const spaces = filled.some((order) => /\s/.test(order));
  return (cell) => cell !== '' && (!digits || /\d/.test(cell)) && (spaces || !/\s/.test(cell));
}
