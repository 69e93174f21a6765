import type { ChargeView } from '../../contract/charge.ts';
import type { NewChargeBody } from '../../contract/requests.ts';

/** Samples of the documentation; tests hold them against the schemas. */
export const ORDER_EXAMPLE: NewChargeBody = {
  order_id: 'FAC-00123',
  amount: '125.50',
  currency: 'GTQ',
  terminal: 'caja1',
  description: 'Venta de mostrador',
  installments: 3,
  expires_in: 600,
  metadata: { cajero: '7' },
  callback_url: 'http://127.0.0.1:9000/pago',
};

export const CHARGE_EXAMPLE: ChargeView = {
  id: 'chg_01k5m2v0c3',
  order_id: 'FAC-00123',
  status: 'paid',
  final: true,
  paid: true,
  currency: 'GTQ',
  amount_in_cents: 12550,
  paid_in_cents: 13805,
  tip_in_cents: 1255,
  terminal: { id: 'trm_abc', alias: 'caja1' },
  source: 'http',
  description: 'Venta de mostrador',
  installments: null,
  card: { last4: '4242', network: 'visa' },
  auth_code: '123456',
  payment_intent_id: 'pa_7h2k',
  failure: null,
  refund: null,
  next_step: 'Pagado. Entregue el comprobante.',
  attempts: [
    {
      number: 1,
      external_id: 'tienda1-FAC-00123-1',
      status: 'consumed',
      command_id: 'tc_9d1',
      checkout_id: 'ch_4f8',
      sent_at: '2026-11-22T18:04:05.120Z',
      closed_at: '2026-11-22T18:04:31.004Z',
    },
  ],
  created_at: '2026-11-22T18:04:05.001Z',
  updated_at: '2026-11-22T18:04:31.004Z',
  paid_at: '2026-11-22T18:04:30.000Z',
  expires_at: null,
  released: false,
  metadata: { cajero: '7' },
};
