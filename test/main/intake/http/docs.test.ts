import { z } from 'zod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newChargeSchema } from '../../../../main/contract/requests.ts';
import { chargeViewSchema } from '../../../../main/contract/charge.ts';
import { problemSchema } from '../../../../main/intake/http/answers.ts';
import { CHARGE_EXAMPLE, ORDER_EXAMPLE } from '../../../../main/intake/http/examples.ts';
import { FIELD_WORDS } from '../../../../main/intake/http/field-words.ts';
import { defineOperation, ok } from '../../../../main/intake/http/server.ts';
import { startIntake } from './intake.ts';
import type { TestIntake } from './intake.ts';

let bridge: TestIntake;
beforeEach(async () => {
  bridge = await startIntake({
    extraOperations: [
      defineOperation({
        id: 'ping',
        method: 'post',
        path: '/v1/ping/{id}',
        scope: 'read',
        group: 'bridge',
        summary: { es: 'Otra llamada', en: 'Another call' },
        request: { schema: z.strictObject({ text: z.string() }), example: { text: 'x' } },
        answers: { 202: { text: { es: 'Eco', en: 'Echo' } } },
        problems: [],
        handle: (call) => ok({ id: call.params.id, text: call.body.text }, 202),
      }),
    ],
  });
});
afterEach(() => bridge.intake.stop());

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  requestBody?: object;
  responses: Record<
    string,
    { content: Record<string, { schema?: object; examples?: Record<string, { value: unknown }> }> }
  >;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}
const readDocument = async (lang = 'es'): Promise<Document> =>
  (await bridge.send('GET', '/v1/openapi.json', { headers: { 'accept-language': lang } })).json<Document>();

/** A component as zod reads it back from the document: what a caller's generator would check answers with. */
function schemaOf(document: Document, name: string): z.ZodType {
  const text = JSON.stringify({ $ref: `#/$defs/${name}`, $defs: document.components.schemas });
  // zod reads patterns without the Unicode flag that JSON Schema gives them, so that \p{L} would mean nothing.
  const readable = text.replace(/"pattern":"[^"]*\\\\p[^"]*",/g, '').replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(readable));
}

test('the document names what resumes a stream, and that a disk may be full wherever something is written', async () => {
  const { paths } = await readDocument();
  const { parameters = [] } = paths['/v1/events']?.get ?? {};
  expect(parameters.map(({ name, in: where }) => `${where} ${name}`)).toEqual([
    'query last_event_id',
    'header Last-Event-ID',
  ]);
  for (const verb of ['cancel', 'retry', 'move', 'resolve', 'check'])
    expect(Object.keys(paths[`/v1/charges/{id}/${verb}`]?.post?.responses ?? {}), verb).toEqual(
      expect.arrayContaining(['503', '507']),
    );
  // A text that words itself is shown in words.
  expect(JSON.stringify(paths)).not.toMatch(/‹(advice|effect|not_read)›/);
});

test('the document names every call of the contract', async () => {
  const document = await readDocument();
  expect(document.openapi).toBe('3.1.0');
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(calls.sort()).toEqual(
    [
      'post /v1/charges',
      'get /v1/charges',
      'get /v1/charges/{id}',
      'get /v1/charges/{id}/events',
      'post /v1/charges/{id}/cancel',
      'post /v1/charges/{id}/retry',
      'post /v1/charges/{id}/move',
      'post /v1/charges/{id}/resolve',
      'post /v1/charges/{id}/check',
      'get /v1/events',
      'get /v1/terminals',
      'post /v1/terminals/{id}/release',
      'get /v1/status',
      'post /v1/alerts/{id}/acknowledge',
      'post /v1/replays/allow',
      'post /v1/ui/links',
      'post /v1/ping/{id}',
    ].sort(),
  );
});

test('every reference has its target, and every operation its own id', async () => {
  const text = JSON.stringify(await readDocument());
  const document = JSON.parse(text) as Document;
  const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
  expect(references.length).toBeGreaterThan(20);
  for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(text).not.toContain('$defs');
});

test('real answers fit the schemas that the document gives them', async () => {
  const document = await readDocument();
  const created = await bridge.charge({ order_id: 'A', amount: '10.00' });
  const id = created.json<{ id: string }>().id;
  const samples: [string, unknown][] = [
    ['Charge', created.json()],
    ['ChargePage', (await bridge.send('GET', '/v1/charges')).json()],
    ['Journal', (await bridge.send('GET', `/v1/charges/${id}/events`)).json()],
    ['TerminalList', (await bridge.send('GET', '/v1/terminals')).json()],
    ['BridgeStatus', (await bridge.send('GET', '/v1/status')).json()],
    ['UiLink', (await bridge.send('POST', '/v1/ui/links')).json()],
    ['Problem', (await bridge.charge({ order_id: '' })).json()],
    ['Problem', (await bridge.charge({ order_id: 'A', amount: '11.00' })).json()],
    ['Problem', (await bridge.send('DELETE', '/v1/status')).json()],
    ['Problem', (await bridge.send('GET', '/v1/status', { key: null })).json()],
  ];
  for (const [name, sample] of samples) {
    const parsed = schemaOf(document, name).safeParse(sample);
    expect(parsed.error?.issues ?? [], `${name} ${JSON.stringify(sample).slice(0, 200)}`).toEqual([]);
  }
  // The control: a charge that lacks a field must not fit.
  expect(schemaOf(document, 'Charge').safeParse({ ...created.json<object>(), status: 'pagado' }).success).toBe(false);
  expect(schemaOf(document, 'NewCharge').safeParse(ORDER_EXAMPLE).success).toBe(true);
});

