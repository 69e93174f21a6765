import type { FieldName } from '../../contract/folders.ts';
import { parseAmount, type AmountRule } from './amount.ts';
import type { PlacedCells } from './joined-rows.ts';
import { cutCells } from './raw-cells.ts';
import { reason, type Reason } from './reasons.ts';
import { simplify } from './simplify.ts';

export interface AmountSheet {
  readonly text: string;
  readonly delimiter: string;
  /** The column of the amount, counted from 0. */
  readonly amount: number | undefined;
  readonly rule: AmountRule;
  readonly records: readonly PlacedCells[];
  /** The column behind it: what the header calls it, and what it is mapped as. */
  readonly name: string;
  readonly role: FieldName | undefined;
}

/** What may stand behind the comma of an amount: decimals, or a group of thousands with its own. */
const PIECE = /^(?:(\d{1,2})|\d{3}(\.\d+)?)(?:\s*(?:Q|GTQ|USD|\$))?$/i;
const NUMBER = /^[+-]?\d[\d.,]*$/;
const HAS_MARK = /[.,]\d/;

/** Columns as ERPs call them. A name of neither kind leaves it to the values. */
const TEXTS =
  /\b(?:desc|descripcion|concepto|detalle|obs|observacion|observaciones|notas?|comentarios?|cliente|nombre|razon social|customer|producto|articulo|direccion|moneda|currency|divisa|fecha|date|estado|tipo|forma (?:de )?pago)\b/;
const MONEY =
  /\b(?:iva|impuestos?|tax|descuento|propina|tip|precio|costo|saldo|pago|pagado|efectivo|tarjeta|cambio|recibido|abono|subtotal|total|monto|importe|valor)\b/;
const COUNTS = /\b(?:cant|cantidad|qty|quantity|unidades|piezas|articulos|items|cuotas|visacuotas|meses|puntos|peso)\b/;
const CODES =
  /\b(?:caja|terminal|pos|estacion|sucursal|tienda|bodega|cajero|vendedor|codigo|cod|id|no|num|numero|nit|factura|orden|order|documento|folio|ticket|pedido|correlativo|linea)\b/;
const TEXT_ROLES: readonly (FieldName | undefined)[] = ['description', 'currency', 'created_at'];
const CODE_ROLES: readonly (FieldName | undefined)[] = ['terminal', 'order_id', 'replace'];

/**
 * Finds the amounts that were cut in two because the columns are parted by commas too: `125,50` unquoted, where a last column that
 * is empty hides that there is one cell too many. Such a row is refused rather than charged with 125.
 *
 * Only a whole amount before a cell that could be its other piece is looked at. It stays good where that column shows to have numbers
 * of its own: by other rows (amounts that have their decimals, numbers that are no such piece), or else by its name.
 */
export function createSplitCheck({ text, delimiter, amount, rule, records, name, role }: AmountSheet) {
  let column: ReturnType<typeof readColumn> | undefined;

  return ({ cells, start, end }: PlacedCells): Reason | undefined => {
    if (amount === undefined || delimiter !== ',' || rule.unit === 'cents') return undefined;
    const next = (cells[amount + 1] ?? '').trim();
    const piece = PIECE.exec(next);
    if (!piece) return undefined;
    const whole = (cells[amount] ?? '').trim();
    const read = parseAmount(whole, rule);
    if ('refusal' in read || read.mark !== undefined) return undefined;
    const [, decimals, fraction] = piece;
    if (rule.decimal === (decimals === undefined ? ',' : '.')) return undefined;
    if (decimals === undefined && !/^\D*[1-9]\d{0,2}$/.test(whole)) return undefined;
    const raw = cutCells(text.slice(start, end), delimiter).slice(amount, amount + 2);
    if (raw.some((cell) => cell.text.includes('"'))) return undefined;
    column ??= readColumn(amount);
    if (NUMBER.test(next) && hasOwnNumbers(column, fraction !== undefined)) return undefined;
    return reason('amount_split', { text: whole, next, whole: `${whole},${next}` });
  };

  function readColumn(at: number) {
    const numbers: string[] = [];
    const own: string[] = [];
    let texts = 0;
    for (const { cells } of records) {
      const cell = (cells[at + 1] ?? '').trim();
      if (cell === '') continue;
      if (!NUMBER.test(cell)) texts += 1;
      else {
        numbers.push(cell);
        if (hasDecimals(cells[at] ?? '') || !PIECE.test(cell)) own.push(cell);
      }
    }
    return { numbers, own, texts };
  }

  function hasDecimals(cell: string): boolean {
    const read = parseAmount(cell, rule);
    return !('refusal' in read) && read.mark !== undefined;
  }

  function hasOwnNumbers({ numbers, own, texts }: ReturnType<typeof readColumn>, withFraction: boolean): boolean {
    const telling = withFraction ? own.filter((cell) => HAS_MARK.test(cell)) : own;
    if (telling.length > 0 && telling.length >= texts) return true;
    const called = simplify(name);
    if (TEXT_ROLES.includes(role) || TEXTS.test(called)) return false;
    if (MONEY.test(called)) return true;
    if (withFraction) return false;
    if (CODE_ROLES.includes(role) || CODES.test(called)) return true;
    // Nobody counts in 05; decimals do.
    if (role === 'installments' || COUNTS.test(called)) return !numbers.some((cell) => /^0\d$/.test(cell));
    if (texts > 0) return false;
    // A column of pieces and nothing else: always two decimals, or always three digits.
    return ![/^\d{2}$/, /^\d{3}$/].some((shape) => numbers.every((cell) => shape.test(cell)));
  }
}
