import type { ChargeView } from '../../main/contract/charge.ts';

let number = 0;

/** A charge as the bridge's API shows it, while it is open and once it is paid. */
export function nextCharge(id: string): { readonly open: ChargeView; readonly paid: ChargeView } {
  const order = `FAC-${String((number += 1)).padStart(8, '0')}`;
  const now = new Date().toISOString();
  const open: ChargeView = {
    id,
    order_id: order,
    status: 'pending',
    final: false,
    paid: false,
    currency: 'GTQ',
    amount_in_cents: 12_550 + (number % 9000),
    paid_in_cents: null,
    tip_in_cents: null,
    terminal: { id: 'trm_1', alias: 'caja1' },
    source: 'http',
    description: null,
    installments: null,
    card: null,
    auth_code: null,
    payment_intent_id: null,
    failure: null,
    refund: null,
    next_step: 'Ya está en Recurrente. Revise que la terminal esté encendida y diga «Listo para cobrar».',
    attempts: [
      {
        number: 1,
        external_id: `tienda-${order}-1`,
        status: 'pending',
        command_id: 'tsc_12345678',
        checkout_id: 'ch_12345678',
        sent_at: now,
        closed_at: null,
      },
    ],
    created_at: now,
    updated_at: now,
    paid_at: null,
    expires_at: null,
    released: false,
    metadata: { cajero: '7' },
  };
  const paid: ChargeView = {
    ...open,
    status: 'paid',
    final: true,
    paid: true,
    paid_in_cents: open.amount_in_cents,
    tip_in_cents: 0,
    card: { last4: '4242', network: 'visa' },
    auth_code: '123456',
    payment_intent_id: 'pa_12345678',
    next_step: 'Pagado. Entregue la compra.',
    attempts: open.attempts.map((attempt) => ({ ...attempt, status: 'consumed', closed_at: now })),
    paid_at: now,
  };
  return { open, paid };
}
