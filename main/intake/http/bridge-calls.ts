import { releaseSchema, resumeQuerySchema } from '../../contract/requests.ts';
import { statusViewSchema, terminalViewSchema } from '../../contract/status.ts';
import { acknowledgedSchema, terminalListSchema } from './answers.ts';
import { signature } from './charge-answers.ts';
import type { HttpIntakeDeps } from './deps.ts';
import type { Operation } from './operation.ts';
import { defineOperation, ok, refuse, WRITTEN } from './operation.ts';
import { streamNews } from './stream.ts';

const HEARTBEAT_MS = 15_000;

/** The calls about terminals, the bridge itself and its news (bridge-api.md, "Charges"). */
export function createBridgeCalls({
  desk,
  elsewhere,
  heartbeatMs = HEARTBEAT_MS,
}: Pick<HttpIntakeDeps, 'desk' | 'elsewhere' | 'heartbeatMs'>): Operation[] {
  return [
    defineOperation({
      id: 'streamEvents',
      method: 'get',
      path: '/v1/events',
      scope: 'read',
      group: 'news',
      summary: { es: 'Novedades en vivo (SSE)', en: 'Live news (SSE)' },
      detail: {
        es: 'event: charge, terminal o bridge; id: es el número de la bitácora. Con Last-Event-ID (o ?last_event_id=) se reanuda sin perder nada.',
        en: 'event: charge, terminal or bridge; id: is the journal number. With Last-Event-ID (or ?last_event_id=) it resumes without a gap.',
      },
      query: resumeQuerySchema,
      headers: ['Last-Event-ID'],
      answers: { 200: { text: { es: 'Un flujo de eventos', en: 'A stream of events' }, type: 'text/event-stream' } },
      problems: [],
      async handle(call) {
        if (call.req.method === 'HEAD') {
          call.res.setHeader('Content-Type', 'text/event-stream').end();
          return WRITTEN;
        }
        const told = call.req.headersDistinct['last-event-id']?.[0] ?? call.query.last_event_id ?? '';
        const after = /^\d{1,15}$/.test(told) ? Number(told) : undefined;
        await streamNews({ desk, elsewhere, res: call.res, lang: call.lang, after, heartbeatMs, gone: call.gone() });
        return WRITTEN;
      },
    }),

    defineOperation({
      id: 'listTerminals',
      method: 'get',
      path: '/v1/terminals',
      scope: 'read',
      group: 'terminals',
      summary: { es: 'Las terminales y lo que hace cada una', en: 'The terminals and what each is doing' },
      answers: { 200: { text: { es: 'Las terminales', en: 'The terminals' }, schema: terminalListSchema } },
      problems: [],
      handle: (call) => ok({ data: desk.terminals(call.lang) }),
    }),

    defineOperation({
      id: 'releaseTerminal',
      method: 'post',
      path: '/v1/terminals/{id}/release',
      scope: 'manage',
      group: 'terminals',
      summary: {
        es: 'Dejar que la fila siga, aunque haya un cobro en duda',
        en: 'Let the lane go on past a charge in doubt',
      },
      detail: { es: 'Ese cobro se sigue vigilando.', en: 'That charge stays watched.' },
      request: {
        schema: releaseSchema,
        example: { note: 'La terminal no muestra ningún cobro y el cliente ya se fue.', name: 'Ana' },
      },
      answers: { 200: { text: { es: 'La terminal', en: 'The terminal' }, schema: terminalViewSchema } },
      problems: ['terminal_not_found', 'nothing_to_release', 'invalid_request', 'disk_full', 'storage_unavailable'],
      idempotent: true,
      async handle(call) {
        const { note, name } = call.body;
        const result = await desk.release(call.params.id ?? '', note, signature(call, name));
        if ('code' in result) return refuse(result, call.lang);
        return ok(desk.terminals(call.lang).find(({ id }) => id === result.id) ?? result);
      },
    }),

    defineOperation({
      id: 'getStatus',
      method: 'get',
      path: '/v1/status',
      scope: 'read',
      group: 'bridge',
      summary: { es: 'El estado del puente', en: 'The state of the bridge' },
      answers: { 200: { text: { es: 'El estado', en: 'The state' }, schema: statusViewSchema } },
      problems: [],
      handle: (call) => ok(desk.status(call.lang)),
    }),

    defineOperation({
      id: 'acknowledgeAlert',
      method: 'post',
      path: '/v1/alerts/{id}/acknowledge',
      scope: 'charge',
      group: 'bridge',
      summary: { es: 'Dar un aviso por visto', en: 'Acknowledge an alert' },
      answers: { 200: { text: { es: 'Visto', en: 'Acknowledged' }, schema: acknowledgedSchema } },
      problems: ['not_found'],
      async handle(call) {
        const told = call.params.id ?? '';
        const id = /^\d{1,15}$/.test(told) ? Number(told) : undefined;
        if (id === undefined || !(await desk.acknowledgeAlert(id, signature(call))))
          return refuse({ code: 'not_found' }, call.lang);
        return ok({ id, acknowledged: true });
      },
    }),

    defineOperation({
      id: 'allowReplays',
      method: 'post',
      path: '/v1/replays/allow',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Permitir de nuevo las repeticiones', en: 'Allow replays again' },
      detail: {
        es: 'Después de replay_stopped: una persona revisó que no haya un cobro doble y deja que el puente repita envíos otra vez.',
        en: 'After replay_stopped: a person made sure that nothing was charged twice and lets the bridge repeat sends again.',
      },
      request: { schema: releaseSchema, example: { note: 'Revisé el portal de Recurrente: hay un solo pago.' } },
      answers: { 200: { text: { es: 'El estado', en: 'The state' }, schema: statusViewSchema } },
      problems: ['invalid_request'],
      async handle(call) {
        await desk.allowReplays(call.body.note, signature(call, call.body.name));
        return ok(desk.status(call.lang));
      },
    }),
  ];
}
