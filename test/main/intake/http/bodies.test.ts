import { connect } from 'node:net';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEY, startIntake, until } from './intake.ts';
import type { TestIntake } from './intake.ts';
import { seedFrom } from '../../../seed.ts';

let bridge: TestIntake;
beforeEach(async () => {
  bridge = await startIntake();
});
afterEach(() => bridge.intake.stop());

const FORM = 'application/x-www-form-urlencoded';
const post = (body: string | Buffer, type: string, headers: Record<string, string> = {}) =>
  bridge.send('POST', '/v1/charges', { body, headers: { 'content-type': type, ...headers } });

test('every fault is named at once, in Spanish and in English', async () => {
  const body = {
    order_id: '',
    amount: '12,50',
    currency: 'EUR',
    terminal: 'caja9',
    installments: 1.5,
    metadata: { a: 7 },
    callback_url: 'ftp://x',
    monto: 3,
  };
  const es = await bridge.charge(body);
  expect(es.status).toBe(422);
  expect(es.headers['content-type']).toBe('application/problem+json');
  const problem = es.json<{ code: string; title: string; errors: { path: string; message: string }[] }>();
  expect(problem.code).toBe('invalid_request');
  expect(problem.errors.map(({ path }) => path).sort()).toEqual(
    ['amount', 'callback_url', 'currency', 'installments', 'metadata.a', 'monto', 'order_id', 'terminal'].sort(),
  );
  expect(problem.errors.find(({ path }) => path === 'amount')?.message).toContain('punto decimal');
  const en = await bridge.charge(body, { 'accept-language': 'en-US,en;q=0.9' });
  expect(en.json()).toMatchObject({ title: 'Invalid data' });
  expect(JSON.stringify(en.json())).toContain('decimal point');
  const other = await bridge.charge(body, { 'accept-language': 'fr' });
  expect(other.json()).toMatchObject({ title: 'Datos inválidos' });
  expect(bridge.calls).toEqual([]);
});

test.each([
  [{ amount: '10.00' }, 'order_id', 'Falta'],
  [{ order_id: 5, amount: '10.00' }, 'order_id', 'texto'],
  [{ order_id: 'A\u0000B', amount: '10.00' }, 'order_id', 'imprimir'],
  [{ order_id: 'x'.repeat(65), amount: '10.00' }, 'order_id', '64'],
  [{ order_id: 'A' }, 'amount', 'Falta el monto'],
  [{ order_id: 'A', amount: '10', amount_in_cents: 1000 }, 'amount_in_cents', 'no los dos'],
  [{ order_id: 'A', amount: '10.001' }, 'amount', 'dos decimales'],
  [{ order_id: 'A', amount: -5 }, 'amount', 'punto decimal'],
  [{ order_id: 'A', amount: null }, 'amount', 'Falta el monto'],
  [{ order_id: null, amount: '10' }, 'order_id', 'texto'],
  [{ order_id: 'A', amount: '10', monto: null }, 'monto', 'no existe'],
  [{ order_id: 'A', amount: true }, 'amount', 'punto decimal'],
  [{ order_id: 'A', amount_in_cents: 10.5 }, 'amount_in_cents', 'entero'],
  [{ order_id: 'A', amount: '10', currency: 'USD', installments: 3 }, 'installments', 'quetzales'],
  [{ order_id: 'A', amount: '10', replace: 'si' }, 'replace', 'true o false'],
  [{ order_id: 'A', amount: '10', metadata: { ['k'.repeat(41)]: 'v' } }, `metadata.${'k'.repeat(41)}`, '40'],
  [[1], '(body)', 'objeto'],
  ['texto', '(body)', 'objeto'],
  [null, '(body)', 'objeto'],
])('%j is refused at %s', async (body, path, message) => {
  const reply = await post(JSON.stringify(body), 'application/json');
  expect(reply.status).toBe(422);
  const [error] = reply.json<{ errors: { path: string; message: string }[] }>().errors;
  expect(error?.path).toBe(path);
  expect(error?.message).toContain(message);
});

