import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainCookie } from '../../../main/hub/central/sessions.ts';
import { revokeUser } from '../../../main/hub/central/users.ts';
import { until } from '../news/shop.ts';
import {
  chargeOf,
  openCentral,
  openStream,
  seedBridge,
  seedCharge,
  seedTerminal,
  unpaid,
  type CentralRig,
} from './chain.ts';
import { startPostgres, type Postgres } from './postgres.ts';

let postgres: Postgres;
let rig: CentralRig;
beforeAll(async () => {
  postgres = await startPostgres();
  rig = await openCentral(postgres);
  await seedBridge(rig, 'tienda-01-caja-1', 'tienda-01');
  await seedBridge(rig, 'tienda-02-caja-1', 'tienda-02', { silentS: 3600 });
  await seedBridge(rig, 'tienda-10-caja-1', 'tienda-10', { connection: 'offline' });
  await seedTerminal(rig, 'trm_1', 'caja1', 'tienda-01-caja-1');
  await seedTerminal(rig, 'trm_2', 'caja1', 'tienda-02-caja-1');
  await seedTerminal(rig, 'trm_3', 'caja9', null);
  await seedCharge(rig, 'tienda-01-caja-1', 'tienda-01', chargeOf('a1'));
  await seedCharge(
    rig,
    'tienda-01-caja-1',
    'tienda-01',
    unpaid('a2', 'in_doubt', {
      failure: { code: 'no_answer', message: 'Recurrente no ha dicho qué pasó con este cobro.' },
    }),
  );
  await seedCharge(
    rig,
    'tienda-02-caja-1',
    'tienda-02',
    chargeOf('b1', { terminal: { id: 'trm_2', alias: 'caja1' }, tip_in_cents: 0, paid_in_cents: 10_000 }),
  );
});
afterAll(async () => {
  await rig?.close();
  await postgres?.close();
});

test('the overview shows what needs attention first, and each shop with its day', async () => {
  const { status, json } = await rig.get('/v1/overview');
  const { summary, shops } = json();
  expect(status).toBe(200);
  expect(summary.counts).toEqual({ shops: 3, bridges: 3, bridges_in_trouble: 2, terminals: 3, open: 1, in_doubt: 1 });
  expect(summary.in_doubt).toMatchObject([{ id: 'a2', shop: 'tienda-01', bridge: 'tienda-01-caja-1' }]);
  expect(summary.trouble).toMatchObject([
    { bridge: 'tienda-02-caja-1', trouble: 'silent' },
    { bridge: 'tienda-10-caja-1', trouble: 'offline' },
  ]);
  expect(summary.today).toEqual([
    {
      currency: 'GTQ',
      count: 2,
      sales_in_cents: 20_000,
      tips_in_cents: 1000,
      refunds_count: 0,
      refunds_in_cents: 0,
      net_in_cents: 21_000,
    },
  ]);
  expect(shops.map((shop: { shop: string }) => shop.shop)).toEqual(['tienda-01', 'tienda-02', 'tienda-10']);
  expect(shops[0]).toMatchObject({
    open: 1,
    in_doubt: 1,
    terminals: [{ id: 'trm_1', holder: 'tienda-01-caja-1', mode: 'own' }],
  });
});

test('a user sees the shops that it was given, and nothing of others', async () => {
  const one = await rig.secretOf('uno', ['read'], ['tienda-01']);
  const { summary, shops } = (await rig.get('/v1/overview', one)).json();
  expect(shops.map((shop: { shop: string }) => shop.shop)).toEqual(['tienda-01']);
  expect(summary.counts).toMatchObject({ shops: 1, bridges: 1, bridges_in_trouble: 0, terminals: 1 });
  expect((await rig.get('/v1/charges', one)).json().data.map((charge: { id: string }) => charge.id)).toEqual([
    'a2',
    'a1',
  ]);
  expect((await rig.get('/v1/charges?shop=tienda-02', one)).json().data).toEqual([]);
  expect((await rig.get('/v1/charges/b1', one)).status).toBe(404);
  expect((await rig.get('/v1/charges/b1/events', one)).status).toBe(404);
  expect((await rig.get('/v1/reports/day', one)).json().groups.map((group: { shop: string }) => group.shop)).toEqual([
    'tienda-01',
  ]);
  // Control: who may see all does see it.
  expect((await rig.get('/v1/charges/b1')).json()).toMatchObject({ id: 'b1', shop: 'tienda-02' });
  const refused = await rig.post('/v1/charges', { order_id: 'X-1', amount: '50', terminal: 'trm_1' }, one);
  expect([refused.status, refused.json().code]).toEqual([403, 'forbidden_scope']);
});

