import { chargeViewSchema } from '../contract/charge.ts';
import type { Desk } from '../contract/desk.ts';
import type { Problem } from '../contract/problems.ts';
import { requestRefundSchema, resolveRefundSchema } from '../contract/refunds.ts';
import { defineOperation, ok, refuse, type Answer, type Call, type Operation } from '../intake/http/server.ts';
import type { Refunds } from '../refund/refunds.ts';

export interface RefundOperationDeps {
  readonly desk: Pick<Desk, 'get'>;
  readonly refunds: Pick<Refunds, 'request' | 'resolve'>;
}

/** Giving money back (bridge-api.md, "Charges"; recurrente-api.md, "Refunds"). */
export function createRefundOperations({ desk, refunds }: RefundOperationDeps): Operation[] {
  const idOf = (call: Call): string => call.params['id'] ?? '';
  const by = (call: Call<{ readonly name?: string | undefined }>): string => call.body.name ?? call.caller.name;

  function answer(call: Call, problem: Problem | undefined, status: number): Answer {
    const charge = desk.get(idOf(call), call.lang);
    if (problem) return refuse(problem, call.lang, charge);
    return ok(charge, status);
  }

  return [
    defineOperation({
      id: 'refundCharge',
      method: 'post',
      path: '/v1/charges/{id}/refund',
      scope: 'refund',
      group: 'charges',
      summary: { es: 'Reembolsar un cobro pagado, completo', en: 'Refund a paid charge, the whole of it' },
      detail: {
        es: 'Hasta 30 días después del pago, no en cuotas, y si el saldo en Recurrente alcanza. La respuesta dice que quedó guardado; lo que pasa después se ve en refund.',
        en: 'Up to 30 days after the payment, not for instalments, and while the balance at Recurrente covers it. The answer says that it is stored; what becomes of it is shown in refund.',
      },
      request: { schema: requestRefundSchema, example: { name: 'Ana' } },
      answers: {
        202: {
          text: { es: 'Guardado; el cobro lleva refund', en: 'Stored; the charge carries refund' },
          schema: chargeViewSchema,
        },
      },
      problems: ['charge_not_found', 'not_refundable', 'invalid_request'],
      idempotent: true,
      handle: (call) => answer(call, refunds.request(idOf(call), by(call), call.lang), 202),
    }),
    defineOperation({
      id: 'resolveRefund',
      method: 'post',
      path: '/v1/charges/{id}/refund/resolve',
      scope: 'manage',
      group: 'charges',
      summary: {
        es: 'Lo que una persona vio en Recurrente de un reembolso en duda',
        en: 'What a person saw at Recurrente of a refund in doubt',
      },
      detail: {
        es: 'refunded: se hizo; el puente busca refund_id en Recurrente y solo le cree a él. not_refunded: no aparece; desde entonces se puede pedir otro.',
        en: 'refunded: it was made; the bridge looks refund_id up at Recurrente and believes nothing else. not_refunded: it is not there; from then on another may be asked for.',
      },
      request: {
        schema: resolveRefundSchema,
        example: { outcome: 'refunded', refund_id: 're_4f8', note: 'Lo vi en el panel de Recurrente.', name: 'Ana' },
      },
      answers: { 200: { text: { es: 'El cobro', en: 'The charge' }, schema: chargeViewSchema } },
      problems: [
        'charge_not_found',
        'refund_not_in_doubt',
        'refund_too_fresh',
        'refund_not_matching',
        'recurrente_unreachable',
        'invalid_request',
      ],
      idempotent: true,
      async handle(call) {
        if (!desk.get(idOf(call))) return answer(call, { code: 'charge_not_found', params: { id: idOf(call) } }, 404);
        return answer(call, await refunds.resolve(idOf(call), call.body, by(call)), 200);
      },
    }),
  ];
}
