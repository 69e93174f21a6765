import type { ChargeView, Status } from '../../main/contract/charge.ts';
import { isFinal } from '../../main/contract/charge.ts';
import type { Lang } from '../../main/contract/faults.ts';
import { describeFailure, describeNextStep } from '../../main/charge/sentences.ts';

export interface Sample extends Partial<
  Omit<ChargeView, 'failure' | 'terminal' | 'attempts' | 'created_at' | 'updated_at'>
> {
  readonly order_id: string;
  readonly status: Status;
  readonly terminal?: string;
  /** Seconds before now. */
  readonly age?: number;
  readonly changed?: number;
  /** Queued once more after a try that came to nothing. */
  readonly again?: boolean;
  readonly failure?: { readonly code: string; readonly message?: string };
}

/** A charge as the bridge would show it, from the few things that matter to a test. */
export function sampleCharge(sample: Sample, nowMs: number, lang: Lang = 'es'): ChargeView {
  const {
    order_id,
    status,
    terminal = 'caja1',
    age = 40,
    changed = Math.min(age, 8),
    again = false,
    failure,
    ...rest
  } = sample;
  const at = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString();
  const paid = status === 'paid';
  const amount = rest.amount_in_cents ?? 12_550;
  const sent = again || !['queued', 'expired', 'cancelled'].includes(status);
  return {
    id: `ch-${order_id}`,
    order_id,
    status,
    final: isFinal(status),
    paid,
    currency: 'GTQ',
    amount_in_cents: amount,
    paid_in_cents: paid ? amount + (rest.tip_in_cents ?? 0) : null,
    tip_in_cents: paid ? 0 : null,
    terminal: { id: `trm_${terminal}`, alias: terminal },
    source: 'http',
    description: null,
    installments: null,
    card: paid ? { last4: '4242', network: 'visa' } : null,
    auth_code: paid ? '123456' : null,
    payment_intent_id: paid ? 'pa_5f2k9' : null,
    failure: failure
      ? { code: failure.code, message: describeFailure(failure.code, failure.message ?? null, lang) }
      : null,
    refund: null,
    next_step: describeNextStep(status, failure?.code ?? null, lang),
    attempts: sent
      ? [
          {
            number: 1,
            external_id: `tienda1-${order_id}-1`,
            status: paid ? 'consumed' : status === 'dispatched' ? 'dispatched' : 'pending',
            command_id: 'tsc_81',
            checkout_id: 'ch_a81',
            sent_at: at(changed + 4),
            closed_at: paid ? at(changed) : null,
          },
        ]
      : [],
    created_at: at(age),
    updated_at: at(changed),
    paid_at: paid ? at(changed) : null,
    expires_at: status === 'queued' || status === 'expired' ? at(-600) : null,
    released: false,
    metadata: {},
    ...rest,
  };
}
