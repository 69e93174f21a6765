import type { Status } from './charge.ts';
import type { Lang } from './faults.ts';

/** The fields by which an order differs, as people call them. What has no words here stands as it is. */
const FIELDS: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  es: {
    amount: 'monto',
    installments: 'cuotas:',
    description: 'descripción',
    metadata: 'metadatos',
    callback_url: 'dirección de avisos',
    expires_in: 'segundos de espera en la fila',
  },
  en: {
    installments: 'instalments:',
    callback_url: 'callback address',
    expires_in: 'seconds of waiting in the queue',
  },
};
const NONE: Readonly<Record<Lang, string>> = { es: 'sin', en: 'none' };

/**
 * `amount Q 10.00 → Q 12.00; installments null → 3`, as journal and file ledger keep it in no language, in words: "monto Q 10.00 →
 * Q 12.00; cuotas: sin → 3".
 */
export const describeDifferences = (differences: string, lang: Lang): string =>
  differences
    .split('; ')
    .map((difference) => describeOne(difference, lang))
    .join('; ');

function describeOne(difference: string, lang: Lang): string {
  const [, field = '', values = ''] = /^([a-z_]+)(.*)$/su.exec(difference) ?? [];
  const days = /^ (\S+) → (\S+)$/.exec(values);
  if (field === 'paid_at' && days)
    return lang === 'es' ? `pagada el ${days[1]}, pedida el ${days[2]}` : `paid on ${days[1]}, asked for on ${days[2]}`;
  if (field === '') return difference;
  return `${FIELDS[lang][field] ?? field}${values.replaceAll(/\bnull\b/g, NONE[lang])}`;
}

type Standing = 'waiting' | 'open' | 'verifying' | 'paid' | 'unpaid' | 'elsewhere';

const STANDINGS: Readonly<Record<Status, Standing>> = {
  queued: 'waiting',
  sending: 'verifying',
  pending: 'open',
  dispatched: 'open',
  in_doubt: 'verifying',
  paid: 'paid',
  declined: 'unpaid',
  failed: 'unpaid',
  superseded: 'unpaid',
  cancelled: 'unpaid',
  expired: 'unpaid',
};

/** Another number is for another sale alone: for this one it would be a second payment wherever the first is, or may be, paid. */
const ADVICE: Readonly<Record<Standing, Readonly<Record<Lang, string>>>> = {
  waiting: {
    es: 'Todavía no se envía a la terminal: para cambiarla envíe "replace": true (en un archivo, el campo replace); use otro número solo si es otra venta.',
    en: 'It has not gone to the terminal yet: to change it send "replace": true (in a file, the field replace); use another number only for another sale.',
  },
  open: {
    es: 'No vuelva a cobrar: ya va a la terminal o está en ella. Espere a que termine o cancélela en la terminal; use otro número solo si es otra venta.',
    en: 'Do not charge again: it is on its way to the terminal or on it. Wait for its end or cancel it on the terminal; use another number only for another sale.',
  },
  verifying: {
    es: 'No vuelva a cobrar: se está verificando si se pagó; use otro número solo si es otra venta.',
    en: 'Do not charge again: it is being verified whether it was paid; use another number only for another sale.',
  },
  paid: {
    es: 'Ya está pagada: no vuelva a cobrar; use otro número solo si es otra venta.',
    en: 'It is paid: do not charge again; use another number only for another sale.',
  },
  unpaid: {
    es: 'No se pagó: para cobrarla con estos datos envíe "replace": true (en un archivo, el campo replace); use otro número solo si es otra venta.',
    en: 'It was not paid: to charge it with this data send "replace": true (in a file, the field replace); use another number only for another sale.',
  },
  elsewhere: {
    es: 'No vuelva a cobrar la misma venta: mire cómo está esa orden; use otro número solo si es otra venta.',
    en: 'Do not charge the same sale again: look how that order stands; use another number only for another sale.',
  },
};

/** What to do about an order whose number is taken, by how its charge stands; `undefined` where only another bridge knows. */
export const adviseOnConflict = (status: string | number | undefined, lang: Lang): string =>
  ADVICE[STANDINGS[status as Status] ?? 'elsewhere'][lang];
