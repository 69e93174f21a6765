import type { ChargeView } from '../../../../main/contract/charge.ts';
import type { DayLine, DayReport } from '../../../../main/contract/report.ts';
import { receiptPrinterSchema, type ReceiptPrinter } from '../../../../main/contract/devices.ts';

export const ZONE = 'America/Guatemala';

/** A paid charge with a tip, as the desk shows it. */
export const PAID: ChargeView = {
  id: 'c1',
  order_id: 'FAC-00123',
  status: 'paid',
  final: true,
  paid: true,
  currency: 'GTQ',
  amount_in_cents: 123_450,
  paid_in_cents: 135_795,
  tip_in_cents: 12_345,
  terminal: { id: 'trm_1', alias: 'caja1' },
  source: 'serial',
  description: null,
  installments: 3,
  card: { last4: '4242', network: 'visa' },
  auth_code: '123456',
  payment_intent_id: 'pa_8f3k2j1h',
  failure: null,
  refund: null,
  next_step: '',
  attempts: [],
  created_at: '2026-11-22T18:04:05.120Z',
  updated_at: '2026-11-22T18:05:05.120Z',
  paid_at: '2026-11-22T18:05:01.000Z',
  expires_at: null,
  released: false,
  metadata: {},
};
export const IN_DOUBT: ChargeView = {
  ...PAID,
  status: 'in_doubt',
  final: false,
  paid: false,
  paid_in_cents: null,
  tip_in_cents: null,
  card: null,
  auth_code: null,
  paid_at: null,
};
const lineOf = (order_id: string, paid_in_cents: number, tip_in_cents: number, known: boolean): DayLine => ({
  charge_id: order_id,
  order_id,
  paid_at: '2026-11-22T18:05:01.000Z',
  time: '12:05:01',
  last4: known ? '4242' : null,
  network: known ? 'visa' : null,
  auth_code: known ? '123456' : null,
  amount_in_cents: paid_in_cents - tip_in_cents,
  tip_in_cents,
  paid_in_cents,
  installments: null,
  refunded_in_cents: 0,
});
export const DAY: DayReport = {
  date: '2026-11-22',
  time_zone: 'America/Guatemala',
  made_at: '2026-11-23T02:00:00.000Z',
  groups: [
    {
      terminal: { id: 'trm_1', alias: 'caja1', name: 'Caja 1' },
      currency: 'GTQ',
      count: 2,
      sales_in_cents: 128_450,
      tips_in_cents: 12_345,
      refunds_count: 1,
      refunds_in_cents: 5_000,
      net_in_cents: 135_795,
      lines: [lineOf('FAC-00123', 135_795, 12_345, true), lineOf('FAC-00124-CON-UN-NUMERO-MUY-LARGO', 5_000, 0, false)],
      refunds: [],
    },
  ],
  attention: [IN_DOUBT],
  unpaid: [],
  hours: [],
};
export const printerOf = (more: object = {}): ReceiptPrinter =>
  receiptPrinterSchema.parse({
    id: 'tickets',
    via: { kind: 'tcp', host: '127.0.0.1' },
    header: ['Librería El Niño', '6a. avenida 4-21, zona 1'],
    footer: ['¡Gracias por su compra!'],
    ...more,
  });