test('amounts out of range are told with their range, to the cent', async () => {
  const reply = await bridge.charge({ order_id: 'A', amount: '1.00' });
  expect(reply.status).toBe(422);
  expect(reply.json()).toMatchObject({ code: 'amount_out_of_range' });
  expect(reply.json().detail).toContain('Q 5.00');
  for (const [amount, currency, taken] of [
    ['0', 'GTQ', false],
    ['4.99', 'GTQ', false],
    ['5.00', 'GTQ', true],
    ['50000.00', 'GTQ', true],
    ['50000.01', 'GTQ', false],
    ['0.99', 'USD', false],
    ['1.00', 'USD', true],
    ['15000.00', 'USD', true],
    ['15000.01', 'USD', false],
    ['9999999999.99', 'USD', false],
  ] as const) {
    const answer = await bridge.charge({ order_id: `${currency} ${amount}`, amount, currency });
    expect([answer.status, answer.json().code], amount).toEqual(
      taken ? [201, undefined] : [422, 'amount_out_of_range'],
    );
  }
});

test('each field is held to its limit, and one past it is named', async () => {
  const long = (length: number): string => 'x'.repeat(length);
  for (const [path, good, bad] of [
    [
      'order_id',
      [long(1), long(64), '😀'.repeat(64), 'a/b?c#d%2e', '../x'],
      ['', ' ', long(65), 'a\tb', 'a\u200bb', 'a\u0000', 7, null],
    ],
    [
      'amount',
      ['12.5', ' 12.50 ', '0012.50', 12.5, 12],
      ['-12', '+12', '12,50', '12.505', '1e3', '12.', '.50', 'Q12', '١٢', '99999999999', 0.1 + 0.2, true, null],
    ],
    ['amount_in_cents', [500], [500.5, '500', -500, 2 ** 53, true]],
    ['installments', [2, 48, null], [0, 1, 49, 2.5, '3']],
    ['expires_in', [5, 86_400, null], [4, 86_401, 5.5, '600']],
    ['description', ['', long(200)], [long(201), 7]],
    ['terminal', ['caja2', 'trm_def'], ['', 'caja9', 'CAJA1', 7]],
    ['metadata', [{}, { [long(40)]: long(500) }], [{ [long(41)]: 'x' }, { a: long(501) }, { a: 7 }, ['x'], 'x']],
    ['replace', [true, false, null], ['true', 1]],
    ['currency', ['GTQ', 'USD', null], ['gtq', 'EUR', '']],
  ] as const) {
    const order = path === 'amount_in_cents' ? {} : { amount: '20.00' };
    let count = 0;
    for (const value of good)
      expect(
        (await bridge.charge({ order_id: `${path}-${(count += 1)}`, ...order, [path]: value })).status,
        `${path} ${JSON.stringify(value)}`,
      ).toBe(201);
    for (const value of bad) {
      const reply = await bridge.charge({ order_id: `${path}-bad`, ...order, [path]: value });
      expect([reply.status, reply.json().code], `${path} ${JSON.stringify(value)}`).toEqual([422, 'invalid_request']);
      expect(reply.json().errors[0].path.split('.')[0]).toBe(path);
    }
  }
  const twice = await bridge.charge({ order_id: 'A', amount: '20.00', amount_in_cents: 2000 });
  expect(twice.json().errors).toMatchObject([{ path: 'amount_in_cents' }]);
  const dollars = await bridge.charge({ order_id: 'A', amount: '20.00', currency: 'USD', installments: 3 });
  expect(dollars.json().errors).toMatchObject([{ path: 'installments' }]);
});

test.each([
  ['{"order_id":"A","amount":5,"amount":7}', ['amount']],
  ['{"order_id":"A","order_id":"B","amount":"10.00"}', ['order_id']],
  ['{"order_id":"A","amount":"10.00","am\\u006funt":"11.00"}', ['amount']],
  ['{"order_id":"A","amount":"10.00","metadata":{"a":"1","b":"\\\\","a":"2"}}', ['metadata.a']],
  ['{"order_id":"","amount":"10.00","amount":"11.00","foo":1}', ['amount', 'foo', 'order_id']],
])('a field that is given twice is refused, whatever it is: %s', async (body, paths) => {
  const reply = await post(body, 'application/json');
  const { errors } = reply.json<{ errors: { path: string; message: string }[] }>();
  expect([reply.status, errors.map(({ path }) => path).sort()]).toEqual([422, paths]);
  expect(errors.find(({ path }) => path === paths[0])?.message).toContain('más de una vez');
  expect(bridge.calls).toEqual([]);
});

