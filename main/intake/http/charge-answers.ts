import { chargeViewSchema } from '../../contract/charge.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { Desk } from '../../contract/desk.ts';
import { CHARGE_EXAMPLE } from './examples.ts';
import type { AnswerDescription, Call } from './operation.ts';

/** An answer that is one charge, for the documentation. */
export const theCharge = (es: string, en: string): AnswerDescription => ({
  text: { es, en },
  schema: chargeViewSchema,
  example: CHARGE_EXAMPLE,
});

export const idOf = (call: Call): string => call.params.id ?? '';

/** Who a person's decision is written down for: the name given, else the name of the key. */
export const signature = (call: Call, name?: string): string => name ?? call.caller.name;

/** The desk answers changes in Spanish; for other languages the charge is read once more. */
export function inLanguage(desk: Desk, charge: ChargeView, call: Call): ChargeView {
  return call.lang === 'es' ? charge : (desk.get(charge.id, call.lang) ?? charge);
}
