import type { ChargeView } from '../../../../main/contract/charge.ts';
import { receiptPrinterSchema, type DayClose, type ReceiptPrinter } from '../../../../main/contract/devices.ts';

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
export const DAY: DayClose = {
  date: '22/11/2026',
  rows: [
    { time: '12:05', orderId: 'FAC-00123', amountInCents: 135_795, currency: 'GTQ', last4: '4242', authCode: '123456' },
    {
      time: '13:40',
      orderId: 'FAC-00124-CON-UN-NUMERO-MUY-LARGO',
      amountInCents: 5_000,
      currency: 'GTQ',
      last4: null,
      authCode: null,
    },
  ],
  totals: [{ currency: 'GTQ', count: 2, salesInCents: 128_450, tipsInCents: 12_345, refundsInCents: 5_000 }],
  inDoubt: 1,
};
export const printerOf = (more: object = {}): ReceiptPrinter =>
  receiptPrinterSchema.parse({
    id: 'tickets',
    via: { kind: 'tcp', host: '127.0.0.1' },
    header: ['Librería El Niño', '6a. avenida 4-21, zona 1'],
    footer: ['¡Gracias por su compra!'],
    ...more,
  });
