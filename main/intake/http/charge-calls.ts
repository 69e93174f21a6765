import { z } from 'zod';
import { chargeViewSchema, isFinal } from '../../contract/charge.ts';
import type { ChargeView, Source } from '../../contract/charge.ts';
import type { Changed, Desk, Page } from '../../contract/desk.ts';
import type { Problem } from '../../contract/problems.ts';
import {
  listQuerySchema,
  moveSchema,
  newChargeSchema,
  resolveSchema,
  waitQuerySchema,
} from '../../contract/requests.ts';
import { findOrderFaults } from '../../charge/accept-rules.ts';
import { chargePageSchema, journalSchema } from './answers.ts';
import type { HttpIntakeDeps } from './deps.ts';
import { CHARGE_EXAMPLE, ORDER_EXAMPLE } from './examples.ts';
import type { Answer, AnswerDescription, Call, Operation } from './operation.ts';
import { defineOperation, ok, refuse } from './operation.ts';
import { waitForChange } from './wait.ts';

const theCharge = (es: string, en: string): AnswerDescription => ({
  text: { es, en },
  schema: chargeViewSchema,
  example: CHARGE_EXAMPLE,
});

/** Who a person's decision is written down for: the name given, else the name of the key. */
export const signature = (call: Call, name?: string): string => name ?? call.caller.name;

