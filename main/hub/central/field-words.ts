import { FIELD_WORDS } from '../../intake/http/field-words.ts';
import type { Text } from '../../intake/http/operation.ts';

/** A shape of the hub that is one of the bridge's and more: its fields mean the same. */
const SAME: Readonly<Record<string, string>> = {
  ChainCharge: 'Charge',
  NewChainCharge: 'NewCharge',
  ChainQuery: 'ChargeQuery',
  ChainPage: 'ChargePage',
};

const TOTALS = ['ChainTotals', 'ChainDayGroup'];
const totals: Readonly<Record<string, Text>> = {
  count: { es: 'Pagos.', en: 'Payments.' },
  sales_in_cents: { es: 'Ventas, sin propinas.', en: 'Sales, without tips.' },
  tips_in_cents: { es: 'Propinas.', en: 'Tips.' },
  refunds_count: { es: 'Reembolsos hechos ese día.', en: 'Refunds made on that day.' },
  refunds_in_cents: {
    es: 'Lo devuelto ese día, de ventas de cualquier día.',
    en: "Given back on that day, of any day's sales.",
  },
  net_in_cents: { es: 'Ventas más propinas menos reembolsos.', en: 'Sales plus tips less refunds.' },
};

/** What the fields of the hub's API mean, for its documentation: by component and field. */
export const CHAIN_FIELD_WORDS: Readonly<Record<string, Text>> = {
  ...Object.fromEntries(
    Object.entries(SAME).flatMap(([name, base]) =>
      Object.entries(FIELD_WORDS)
        .filter(([field]) => field.startsWith(`${base}.`))
        .map(([field, text]) => [`${name}.${field.slice(base.length + 1)}`, text]),
    ),
  ),
  ...Object.fromEntries(
    TOTALS.flatMap((name) => Object.entries(totals).map(([field, text]) => [`${name}.${field}`, text])),
  ),
  'ChainCharge.account': { es: 'La cuenta de Recurrente.', en: 'The Recurrente account.' },
  'ChainCharge.shop': {
    es: 'La tienda; null mientras nadie tiene su terminal.',
    en: 'The shop; null while nobody holds its terminal.',
  },
  'ChainCharge.bridge': {
    es: 'El puente que lo cobra; null mientras ninguno lo recogió.',
    en: 'The bridge that charges it; null while none has fetched it.',
  },
  'NewChainCharge.terminal': {
    es: 'Identificador de la terminal, tienda/alias, o un alias que solo una tienda tiene.',
    en: 'Id of the terminal, shop/alias, or an alias that only one shop has.',
  },
  'NewChainCharge.account': { es: 'La cuenta, si hay varias.', en: 'The account, where there are several.' },
  'ChainQuery.shop': { es: 'Solo esta tienda.', en: 'This shop only.' },
  'ChainQuery.q': {
    es: 'Una orden o su comienzo, los últimos cuatro dígitos o un monto.',
    en: 'An order or its beginning, last four digits, or an amount.',
  },
  'ChainBridge.trouble': {
    es: 'Qué necesita que alguien lo mire; null si nada.',
    en: 'What somebody has to look at; null for nothing.',
  },
  'ChainBridge.last_seen_at': { es: 'Cuándo se supo de él por última vez.', en: 'When it was last heard of.' },
  'ChainBridge.connection': { es: 'Su línea a Recurrente, según dijo.', en: 'Its line to Recurrente, as it said.' },
  'ChainBridge.queued': { es: 'Cobros que esperan en sus filas.', en: 'Charges that wait in its queues.' },
  'ChainTerminal.mode': {
    es: 'own: de un solo puente, sin plazo. shared: de varios, por turnos.',
    en: 'own: of one bridge, without a limit. shared: of several, by turns.',
  },
  'ChainTerminal.holder': { es: 'El puente que la tiene ahora.', en: 'The bridge that holds it now.' },
  'ChainTerminal.busy': { es: 'El cobro que está en ella.', en: 'The charge that is on it.' },
  'ChainTerminal.wanted_by': { es: 'El puente que la espera.', en: 'The bridge that waits for it.' },
};
