import type { FieldName } from '../../contract/folders.ts';
import type { Unsure } from '../../contract/folder-wizard.ts';
import { parseAmount } from './amount.ts';
import { simplify } from './simplify.ts';
import type { WizardWords } from './wizard-words.ts';

export interface Column {
  readonly place: string | number;
  /** A heading that is not the place itself. */
  readonly label?: string;
  readonly values: readonly string[];
}
export type Roles = Partial<Record<FieldName, string | number>>;

/** Names as ERPs give them, the surest first. */
const NAMES: readonly (readonly [
  role: FieldName,
  names: readonly RegExp[],
  question?: 'amountColumn' | 'orderColumn',
])[] = [
  [
    'amount',
    [
      /^total a (?:pagar|cobrar)$/,
      /^003 000$/,
      /^(?:monto|importe)(?: total)?$/,
      /^(?:gran )?total$/,
      /\b(?:total|monto|importe|amount|betrag)\b/,
      /^(?:valor|pago)\b/,
    ],
    'amountColumn',
  ],
  [
    'order_id',
    [
      /^(?:no|num|numero|nro)?\s*(?:de )?(?:factura|orden|order id)$/,
      /^002 000$/,
      /\b(?:factura|orden|order|folio|ticket|pedido|documento|correlativo|belegnr)\b/,
      /^(?:no|num|numero|id|codigo|#)$/,
    ],
    'orderColumn',
  ],
  ['currency', [/\b(?:moneda|currency|divisa)\b/]],
  ['terminal', [/\b(?:caja|terminal|pos|estacion|kassenr)\b/]],
  [
    'description',
    [/\b(?:descripcion|concepto|detalle|observaciones)\b/, /\b(?:cliente|nombre|razon social|customer)\b/],
  ],
  ['installments', [/\b(?:cuotas|visacuotas|installments|meses)\b/]],
  ['created_at', [/\b(?:fecha y hora|fecha hora|fechahora|timestamp)\b/, /\b(?:fecha|date|created at|emision)\b/]],
];

/** Which column means what, by its name and its values. Two that fit equally well are asked, not drawn. */
export function guessRoles(columns: readonly Column[], unsure: Unsure[], words: WizardWords): Roles {
  const roles: Roles = {};
  const free = (column: Column): boolean => !Object.values(roles).includes(column.place);
  for (const [role, names, question] of NAMES) {
    const fitting = columns.filter((column) => free(column) && fits(role, column.values));
    const named = names
      .map((name) => fitting.filter((column) => name.test(simplify(lastPart(column)))))
      .find((found) => found.length > 0);
    const needed = question !== undefined;
    const found = named ?? (needed ? byValues(role, fitting) : []);
    const [first] = found;
    if (!first) continue;
    if (found.length > 1 && question) ask(role, words[question], found, unsure);
    roles[role] = first.place;
    if (!named && question && found.length === 1 && fitting.length > 1) ask(role, words[question], fitting, unsure);
  }
  return roles;
}

function ask(role: FieldName, question: string, columns: readonly Column[], unsure: Unsure[]): void {
  unsure.push({
    setting: `fields.${role}`,
    question,
    options: columns.map(({ place, values }) => ({
      label: `${place}: ${values.filter(Boolean).slice(0, 3).join(', ')}`,
      value: place,
    })),
  });
}

/** `Pago.Monto.@moneda` is called `moneda`. */
const lastPart = ({ place, label }: Column): string => (label ?? String(place)).split('.').at(-1) ?? '';

function fits(role: FieldName, values: readonly string[]): boolean {
  const filled = values.filter((value) => value !== '');
  if (role === 'amount') return filled.length > 0 && filled.filter(isAmount).length >= filled.length * 0.6;
  if (role === 'order_id') return filled.length > 0 && filled.every((value) => value.length <= 64);
  if (role === 'currency') return filled.every((value) => value.length <= 12);
  if (role === 'installments') return filled.every((value) => /^\d{1,2}$/.test(value));
  return true;
}

/** Without a telling name: an amount has decimals, an order number differs from row to row. */
function byValues(role: FieldName, columns: readonly Column[]): readonly Column[] {
  if (role === 'amount') return columns.filter(({ values }) => values.some((value) => /[.,]\d{2}$/.test(value)));
  const different = columns.filter(({ values }) => {
    const filled = values.filter((value) => value !== '' && !/[.,]\d{2}$/.test(value));
    return filled.length > 0 && /\d/.test(filled[0] ?? '') && new Set(filled).size === filled.length;
  });
  return different.slice(0, 1);
}

const isAmount = (text: string): boolean => {
  const found = parseAmount(text, { decimal: 'auto', unit: 'units' });
  return !('refusal' in found) || found.refusal.code === 'amount_ambiguous';
};