/** The calls about charges (bridge-api.md, "Charges"). */
export function createChargeCalls({ desk, config }: Pick<HttpIntakeDeps, 'desk' | 'config'>): Operation[] {
  const missing = (call: Call): Answer =>
    refuse({ code: 'charge_not_found', params: { id: call.params.id ?? '' } }, call.lang);
  const idOf = (call: Call): string => call.params.id ?? '';
  const changed = (result: Changed, call: Call): Answer =>
    result.kind === 'ok'
      ? ok(inLanguage(desk, result.charge, call))
      : refuse(result.problem, call.lang, result.charge && inLanguage(desk, result.charge, call));

  return [
    defineOperation({
      id: 'createCharge',
      method: 'post',
      path: '/v1/charges',
      scope: 'charge',
      group: 'charges',
      summary: { es: 'Enviar un cobro a una terminal', en: 'Send a charge to a terminal' },
      detail: {
        es: 'Está guardado en disco antes de que salga la respuesta. El mismo order_id otra vez devuelve el mismo cobro: repetir es seguro. Con "replace": true una orden sin pagar toma el monto nuevo.',
        en: 'It is on disk before the answer leaves. The same order_id again gives the same charge: repeating is safe. With "replace": true an unpaid order takes the new amount.',
      },
      request: {
        schema: newChargeSchema,
        example: ORDER_EXAMPLE,
        findFaults: (body) => findOrderFaults(body, config()),
      },
      answers: {
        201: theCharge('Cobro aceptado y guardado', 'Accepted and stored'),
        200: theCharge('Esa orden ya existía; así está ahora', 'That order existed; this is how it stands'),
      },
      problems: [
        'invalid_request',
        'amount_out_of_range',
        'malformed_body',
        'body_too_large',
        'unsupported_media_type',
        'order_conflict',
        'on_terminal',
        'already_paid',
        'still_verifying',
        'idempotency_key_reused',
        'disk_full',
        'storage_unavailable',
      ],
      idempotent: true,
      async handle(call) {
        const accepted = await desk.accept({ ...call.body, source: sourceOf(call) });
        if (accepted.kind === 'refused') {
          const charge = accepted.charge && inLanguage(desk, accepted.charge, call);
          return refuse(accepted.problem, call.lang, charge);
        }
        const body = inLanguage(desk, accepted.charge, call);
        if (accepted.kind !== 'created') return ok(body);
        return { status: 201, body, headers: { Location: `/v1/charges/${encodeURIComponent(body.id)}` } };
      },
    }),

    defineOperation({
      id: 'listCharges',
      method: 'get',
      path: '/v1/charges',
      scope: 'read',
      group: 'charges',
      summary: { es: 'Buscar cobros, del más nuevo al más viejo', en: 'Find charges, newest first' },
      detail: {
        es: 'status admite varios separados por coma. Con order_id, wait espera el próximo cambio de esa orden, también a que aparezca.',
        en: 'status takes several, separated by commas. With order_id, wait waits for the next change of that order, or for it to appear.',
      },
      query: listQuerySchema,
      answers: { 200: { text: { es: 'Una página', en: 'One page' }, schema: chargePageSchema } },
      problems: ['invalid_request'],
      async handle(call) {
        const { order_id: orderId, wait } = call.query;
        const read = (): Page | Problem => desk.list(call.query, call.lang);
        const page =
          orderId === undefined || wait === undefined
            ? read()
            : await waitForChange({
                desk,
                read,
                waitMs: wait * 1000,
                gone: call.gone,
                concerns: (news) => news.event === 'charge' && news.charge.order_id === orderId,
                isSettled: (state) => 'code' in state || (state.data.length > 0 && state.data.every(isSettled)),
              });
        return 'code' in page ? refuse(page, call.lang) : ok(page);
      },
    }),

    defineOperation({
      id: 'getCharge',
      method: 'get',
      path: '/v1/charges/{id}',
      scope: 'read',
      group: 'charges',
      summary: { es: 'Ver un cobro, o esperar a que cambie', en: 'See a charge, or wait for it to change' },
      detail: {
        es: 'Con ?wait=30 responde en el próximo cambio o después de esos segundos (60 como máximo). Un cobro cerrado se responde de inmediato.',
        en: 'With ?wait=30 it answers at the next change or after that many seconds (60 at most). A closed charge is answered at once.',
      },
      query: waitQuerySchema,
      answers: { 200: theCharge('El cobro', 'The charge') },
      problems: ['charge_not_found', 'invalid_request'],
      async handle(call) {
        const read = (): ChargeView | undefined => desk.get(idOf(call), call.lang);
        const charge = await waitForChange({
          desk,
          read,
          waitMs: (call.query.wait ?? 0) * 1000,
          gone: call.gone,
          concerns: (news) => news.event === 'charge' && news.charge.id === idOf(call),
          isSettled: (state) => state === undefined || isSettled(state),
        });
        return charge ? ok(charge) : missing(call);
      },
    }),

    defineOperation({
      id: 'getChargeEvents',
      method: 'get',
      path: '/v1/charges/{id}/events',
      scope: 'read',
      group: 'charges',
      summary: { es: 'La bitácora de un cobro, desde el principio', en: 'The journal of a charge, oldest first' },
      answers: { 200: { text: { es: 'La bitácora', en: 'The journal' }, schema: journalSchema } },
      problems: ['charge_not_found'],
      handle(call) {
        const data = desk.events(idOf(call));
        return data ? ok({ data }) : missing(call);
      },
    }),

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
      problems: ['charge_not_found', 'cancel_on_terminal', 'already_paid', 'still_verifying'],
      idempotent: true,
      handle: async (call) => changed(await desk.cancel(idOf(call), signature(call)), call),
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
      problems: ['charge_not_found', 'not_retryable', 'already_paid', 'still_verifying', 'on_terminal'],
      idempotent: true,
      handle: async (call) => changed(await desk.retry(idOf(call), signature(call)), call),
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
      problems: ['charge_not_found', 'not_queued', 'terminal_not_found', 'invalid_request'],
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
      problems: ['charge_not_found', 'not_in_doubt', 'outcome_not_offered', 'paid_needs_recurrente', 'invalid_request'],
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
      problems: ['charge_not_found'],
      handle: async (call) => changed(await desk.check(idOf(call), signature(call)), call),
    }),
  ];
}

/** A closed charge is not waited for, but for a refund that is under way. */
const isSettled = ({ status, refund }: ChargeView): boolean =>
  isFinal(status) && (refund === null || refund.closed_at !== null);

/** The desk answers changes in Spanish; for other languages the charge is read once more. */
function inLanguage(desk: Desk, charge: ChargeView, call: Call): ChargeView {
  return call.lang === 'es' ? charge : (desk.get(charge.id, call.lang) ?? charge);
}

const toldSource = z.enum(['cli', 'manual', 'demo']);

/** A charge typed into the window is `manual`; the bridge's own programs say what they are in X-Puente-Source. */
function sourceOf(call: Call): Source {
  if (call.caller.via === 'session') return 'manual';
  return toldSource.safeParse(call.req.headers['x-puente-source']).data ?? 'http';
}