test.each([
  '{"order_id":"A","amount":"10.00","amount": "10.00" }',
  '{"order_id":"A","amount":"10.00","metadata":{"order_id":"B","amount":"7"},"description":"a\\"amount\\":1,\\"amount\\":2"}',
])('control: the same value twice, and the same word elsewhere, are no fault: %s', async (body) => {
  expect((await post(body, 'application/json')).status).toBe(201);
});

test('an amount out of range is named beside the other faults, and in errors where it stands alone', async () => {
  const paths = async (body: object) =>
    (await bridge.charge(body))
      .json<{ errors: { path: string }[] }>()
      .errors.map(({ path }) => path)
      .sort();
  expect(await paths({ order_id: '', amount: '1.00', foo: 1 })).toEqual(['amount', 'foo', 'order_id']);
  expect(await paths({ order_id: '', amount_in_cents: 100 })).toEqual(['amount_in_cents', 'order_id']);
  // What cannot be read has its own fault, and what can be charged none.
  expect(await paths({ order_id: '', amount: '10.00' })).toEqual(['order_id']);
  expect(await paths({ order_id: '', amount: '1.00', currency: 'EUR' })).toEqual(['currency', 'order_id']);
  const alone = (await bridge.charge({ order_id: 'A', amount: '1.00' })).json();
  expect(alone).toMatchObject({
    code: 'amount_out_of_range',
    detail: expect.stringContaining('Q 5.00'),
    errors: [{ path: 'amount', message: expect.stringContaining('fuera') }],
  });
});

test('metadata of a name that programs drop is refused', async () => {
  for (const [body, type] of [
    ['{"order_id":"A","amount":"10.00","metadata":{"__proto__":"x"}}', 'application/json'],
    ['order_id=A&amount=10.00&metadata.__proto__=x', FORM],
  ] as const)
    expect((await post(body, type)).json().errors).toMatchObject([{ path: 'metadata.__proto__' }]);
});

test.each([
  ['text/plain', true],
  ['text/plain; charset=utf-8', true],
  ['text/plain;charset=UTF-8;q=1', true],
  ['TEXT/PLAIN; format=flowed', true],
  ['text/plain; q=0.5, application/json', false],
  ['application/json; charset=utf-8, text/plain; charset=utf-8; q=0.9', false],
  ['text/html, */*; q=0.1', false],
])('Accept: %s: lines or not', async (accept, isText) => {
  for (const path of ['/v1/charges/none', '/healthz', '/v1/status']) {
    const { headers } = await bridge.send('GET', path, { headers: { accept } });
    expect([path, /^text\/plain/.test(headers['content-type'] ?? '')]).toEqual([path, isText]);
  }
  const healthy = await bridge.send('GET', '/healthz', { headers: { accept } });
  expect(healthy.text).toBe(isText ? 'ok=true\r\n' : '{"ok":true}');
});

test.each([
  ['application/json; charset=utf-16', {}, 'utf-16'],
  [`${FORM}; charset="klingon"`, {}, 'klingon'],
  ['application/json', { 'content-encoding': 'gzip' }, 'gzip'],
])('what cannot be read of a body of the right type is named: %s %j', async (type, headers, name) => {
  for (const [lang, hint] of [
    ['es', 'no se admite'],
    ['en', 'is not supported'],
  ] as const) {
    const reply = await post('{"order_id":"A","amount":"10.00"}', type, { ...headers, 'accept-language': lang });
    expect([reply.status, reply.json().code]).toEqual([415, 'unsupported_media_type']);
    expect(reply.json().detail).toContain(name);
    expect(reply.json().detail).toContain(hint);
  }
});

test('control: another way to write the same is read, and a wrong type is told as one', async () => {
  for (const [type, headers] of [
    ["application/json; charset='utf-8'", {}],
    ['application/json', { 'content-encoding': 'Identity' }],
  ] as const)
    expect((await post('{"order_id":"A","amount":"10.00"}', type, headers)).status).toBeLessThan(202);
  const xml = await post('<a/>', 'application/xml');
  expect(xml.json().detail).toBe('Envíe application/json o application/x-www-form-urlencoded.');
});

