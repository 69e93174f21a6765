import { z } from 'zod';
import { isSettled } from '../../contract/charge.ts';
import type { ChargeView, Source } from '../../contract/charge.ts';
import type { Accepted, Page } from '../../contract/desk.ts';
import type { Problem } from '../../contract/problems.ts';
import { listQuerySchema, newChargeSchema, waitQuerySchema, type NewChargeBody } from '../../contract/requests.ts';
import type { WaitAsked } from '../../contract/elsewhere.ts';
import type { FieldFault } from '../../contract/faults.ts';
import { findOrderFaults, findRangeFault, findTerminal } from '../../charge/accept-rules.ts';
import { chargePageSchema, journalSchema } from './answers.ts';
import type { HttpIntakeDeps } from './deps.ts';
import { idOf, inLanguage, theCharge } from './charge-answers.ts';
import { ORDER_EXAMPLE } from './examples.ts';
import type { Answer, Call, Operation } from './operation.ts';
import { defineOperation, ok, refuse } from './operation.ts';
import { waitForChange } from './wait.ts';

/** Sending a charge and looking at charges (bridge-api.md, "Charges"). */
export function createChargeCalls({
  desk,
  config,
  elsewhere,
}: Pick<HttpIntakeDeps, 'desk' | 'config' | 'elsewhere'>): Operation[] {
  function answerOf(accepted: Accepted, call: Call<NewChargeBody>): Answer {
    if (accepted.kind === 'refused') {
      const charge = accepted.charge && inLanguage(desk, accepted.charge, call);
      return refuse(withPlace(accepted.problem, call.body), call.lang, charge);
    }
    const body = inLanguage(desk, accepted.charge, call);
    if (accepted.kind !== 'created') return ok(body);
    return { status: 201, body, headers: { Location: `/v1/charges/${encodeURIComponent(body.id)}` } };
  }
  /** Programs look for the faulty field in `errors`, whatever the code. */
  function withPlace(problem: Problem, body: NewChargeBody): Problem {
    const fault = problem.code === 'amount_out_of_range' ? findRangeFault(body, config()) : undefined;
    return fault ? { ...problem, faults: [fault] } : problem;
  }
  const missing = (call: Call): Answer => refuse({ code: 'charge_not_found', params: { id: idOf(call) } }, call.lang);

  const mayBeElsewhere = ({ path, fault }: FieldFault): boolean =>
    path === 'terminal' && fault === 'terminal_unknown' && (elsewhere?.isOn() ?? false);

  /** A terminal that is not of this bridge may be another's, if there is a hub to ask. */
  async function accept(
    call: Call,
    body: NewChargeBody,
    alongside: ((accepted: Accepted) => void) | undefined,
  ): Promise<Accepted> {
    if (!elsewhere?.isOn() || body.terminal === undefined || findTerminal(config(), body.terminal))
      return desk.accept({ ...body, source: sourceOf(call) }, alongside);
    if (body.callback_url !== undefined) return { kind: 'refused', problem: { code: 'remote_unsupported' } };
    const unknown: Problem = { code: 'invalid_request', faults: [{ path: 'terminal', fault: 'terminal_unknown' }] };
    return (await elsewhere.accept(body, call.lang)) ?? { kind: 'refused', problem: unknown };
  }

  /** A charge of that order that was sent elsewhere; only where this bridge has none of that number itself. */
  async function findSent(orderId: string, call: Call, wait?: number): Promise<ChargeView | Problem | undefined> {
    if (!elsewhere?.isOn() || desk.findByOrder(orderId)) return undefined;
    const found = await elsewhere.findByOrder(orderId, waitOf(call, wait));
    // A hub that is away is no reason to keep quiet about this bridge's own charges.
    return found && 'code' in found ? undefined : found;
  }

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
        findFaults: (body) => findOrderFaults(body, config()).filter((fault) => !mayBeElsewhere(fault)),
        findMore: (body) => [findRangeFault(body, config()) ?? []].flat(),
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
        'remote_at_shop',
        'remote_unsupported',
        'terminal_ambiguous',
        'hub_unreachable',
      ],
      idempotent: true,
      async handle(call) {
        const { keep } = call;
        const alongside = keep && ((accepted: Accepted): void => keep(answerOf(accepted, call)));
        return answerOf(await accept(call, call.body, alongside), call);
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
      problems: ['invalid_request', 'hub_unreachable'],
      async handle(call) {
        const { order_id: orderId, wait } = call.query;
        const read = (): Page | Problem => desk.list(call.query, call.lang);
        const sent = orderId === undefined ? undefined : await findSent(orderId, call, wait);
        if (sent && !('code' in sent)) return ok({ data: [sent], next_cursor: null });
        const page =
          orderId === undefined || wait === undefined
            ? read()
            : await waitForChange({
                desk,
                read,
                waitMs: wait * 1000,
                gone: call.gone(),
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
      problems: ['charge_not_found', 'invalid_request', 'hub_unreachable'],
      async handle(call) {
        const read = (): ChargeView | undefined => desk.get(idOf(call), call.lang);
        if (elsewhere?.isOn() && !read()) {
          const sent = await elsewhere.get(idOf(call), waitOf(call, call.query.wait));
          if (sent) return 'code' in sent ? refuse(sent, call.lang) : ok(sent);
        }
        const charge = await waitForChange({
          desk,
          read,
          waitMs: (call.query.wait ?? 0) * 1000,
          gone: call.gone(),
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
        const data = desk.events(idOf(call), call.lang);
        return data ? ok({ data }) : missing(call);
      },
    }),
  ];
}

const waitOf = (call: Call, seconds = 0): WaitAsked => ({
  lang: call.lang,
  waitMs: seconds * 1000,
  gone: call.gone(),
});

const toldSource = z.enum(['cli', 'manual', 'demo']);

/** A charge typed into the window is `manual`; the bridge's own programs say what they are in X-Puente-Source. */
function sourceOf(call: Call): Source {
  if (call.caller.via === 'session') return 'manual';
  const told = call.req.headers['x-puente-source'];
  // Most callers say nothing, and zod makes an error object of that.
  return (told === undefined ? undefined : toldSource.safeParse(told).data) ?? 'http';
}
