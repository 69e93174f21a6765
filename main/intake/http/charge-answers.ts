import { chargeViewSchema } from '../../contract/charge.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { Desk } from '../../contract/desk.ts';
import type { HttpIntakeDeps } from './deps.ts';
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

/** A stored answer again: a charge as it stands by now, wherever it is; what is no charge of ours, or of a hub that is away, as it was. */
export async function asItStands(
  { desk, elsewhere }: Pick<HttpIntakeDeps, 'desk' | 'elsewhere'>,
  body: unknown,
  { lang, gone }: Call,
): Promise<unknown> {
  const id = chargeIdOf(body);
  const here = id === undefined ? undefined : desk.get(id, lang);
  if (id === undefined || here || !elsewhere?.isOn()) return here ?? body;
  const sent = await elsewhere.get(id, { lang, waitMs: 0, gone: gone() });
  return sent && !('code' in sent) ? sent : body;
}

const chargeIdOf = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'order_id' in body && 'id' in body && typeof body.id === 'string'
    ? body.id
    : undefined;