test('a call without a body holds one to its size and type all the same', async () => {
  await post('{"order_id":"A","amount":"10.00"}', 'application/json');
  const cancel = (body: string | undefined, type: string, headers: Record<string, string> = {}) =>
    bridge.send('POST', '/v1/charges/chg-1/cancel', {
      ...(body === undefined ? {} : { body }),
      headers: { ...(type ? { 'content-type': type } : {}), ...headers },
    });
  expect((await cancel('<a/>', 'application/xml')).status).toBe(415);
  const long = `{"x":"${'x'.repeat(70_000)}"}`;
  expect((await cancel(long, 'application/json', { 'transfer-encoding': 'chunked' })).status).toBe(413);
  expect(bridge.calls.filter((each) => each.startsWith('cancel'))).toEqual([]);
  // What libraries send along with nothing to say is no fault.
  for (const [body, type] of [
    ['{}', 'application/json'],
    ['null', 'application/json'],
    ['', FORM],
    [undefined, 'text/plain'],
  ] as const)
    expect([body, (await cancel(body, type)).json().code]).not.toContain('unsupported_media_type');
  expect(bridge.calls.filter((each) => each.startsWith('cancel'))).toHaveLength(4);
});

test('a query that is no UTF-8 is refused, and does not find nothing; a question says nothing of charges', async () => {
  await bridge.charge({ order_id: 'Tñ', amount: '10.00' });
  const bad = await bridge.send('GET', '/v1/charges?order_id=T%F1');
  expect([bad.status, bad.json().errors]).toEqual([
    422,
    [{ path: 'order_id', message: expect.stringContaining('UTF-8') }],
  ]);
  expect(bad.json().detail).toBe('Corrija los campos señalados y vuelva a enviar.');
  expect((await bridge.send('GET', '/v1/charges?order_id=T%C3%B1')).json().data).toHaveLength(1);
  expect((await bridge.charge({})).json().detail).toMatch(/No se aceptó ningún cobro\.$/);
});

test.each(['C\u115f1', 'C\u31641', 'C\uffa01', 'C\u034f1', 'C\u28001', 'C\ufe0f1', 'C\u{e0101}1'])(
  'an order number with signs that show nothing is refused: %j',
  async (id) => {
    const reply = await bridge.charge({ order_id: id, amount: '10.00' });
    expect(reply.json().errors).toMatchObject([{ path: 'order_id', message: expect.stringContaining('imprimir') }]);
  },
);

test('control: letters, marks and signs of any script are an order number', async () => {
  for (const id of ['Ñandú 1', '注文-1', 'नं-1', 'A/1 (b) #2 $ €', '한1'])
    expect([id, (await bridge.charge({ order_id: id, amount: '10.00' })).status]).toEqual([id, 201]);
});

test('malformed JSON is told with its place, not with its content', async () => {
  const reply = await post('{"order_id": "SECRETO", "amount": 12.}', 'application/json');
  expect(reply.status).toBe(400);
  expect(reply.json()).toMatchObject({ code: 'malformed_body' });
  expect(reply.text).not.toContain('SECRETO');
  for (const broken of ['{', '{"order_id":"A"', "{'order_id':'A'}"])
    expect((await post(broken, 'application/json')).status, broken).toBe(400);
});

test('no body is an empty one, whatever type is declared: each missing field is told', async () => {
  const reply = await post('', 'application/json');
  expect(reply.status).toBe(422);
  expect(reply.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'order_id' }, { path: 'amount' }] });
});

test('other media types, compressed bodies and unknown character sets are refused', async () => {
  const body = JSON.stringify({ order_id: 'A', amount: '10.00' });
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/jsonx', ''])
    expect((await post(body, type)).status, type).toBe(415);
  expect((await post(body, 'application/json; charset=ebcdic')).status).toBe(415);
  expect((await post(body, 'application/json', { 'content-encoding': 'gzip' })).json().code).toBe(
    'unsupported_media_type',
  );
  expect((await post(body, 'Application/JSON; charset="UTF-8"')).status).toBe(201);
});