test('nobody gets in without a secret, by another name or from another page', async () => {
  expect((await rig.send('GET', '/v1/overview', { as: '' })).status).toBe(401);
  expect((await rig.send('GET', '/v1/overview', { as: 'hk_wrong' })).status).toBe(401);
  const foreign = await rig.send('GET', '/v1/overview', { headers: { origin: 'https://evil.example' } });
  expect([foreign.status, foreign.json().code]).toEqual([403, 'forbidden_origin']);
  expect((await rig.send('GET', '/healthz', { as: '' })).status).toBe(200);
  const gone = await rig.secretOf('por irse', ['read']);
  expect((await rig.get('/v1/me', gone)).json()).toEqual({ name: 'por irse', scopes: ['read'], shops: null });
  await revokeUser(rig.hub, 'por irse');
  await until(
    () => rig.get('/v1/me', gone),
    ({ status }) => status === 401,
  );
});

test('what a revoked user has open ends with it, stream and wait; what others have open goes on', async () => {
  const made = await rig.post('/v1/charges', { order_id: 'ESPERA', amount: '10.00', terminal: 'trm_1' });
  expect(made.status).toBe(201);
  const secret = await rig.secretOf('por irse también', ['read']);
  const [going, staying] = [await openStream(rig, '/v1/events', secret), await openStream(rig, '/v1/events')];
  expect([(await going.next()).event, (await staying.next()).event]).toEqual(['overview', 'overview']);
  const wait = rig.get(`/v1/charges/${made.json().id}?wait=60`, secret);
  await revokeUser(rig.hub, 'por irse también');
  const told = await wait;
  expect([told.status, told.json().code]).toEqual([401, 'hub_unauthorized']);
  const rest = (async () => {
    for (;;) await going.next();
  })();
  await expect(rest).rejects.toThrow('the stream ended');
  await seedBridge(rig, 'tienda-77-caja-1', 'tienda-77');
  for (;;) if ((await staying.next()).data['shop'] === 'tienda-77') break;
  staying.close();
  await rig.hub.query("DELETE FROM puente.bridges WHERE bridge = 'tienda-77-caja-1'");
});