test('examples fit, and problems of the document are those of the catalogue', async () => {
  expect(newChargeSchema.safeParse(ORDER_EXAMPLE).success).toBe(true);
  expect(chargeViewSchema.safeParse(CHARGE_EXAMPLE).error).toBeUndefined();
  const document = await readDocument();
  for (const methods of Object.values(document.paths))
    for (const { responses } of Object.values(methods))
      for (const [status, { content }] of Object.entries(responses))
        for (const { value } of Object.values(content['application/problem+json']?.examples ?? {}))
          expect(problemSchema.parse(value).status).toBe(Number(status));
});

test('the document speaks both languages', async () => {
  expect(JSON.stringify(await readDocument('es'))).toContain('Enviar un cobro a una terminal');
  expect(JSON.stringify(await readDocument('en'))).toContain('Send a charge to a terminal');
});

test('a call of another room gets the checks, the formats and its place in the document', async () => {
  const reply = await bridge.send('POST', '/v1/ping/7', { body: { text: 'hola' } });
  expect([reply.status, reply.json()]).toEqual([202, { id: '7', text: 'hola' }]);
  expect((await bridge.send('POST', '/v1/ping/7', { body: { otro: 1 } })).status).toBe(422);
});

test('a router of another room stands behind the key', async () => {
  const routed = await startIntake({
    extraRouters: [
      (req, res, next) => {
        if (req.path === '/extra') res.end('hola');
        else next();
      },
    ],
  });
  expect((await routed.send('GET', '/extra')).text).toBe('hola');
  expect((await routed.send('GET', '/extra', { key: null })).status).toBe(401);
  expect((await routed.send('GET', '/v1/status')).status).toBe(200);
  await routed.intake.stop();
});

test('/docs is one page without anything from elsewhere, and no text becomes markup', async () => {
  const page = await bridge.send('GET', '/docs');
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.text).not.toMatch(/(?:src|href)="https?:/);
  expect(page.text).not.toContain('undefined');
  expect(page.text).not.toContain('[object');
  for (const text of ['Enviar un cobro a una terminal', 'order_conflict', 'FAC-00123', 'Otra llamada'])
    expect(page.text).toContain(text);
  const ids = [...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of page.text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

test('every field that an ERP sends or reads first is explained in both languages', async () => {
  const found: string[] = [];
  const document = await readDocument();
  for (const name of [
    'NewCharge',
    'Move',
    'Resolve',
    'Release',
    'ChargeQuery',
    'Charge',
    'ChargePage',
    'Problem',
    'Remote',
    'UiLink',
  ]) {
    const { properties } = document.components.schemas[name] as {
      properties: Record<string, { description?: string }>;
    };
    for (const [field, { description }] of Object.entries(properties)) {
      const words = FIELD_WORDS[`${name}.${field}`];
      expect(words?.es, `${name}.${field}`).toBe(description);
      found.push(`${name}.${field}`);
    }
  }
  expect(found.sort(), 'no words for fields that are gone').toEqual(Object.keys(FIELD_WORDS).sort());
});

test('the document is made when it is first asked for, once in each language, and kept as it is sent', async () => {
  let made = 0;
  const own = await startIntake({
    extraOperations: [
      defineOperation({
        id: 'counted',
        method: 'post',
        path: '/v1/counted',
        scope: 'read',
        group: 'bridge',
        get summary() {
          made += 1;
          return { es: 'Contada', en: 'Counted' };
        },
        answers: { 200: { text: { es: 'Nada', en: 'Nothing' } } },
        problems: [],
        handle: () => ok({}),
      }),
    ],
  });
  const read = (lang: string) => own.send('GET', '/v1/openapi.json', { headers: { 'accept-language': lang } });
  expect(made).toBe(0);
  const [first, second] = [await read('es'), await read('es')];
  expect(second.text).toBe(first.text);
  expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(made).toBe(1);
  // Control: another language is another document.
  const english = await read('en');
  expect([english.text.includes('Counted'), first.text.includes('Contada'), made]).toEqual([true, true, 2]);
  const page = await own.send('GET', '/docs', { headers: { 'accept-language': 'en' } });
  expect([page.text.includes('Counted'), made]).toEqual([true, 2]);
  await own.intake.stop();
});