test('64 KiB are taken, one byte more is not, whether announced or not', async () => {
  const fill = (size: number): string => {
    const start = '{"order_id":"A","amount":"10.00"';
    return `${start}${' '.repeat(size - start.length - 1)}}`;
  };
  expect((await post(fill(64 * 1024), 'application/json')).status).toBe(201);
  const tooLarge = await post(fill(64 * 1024 + 1), 'application/json');
  expect(tooLarge.status).toBe(413);
  expect(tooLarge.json().code).toBe('body_too_large');
  expect((await post(fill(64 * 1024 + 1), 'application/json', { 'transfer-encoding': 'chunked' })).status).toBe(413);
  expect((await post(fill(3_000_000), 'application/json', { 'transfer-encoding': 'chunked' })).status).toBe(413);
  expect((await bridge.send('GET', '/v1/status')).status).toBe(200);
});

test('a body that never ends is answered at once and holds nobody else up', async () => {
  const head = `POST /v1/charges HTTP/1.1\r\nHost: 127.0.0.1:${bridge.intake.port}\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\n`;
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(bridge.intake.port, '127.0.0.1', () =>
      socket.write(`${head}Content-Length: 9999999\r\n\r\n{`),
    );
    socket.once('data', (chunk) => {
      socket.destroy();
      resolve(chunk.toString('latin1'));
    });
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  const slow = connect(bridge.intake.port, '127.0.0.1', () => slow.write(`${head}Content-Length: 40\r\n\r\n{`));
  slow.on('error', () => undefined);
  expect((await bridge.charge({ order_id: 'B', amount: '10.00' })).status).toBe(201);
  slow.destroy();
});

