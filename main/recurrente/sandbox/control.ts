import express, { type Request, type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { behaviourSchema } from './behaviour.ts';
import { faultSchema, ROUTES } from './faults.ts';
import type { SandboxParts } from './sandbox.ts';
import type { TerminalAct } from './terminals.ts';
import { viewOf } from './view.ts';

/** What the control calls do; served by `GET /sandbox`. They exist on the sandbox's own port only. */
const CALLS = {
  'GET /sandbox/state': 'everything it knows, as JSON',
  'GET /sandbox/log?after=SEQ': 'every request, fault and change of state, in order',
  'GET /sandbox/view': 'what the pages show',
  'GET /sandbox/events': 'server-sent events: `view` at each change',
  'GET /sandbox/behaviour': 'the switches; null stands for "for ever"',
  'POST /sandbox/behaviour': '{switch: value, …}',
  'POST /sandbox/terminals/:id/approve': '{"tip_in_cents"?}',
  'POST /sandbox/terminals/:id/tip': '{"percent" | "tip_in_cents"}',
  'POST /sandbox/terminals/:id/decline': '{"reason"?, "late_approval_ms"?}',
  'POST /sandbox/terminals/:id/late_approve': '{"after_ms"?}',
  'POST /sandbox/terminals/:id/{present_card,cancel,walk_away,fail}': '{}',
  'POST /sandbox/terminals/:id/{power,network,standby,auto_customer}': '{"on": true | false}',
  'POST /sandbox/faults':
    '{"do":"next","route","fault","times"} | {"do":"often","route","fault","probability"} | {"do":"clear"} | {"do":"network","state":"up|reset|refuse","for_ms"}',
  'POST /sandbox/key': '{"state": "revoked" | "restored"}',
  'POST /sandbox/webhooks':
    '{"do":"options","options"} | {"do":"send","event","body"} | {"do":"replay","message"} | {"do":"rotate_secret","endpoint"} | {"do":"drop_old_secrets","endpoint"}',
} as const;

const forever = (value: unknown): unknown => (value === null ? Infinity : value);
const behaviourChange = z
  .strictObject({
    ...behaviourSchema.shape,
    idMemoryMs: z.preprocess(forever, behaviourSchema.shape.idMemoryMs),
    checkoutExpiresMs: z.preprocess(forever, behaviourSchema.shape.checkoutExpiresMs),
  })
  .partial();

const route = z.enum([...ROUTES, '*']);
const faultCall = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('next'), route, fault: faultSchema, times: z.int().min(1).max(1000).default(1) }),
  z.strictObject({ do: z.literal('often'), route, fault: faultSchema, probability: z.number().min(0).max(1) }),
  z.strictObject({ do: z.literal('clear') }),
  // With the listener closed nobody can call for its return, so it must say for how long.
  z.discriminatedUnion('state', [
    z.strictObject({ do: z.literal('network'), state: z.enum(['up', 'reset']) }),
    z.strictObject({ do: z.literal('network'), state: z.literal('refuse'), for_ms: z.int().min(1).max(86_400_000) }),
  ]),
]);
const keyCall = z.strictObject({ state: z.enum(['revoked', 'restored']) });
const ms = z.number().min(0);
const webhookCall = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('options'),
    options: z
      .strictObject({
        delayMs: ms,
        scheduleMs: z.array(ms).min(1),
        timeoutMs: ms,
        duplicates: z.int().min(0).max(10),
        reorder: z.int().min(0).max(100),
        forge: z.boolean(),
        twins: z.boolean(),
        wrapping: z.enum(['flat', 'event', 'event_type']),
        externalIdAt: z.enum(['top', 'checkout', 'none']),
      })
      .partial(),
  }),
  z.strictObject({ do: z.literal('send'), event: z.string(), body: z.unknown() }),
  z.strictObject({ do: z.literal('replay'), message: z.string() }),
  z.strictObject({ do: z.enum(['rotate_secret', 'drop_old_secrets']), endpoint: z.string() }),
]);

