import type { Changed } from '../../contract/desk.ts';
import type { ProblemCode } from '../../contract/problems.ts';
import { moveSchema, resolveSchema } from '../../contract/requests.ts';
import { idOf, inLanguage, signature, theCharge } from './charge-answers.ts';
import type { HttpIntakeDeps } from './deps.ts';
import type { Answer, Call, Operation } from './operation.ts';
import { defineOperation, ok, refuse } from './operation.ts';

/** Each of them is written down before it is answered. */
const WRITES: readonly ProblemCode[] = ['disk_full', 'storage_unavailable'];

/** What can be done to a charge that was accepted (bridge-api.md, "Charges"). */
export function createChargeChanges({ desk, elsewhere }: Pick<HttpIntakeDeps, 'desk' | 'elsewhere'>): Operation[] {
  const changed = (result: Changed, call: Call): Answer =>
    result.kind === 'ok'
      ? ok(inLanguage(desk, result.charge, call))
      : refuse(result.problem, call.lang, result.charge && inLanguage(desk, result.charge, call));

  /** A charge that was sent for a terminal elsewhere is changed in the hub, as long as no bridge has it. */
  async function changedAnywhere(call: Call, what: 'cancel' | 'retry'): Promise<Answer> {
    const sent =
      elsewhere?.isOn() && !desk.get(idOf(call)) ? await elsewhere.change(idOf(call), what, call.lang) : undefined;
    if (sent) return sent.kind === 'ok' ? ok(sent.charge) : refuse(sent.problem, call.lang, sent.charge);
    return changed(await desk[what](idOf(call), signature(call)), call);
  }

  return [
    defineOperation({
      id: 'cancelCharge',
      method: 'post',
      path: '/v1/charges/{id}/cancel',
      scope: 'charge',
      group: 'charges',
      summary: { es: 'Cancelar un cobro que espera en la fila', en: 'Cancel a charge that waits in the queue' },
      detail: {
        es: 'Si ya está en Recurrente se cancela en la terminal: la respuesta 409 dice qué hacer.',
        en: 'Once it is at Recurrente it is cancelled on the terminal: the answer 409 says what to do.',
      },
      answers: { 200: theCharge('Cancelado', 'Cancelled') },
      problems: [
        ...WRITES,
        'charge_not_found',
        'cancel_on_terminal',
        'already_paid',
        'still_verifying',
        'remote_at_shop',
        'hub_unreachable',
      ],
      idempotent: true,
      handle: (call) => changedAnywhere(call, 'cancel'),
    }),

    defineOperation({
      id: 'retryCharge',
      method: 'post',
      path: '/v1/charges/{id}/retry',
      scope: 'charge',
      group: 'charges',
      summary: { es: 'Intentar de nuevo un cobro no pagado', en: 'Try an unpaid charge again' },
      detail: {
        es: 'Después de declined, failed, superseded, cancelled o expired: un intento nuevo del mismo cobro.',
        en: 'After declined, failed, superseded, cancelled or expired: a new attempt of the same charge.',
      },
      answers: { 200: theCharge('De nuevo en la fila', 'Back in the queue') },
      problems: [
        ...WRITES,
        'charge_not_found',
        'not_retryable',
        'already_paid',
        'still_verifying',
        'on_terminal',
        'remote_at_shop',
        'hub_unreachable',
      ],
      idempotent: true,
      handle: (call) => changedAnywhere(call, 'retry'),
    }),

    defineOperation({
      id: 'moveCharge',
      method: 'post',
      path: '/v1/charges/{id}/move',
      scope: 'charge',
      group: 'charges',
      summary: { es: 'Pasar un cobro en fila a otra terminal', en: 'Move a queued charge to another terminal' },
      request: { schema: moveSchema, example: { terminal: 'caja2' } },
      answers: { 200: theCharge('En la otra fila', 'In the other queue') },
      problems: [...WRITES, 'charge_not_found', 'not_queued', 'terminal_not_found', 'invalid_request'],
      idempotent: true,
      handle: async (call) => changed(await desk.move(idOf(call), call.body.terminal, signature(call)), call),
    }),

    defineOperation({
      id: 'resolveCharge',
      method: 'post',
      path: '/v1/charges/{id}/resolve',
      scope: 'manage',
      group: 'charges',
      summary: { es: 'La palabra de una persona sobre un cobro en duda', en: "A person's word on a charge in doubt" },
      detail: {
        es: 'not_paid: no se pagó. Cuando Recurrente muestra un pago anterior de esta orden: same_sale lo adopta, new_sale cobra de nuevo. paid no se acepta de palabra.',
        en: 'not_paid: it was not paid. When Recurrente shows an earlier payment of this order: same_sale adopts it, new_sale charges anew. paid is not taken on a word.',
      },
      request: {
        schema: resolveSchema,
        example: {
          outcome: 'not_paid',
          note: 'El cliente se fue sin pagar; la terminal no imprimió nada.',
          name: 'Ana',
        },
        refuse: (body) => (body.outcome === 'paid' ? { code: 'paid_needs_recurrente' } : undefined),
      },
      answers: { 200: theCharge('Resuelto', 'Resolved') },
      problems: [
        ...WRITES,
        'charge_not_found',
        'not_in_doubt',
        'outcome_not_offered',
        'paid_needs_recurrente',
        'invalid_request',
      ],
      idempotent: true,
      handle: async (call) => changed(await desk.resolve(idOf(call), call.body, signature(call, call.body.name)), call),
    }),

    defineOperation({
      id: 'checkCharge',
      method: 'post',
      path: '/v1/charges/{id}/check',
      scope: 'charge',
      group: 'charges',
      summary: { es: 'Preguntar de nuevo a Recurrente ahora', en: 'Ask Recurrente again now' },
      answers: { 200: theCharge('El cobro después de preguntar', 'The charge after asking') },
      problems: [...WRITES, 'charge_not_found'],
      handle: async (call) => changed(await desk.check(idOf(call), signature(call)), call),
    }),
  ];
}