test('a person signs in with name and secret; the cookie works for our own page alone', async () => {
  const secret = await rig.secretOf('Ana Pérez', ['read']);
  const form = (name: string, given: string) =>
    fetch(`${rig.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: rig.url },
      body: new URLSearchParams({ name, secret: given }),
    });
  const page = await fetch(`${rig.url}/`, { headers: { accept: 'text/html' } });
  expect([page.status, await page.text()]).toEqual([401, expect.stringContaining('action="/sign-in"')]);
  const wrong = await form('Ana Pérez', 'hk_nada');
  expect([wrong.status, await wrong.text()]).toEqual([401, expect.stringContaining('no van juntos')]);
  expect((await form('Otra', secret)).status).toBe(401);
  const right = await form('Ana Pérez', secret);
  expect(right.status).toBe(303);
  const [cookie = ''] = (right.headers.get('set-cookie') ?? '').split(';');
  expect(right.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
  const me = (headers: Record<string, string>) =>
    rig.send('GET', '/v1/me', { as: '', headers: { cookie, ...headers } });
  expect((await me({})).json().name).toBe('Ana Pérez');
  expect((await me({ 'sec-fetch-site': 'cross-site' })).status).toBe(401);
  expect((await rig.send('GET', '/v1/me', { as: '', headers: { cookie: `${cookie}x` } })).status).toBe(401);
  // A new secret ends the sessions of the old one.
  await revokeUser(rig.hub, 'Ana Pérez');
  await until(
    () => me({}),
    ({ status }) => status === 401,
  );
  await rig.secretOf('Ana Pérez', ['read']);
  await until(
    () => rig.hub.query("SELECT 1 FROM puente.users WHERE name = 'Ana Pérez' AND revoked_at IS NULL"),
    (rows) => rows.length === 1,
  );
  expect((await me({})).status).toBe(401);
});

test('behind a proxy its public name is let in, and others are not', async () => {
  const behind = await openCentral(postgres, { publicOrigin: 'https://central.example' });
  const ask = (host: string, origin: string) =>
    new Promise<number>((resolve) => {
      const { port } = new URL(behind.url);
      request(
        {
          host: '127.0.0.1',
          port,
          path: '/v1/me',
          headers: { host, origin, authorization: `Bearer ${behind.secret}` },
        },
        (res) => resolve(res.resume().statusCode ?? 0),
      ).end();
    });
  expect(await ask('central.example', 'https://central.example')).toBe(200);
  expect(await ask('central.example', 'http://central.example')).toBe(403);
  expect(await ask('otra.example', 'https://central.example')).toBe(421);
  await behind.close();
});

test('hubs behind one public name share their sessions, whatever their ports; others on one machine do not', () => {
  const cookies = (publicOrigin?: string) =>
    new Set([7375, 7376].map((port) => chainCookie({ port: () => port, publicOrigin })));
  expect(cookies('https://central.example').size).toBe(1);
  expect(cookies().size).toBe(2);
});

test('search finds by order, its beginning, card and amount, newest first, page by page', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute)).toISOString();
  for (let i = 0; i < 7; i++)
    await seedCharge(
      rig,
      'tienda-10-caja-1',
      'tienda-10',
      chargeOf(`s${i}`, {
        order_id: `BUSCA-${100 + i}`,
        created_at: at(Math.floor(i / 2)),
        amount_in_cents: 77_700 + i,
        card: { last4: `90${10 + i}`, network: 'visa' },
      }),
    );
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { data: { id: string }[]; next_cursor: string | null } = (
      await rig.get(`/v1/charges?q=BUSCA-10&limit=3${cursor ? `&cursor=${cursor}` : ''}`)
    ).json();
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor);
  expect(seen).toEqual(['s6', 's5', 's4', 's3', 's2', 's1', 's0']);
  const idsOf = async (query: string) =>
    (await rig.get(`/v1/charges?${query}`)).json().data.map(({ id }: { id: string }) => id);
  expect(await idsOf('q=9012')).toEqual(['s2']);
  expect(await idsOf('q=777.03')).toEqual(['s3']);
  expect(await idsOf('q=Q777.03')).toEqual(['s3']);
  expect(await idsOf('order_id=BUSCA-104')).toEqual(['s4']);
  expect(await idsOf('q=BUSCA%25')).toEqual([]);
  expect(await idsOf('from=2026-03-01&to=2026-03-01&limit=2')).toEqual(['s6', 's5']);
  expect(await idsOf('status=in_doubt')).toEqual(['a2']);
  expect((await rig.get('/v1/charges?cursor=x')).status).toBe(422);
});

test('one charge comes with its journal, in the language asked for', async () => {
  await rig.hub.query(
    `INSERT INTO puente.journal (bridge, epoch, seq, at, charge_id, kind, status, data, hash)
     VALUES ('tienda-01-caja-1', 1, 7, now(), 'a2', 'accepted', 'queued', '{"amount": "Q 100.00", "terminal": "caja1", "source": "http"}', 'x')`,
  );
  const { data } = (await rig.get('/v1/charges/a2/events')).json();
  expect(data).toMatchObject([
    { seq: 7, kind: 'accepted', status: 'queued', message: expect.stringContaining('aceptado') },
  ]);
  const english = await rig.send('GET', '/v1/charges/a2', { headers: { 'accept-language': 'en' } });
  expect(english.json().failure.message).toBe('Recurrente has not told what became of this charge.');
  expect(english.json().next_step).toMatch(/^Do not charge again/);
});

test("the chain's day close adds up to each bridge's own, refunds on the day on which they were made", async () => {
  const day = '2026-02-10';
  const paid = (id: string, hour: number, more: object = {}) =>
    chargeOf(id, { created_at: `${day}T${hour}:00:00.000Z`, order_id: `=${id}`, ...more });
  await seedCharge(rig, 'tienda-01-caja-1', 'tienda-01', paid('d1', 14));
  await seedCharge(
    rig,
    'tienda-01-caja-1',
    'tienda-01',
    paid('d2', 15, { currency: 'USD', amount_in_cents: 2000, paid_in_cents: 2000, tip_in_cents: null }),
  );
  await seedCharge(rig, 'tienda-02-caja-1', 'tienda-02', paid('d3', 16, { terminal: { id: 'trm_2', alias: 'caja1' } }));
  // Sold the day before, given back on this one; and one paid after midnight in Guatemala, which is another day.
  await seedCharge(
    rig,
    'tienda-01-caja-1',
    'tienda-01',
    chargeOf('d0', {
      created_at: '2026-02-09T15:00:00.000Z',
      refund: {
        id: 're_1',
        status: 'succeeded',
        amount_in_cents: 11_000,
        requested_at: `${day}T15:00:00.000Z`,
        closed_at: `${day}T15:01:00.000Z`,
        failure: null,
      },
    }),
  );
  await seedCharge(rig, 'tienda-01-caja-1', 'tienda-01', chargeOf('d9', { created_at: '2026-02-11T06:00:00.000Z' }));
  const report = (await rig.get(`/v1/reports/day?date=${day}`)).json();
  expect(report.totals).toEqual([
    {
      currency: 'GTQ',
      count: 2,
      sales_in_cents: 20_000,
      tips_in_cents: 2000,
      refunds_count: 1,
      refunds_in_cents: 11_000,
      net_in_cents: 11_000,
    },
    {
      currency: 'USD',
      count: 1,
      sales_in_cents: 2000,
      tips_in_cents: 0,
      refunds_count: 0,
      refunds_in_cents: 0,
      net_in_cents: 2000,
    },
  ]);
  expect(
    report.groups.map((group: { shop: string; net_in_cents: number }) => [group.shop, group.net_in_cents]),
  ).toEqual([
    ['tienda-01', 0],
    ['tienda-01', 2000],
    ['tienda-02', 11_000],
  ]);
  const totals = (await rig.get(`/v1/reports/day?date=${day}&format=csv`)).text
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n');
  expect(totals[0]).toBe('fecha,cuenta,tienda,terminal,moneda,pagos,ventas,propinas,reembolsos,monto_reembolsado,neto');
  expect(totals[1]).toBe(`${day},default,tienda-01,caja1,GTQ,1,100.00,10.00,1,110.00,0.00`);
  const lines = (await rig.get(`/v1/reports/day?date=${day}&format=csv&lines=payments`)).text;
  const rows = lines.replace('\uFEFF', '').trim().split('\r\n');
  expect(rows).toHaveLength(5);
  expect(rows.slice(1).map((row) => row.split(',').slice(0, 2).join())).toEqual([
    `tienda-01,${day}`,
    `tienda-01,${day}`,
    `tienda-01,${day}`,
    `tienda-02,${day}`,
  ]);
  expect(lines).toContain("'=d1");
});

test('the stream begins with the whole, then tells only what changed', async () => {
  const stream = await openStream(rig, '/v1/events');
  const first = await stream.next();
  expect(first.event).toBe('overview');
  await seedBridge(rig, 'tienda-11-caja-1', 'tienda-11');
  const told = [await stream.next(), await stream.next()];
  expect(told.map(({ event }) => event).sort()).toEqual(['shop', 'summary']);
  expect(told.find(({ event }) => event === 'shop')?.data).toMatchObject({ shop: 'tienda-11' });
  await rig.hub.query("DELETE FROM puente.bridges WHERE bridge = 'tienda-11-caja-1'");
  const after = [await stream.next(), await stream.next()];
  expect(after.find(({ event }) => event === 'gone')?.data).toEqual({ shop: 'tienda-11' });
  stream.close();
});

test('every call and field of the API is described', async () => {
  const document = (await rig.get('/v1/openapi.json')).json();
  expect(document.info.title).toBe('Puente: central');
  expect(Object.keys(document.paths).sort()).toEqual([
    '/v1/charges',
    '/v1/charges/{id}',
    '/v1/charges/{id}/cancel',
    '/v1/charges/{id}/events',
    '/v1/charges/{id}/retry',
    '/v1/events',
    '/v1/me',
    '/v1/overview',
    '/v1/reports/day',
    '/v1/terminals',
  ]);
  expect(document.components.schemas.ChainCharge.properties.order_id.description).toBeTruthy();
  expect((await rig.send('GET', '/docs', { headers: { accept: 'text/html' } })).text.includes('id="sendCharge"')).toBe(
    true,
  );
});