const cents = z.int().min(0).max(10_000_000);
const wait = z.int().min(0).max(86_400_000);
const onOff = z.strictObject({ on: z.boolean() });
/** The body of each act, and what it becomes. */
const ACTS: Readonly<Record<string, z.ZodType<(amountInCents: number) => TerminalAct>>> = {
  approve: z
    .strictObject({ tip_in_cents: cents.default(0) })
    .transform(({ tip_in_cents }) => () => ({ act: 'approve', tipInCents: tip_in_cents })),
  tip: z
    .union([z.strictObject({ percent: z.number().min(0).max(100) }), z.strictObject({ tip_in_cents: cents })])
    .transform((tip) => (amountInCents) => ({
      act: 'approve',
      tipInCents: 'percent' in tip ? Math.round((amountInCents * tip.percent) / 100) : tip.tip_in_cents,
    })),
  decline: z
    .strictObject({
      reason: z.string().min(1).max(120).default('Fondos insuficientes'),
      late_approval_ms: wait.optional(),
    })
    .transform(({ reason, late_approval_ms: late }) => () => ({
      act: 'decline',
      reason,
      ...(late === undefined ? {} : { lateApprovalMs: late }),
    })),
  late_approve: z
    .strictObject({ after_ms: wait.default(0) })
    .transform(({ after_ms }) => () => ({ act: 'late_approve', afterMs: after_ms })),
  present_card: z.strictObject({}).transform(() => () => ({ act: 'present_card' })),
  cancel: z.strictObject({}).transform(() => () => ({ act: 'cancel' })),
  walk_away: z.strictObject({}).transform(() => () => ({ act: 'walk_away' })),
  fail: z.strictObject({}).transform(() => () => ({ act: 'fail' })),
  power: onOff.transform(({ on }) => () => ({ act: 'power', on })),
  network: onOff.transform(({ on }) => () => ({ act: 'network', on })),
  standby: onOff.transform(({ on }) => () => ({ act: 'standby', on })),
  auto_customer: onOff.transform(({ on }) => () => ({ act: 'auto_customer', on })),
};

/** The control calls under /sandbox. */
export function createControl(parts: SandboxParts): Router {
  const { sandbox } = parts;
  const { core, faults, webhooks } = sandbox;
  const router = express.Router();
  const view = () => viewOf(core.state, faults, core.log.lines);
  router.use(express.json({ limit: '64kb' }));

  router.get('/', (_request, response) => void response.json(CALLS));
  router.get('/state', (_request, response) => {
    core.advance();
    response.json(core.state);
  });
  router.get('/log', (request, response) => {
    const after = Number(request.query['after'] ?? 0);
    response.json(core.log.lines.filter((line) => line.seq > after));
  });
  router.get('/view', (_request, response) => void response.json(view()));
  router.get('/behaviour', (_request, response) => void response.json(sandbox.behaviour()));
  router.post('/behaviour', (request, response) => {
    const change = behaviourChange.parse(bodyOf(request));
    sandbox.setBehaviour(Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)));
    response.json(sandbox.behaviour());
  });

  router.post('/terminals/:id/:act', (request, response) => {
    const { id, act } = request.params;
    const schema = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
    if (!schema) return void response.status(404).json({ error: `No hay ninguna acción «${act}»` });
    const make = schema.parse(bodyOf(request));
    const shown = core.state.terminals.find((terminal) => terminal.id === id)?.screen;
    const command =
      shown && 'commandId' in shown ? core.state.commands.find((each) => each.id === shown.commandId) : undefined;
    const reply = core.act(id, make(command?.amountInCents ?? 0));
    parts.poke();
    response.status(reply.ok ? 200 : 409).json(reply.ok ? { ok: true } : { ok: false, error: reply.why });
  });

  router.post('/faults', (request, response) => {
    const call = faultCall.parse(bodyOf(request));
    if (call.do === 'next') faults.next(call.route, call.fault, call.times);
    else if (call.do === 'often') faults.often(call.route, call.fault, call.probability);
    else if (call.do === 'clear') faults.clear();
    else if (call.state === 'refuse') {
      response.once('close', () => parts.cutFor(call.for_ms));
    } else faults.setNetwork(call.state);
    parts.changed();
    response.json({ ok: true });
  });
  router.post('/key', (request, response) => {
    if (keyCall.parse(bodyOf(request)).state === 'revoked') sandbox.revokeKey();
    else sandbox.restoreKey();
    response.json({ ok: true });
  });
  router.post('/webhooks', async (request, response) => {
    const call = webhookCall.parse(bodyOf(request));
    if (call.do === 'options') Object.assign(webhooks.options, call.options);
    else if (call.do === 'send') webhooks.send(call.event, call.body);
    else if (call.do === 'replay') return void response.json({ status: await webhooks.replay(call.message) });
    else if (call.do === 'rotate_secret') return void response.json({ secret: webhooks.rotateSecret(call.endpoint) });
    else webhooks.dropOldSecrets(call.endpoint);
    response.json({ ok: true });
  });

  router.get('/events', (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 1000\n\n');
    const send = (): void => void response.write(`event: view\ndata: ${JSON.stringify(view())}\n\n`);
    send();
    const stopListening = parts.onChange(send);
    request.once('close', stopListening);
  });
  return router;
}

const bodyOf = (request: Request): unknown => (request.body as unknown) ?? {};

/** A web page elsewhere must not tap our terminals: loopback names only, and no other page's POSTs. */
export const guardControl: RequestHandler = (request, response, next) => {
  const { host = '', origin } = request.headers;
  const isLoopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
  if (!isLoopback) return void response.status(421).json({ error: 'Use 127.0.0.1 o localhost' });
  if (origin !== undefined && origin !== `http://${host}`)
    return void response.status(403).json({ error: 'Solo las páginas de esta simulación' });
  if (request.method === 'POST' && Number(request.headers['content-length'] ?? 0) > 0 && !request.is('json'))
    return void response.status(415).json({ error: 'Use application/json' });
  next();
};