test('Expect: 100-continue is answered only for a body that will be read', async () => {
  const talk = (type: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const body = '{"order_id":"E","amount":"10.00"}';
      let answer = '';
      const socket = connect(bridge.intake.port, '127.0.0.1', () =>
        socket.write(
          `POST /v1/charges HTTP/1.1\r\nHost: 127.0.0.1:${bridge.intake.port}\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
        ),
      );
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
        if (answer === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write(body);
        else socket.end();
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  expect(await talk('application/json')).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
  expect(await talk('text/xml')).toMatch(/^HTTP\/1\.1 415 /);
});

test('a form says the same as JSON', async () => {
  const reply = await post(
    'order_id=FAC-7&amount=125.50&installments=3&expires_in=600&replace=si&metadata.cajero=7&metadata%5Bturno%5D=noche&description=Caf%C3%A9+con+leche&currency=',
    FORM,
  );
  expect(reply.status).toBe(201);
  expect(reply.json()).toMatchObject({
    amount_in_cents: 12550,
    installments: 3,
    metadata: { cajero: '7', turno: 'noche' },
    description: 'Café con leche',
    currency: 'GTQ',
  });
  const cents = await post('order_id=FAC-8&amount_in_cents=12550', FORM);
  expect(cents.json()).toMatchObject({ amount_in_cents: 12550 });
});

test('faults of a form are named as those of JSON', async () => {
  const reply = await post(
    'order_id=&amount=1.2.3&installments=tres&replace=quizas&order=1&amount_in_cents=12%2C5&__proto__=1',
    FORM,
  );
  expect(reply.status).toBe(422);
  const paths = reply.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path);
  expect(paths.sort()).toEqual(
    ['__proto__', 'amount', 'amount_in_cents', 'installments', 'order', 'order_id', 'replace'].sort(),
  );
  const twice = await post(
    'order_id=A&amount=10.00&amount=20.00&metadata.a=1&metadata[a]=2&terminal=caja1&terminal=caja1',
    FORM,
  );
  expect(twice.status).toBe(422);
  expect(twice.json().errors).toEqual([
    { path: 'amount', message: expect.stringContaining('más de una vez') },
    { path: 'metadata.a', message: expect.stringContaining('más de una vez') },
  ]);
});

test('JSON that a program calls a form is read as the JSON it is', async () => {
  expect((await post('{"order_id":"A","amount":"10.00"}', FORM)).status).toBe(201);
});

test('declared character sets are honoured, and undeclared bytes are not guessed at', async () => {
  const text = 'Peña & Cía — 5 €';
  const json = JSON.stringify({ order_id: 'L1', amount: '10.00', description: text });
  for (const [index, charset] of ['windows-1252', 'ISO-8859-1', 'utf-8'].entries()) {
    const encoding = charset === 'utf-8' ? 'utf-8' : 'windows-1252';
    const bytes = iconv.encode(json.replace('L1', `J${index}`), encoding);
    const reply = await post(bytes, `application/json; charset=${charset}`);
    expect(reply.json(), charset).toMatchObject({ description: text });
    const escaped = [...iconv.encode(text, encoding)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const form = await post(`order_id=F${index}&amount=10.00&description=${escaped}`, `${FORM}; charset=${charset}`);
    expect(form.json(), charset).toMatchObject({ description: text });
    const bare = Buffer.concat([
      Buffer.from(`order_id=B${index}&amount=10.00&description=`),
      iconv.encode('Peña', encoding),
    ]);
    expect((await post(bare, `${FORM}; charset=${charset}`)).json(), charset).toMatchObject({ description: 'Peña' });
  }
  const guessed = await post(iconv.encode(json, 'windows-1252'), 'application/json');
  expect(guessed.status).toBe(400);
  expect(guessed.json().detail).toContain('charset=windows-1252');
});

test('a body with a byte order mark is read', async () => {
  expect((await post('\uFEFF{"order_id":"A","amount":"10.00"}', 'application/json')).status).toBe(201);
});

test('no body whatever makes the bridge fail', { timeout: 60_000 }, async () => {
  const field = fc.constantFrom(
    'order_id',
    'amount',
    'amount_in_cents',
    'currency',
    'terminal',
    'metadata',
    'replace',
    'installments',
    '__proto__',
    'constructor',
  );
  const bodies = fc.oneof(
    fc.dictionary(field, fc.jsonValue()).map((value) => [JSON.stringify(value), 'application/json'] as const),
    fc.json().map((text) => [text, 'application/json'] as const),
    fc.string({ unit: 'binary' }).map((text) => [text, 'application/json'] as const),
    fc.array(fc.tuple(field, fc.string())).map((pairs) => [new URLSearchParams(pairs).toString(), FORM] as const),
    fc.string().map((text) => [text, FORM] as const),
    fc.constantFrom(
      ['['.repeat(32_000), 'application/json'] as const,
      ['{"a":'.repeat(10_000), 'application/json'] as const,
    ),
  );
  const seed = seedFrom('PUENTE_SEED');
  console.log(`seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(bodies, async ([body, type]) => {
      const { status } = await post(Buffer.from(body), type);
      expect([200, 201, 400, 409, 422]).toContain(status);
    }),
    { seed, numRuns: 300 },
  );
  expect(bridge.logged.filter((line) => 'err' in line)).toEqual([]);
});

test('no query makes the bridge fail', { timeout: 60_000 }, async () => {
  const name = fc.constantFrom(
    'order_id',
    'status',
    'from',
    'to',
    'limit',
    'cursor',
    'wait',
    'q',
    'terminal',
    '__proto__',
  );
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('0', '-1', '1e9', 'NaN', '%', '%zz', '2026-11-22', 'paid,queued'),
  );
  const seed = seedFrom('PUENTE_SEED');
  console.log(`seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 4 }), async (pairs) => {
      const query = pairs.map(([key, text]) => `${key}=${encodeURIComponent(text).replace('%25', '%')}`).join('&');
      const waits = pairs.some(([key]) => key === 'wait');
      const { status } = await bridge.send('GET', `/v1/charges?${waits ? query.replaceAll('order_id', 'q') : query}`);
      expect([200, 422]).toContain(status);
    }),
    { seed, numRuns: 200 },
  );
});

test('a caller that hangs up amid its body is no failure of the bridge', async () => {
  const socket = connect(bridge.intake.port, '127.0.0.1', () =>
    socket.write(
      `POST /v1/charges HTTP/1.1\r\nHost: 127.0.0.1:${bridge.intake.port}\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: 400\r\nExpect: 100-continue\r\n\r\n{"order`,
    ),
  );
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();
  await until(() => bridge.logged.some((line) => 'cut' in line));
  expect(bridge.logged.filter((line) => 'err' in line)).toEqual([]);
  expect(bridge.calls).toEqual([]);
});
