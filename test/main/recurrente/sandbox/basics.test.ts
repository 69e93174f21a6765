import { describe, expect, it } from 'vitest';
import { createCaller, openCounter } from './counter.ts';

describe('basics', () => {
  it('GET /api/test tells the account’s name when the key is good', async () => {
    const { get } = openCounter({ accountName: 'Ferretería El Clavo' });
    expect(await get('/api/test')).toMatchObject({ status: 200, body: { name: 'Ferretería El Clavo' } });
  });

  it.each(['', 'sk_test_other'])('answers 401 in the documented shape to the key "%s", on every call', async (key) => {
    const { sandbox } = openCounter();
    const { call } = createCaller(sandbox.fetch, sandbox.url, key);
    for (const [method, path] of [
      ['GET', '/api/test'],
      ['GET', '/api/checkouts'],
      ['GET', '/api/checkouts/ch_x'],
      ['POST', '/api/terminal_session_commands'],
      ['POST', '/api/refunds'],
      ['POST', '/api/webhook_endpoints'],
      ['GET', '/api/nothing'],
    ] as const) {
      const { status, body } = await call(method, path, method === 'POST' ? {} : undefined);
      expect([status, typeof body.message, Object.keys(body.errors)]).toEqual([401, 'string', ['authentication']]);
    }
    expect(sandbox.state.commands).toHaveLength(0);
  });

  it('answers 401 while the key is revoked', async () => {
    const { sandbox, charge } = openCounter();
    sandbox.revokeKey();
    expect((await charge('t-1-1')).status).toBe(401);
    expect(sandbox.state.commands).toHaveLength(0);
    sandbox.restoreKey();
    expect((await charge('t-1-1')).status).toBe(201);
  });

  it('the key decides between test and live', async () => {
    const live = openCounter({ secretKey: 'sk_live_x' });
    const { body } = await live.charge('t-1-1');
    expect((await live.get(`/api/checkouts/${body.checkout_id}`)).body.live_mode).toBe(true);
  });

  it('answers 404 to paths and methods that nobody documented', async () => {
    const { call } = openCounter();
    for (const [method, path] of [
      ['GET', '/api'],
      ['GET', '/api/refunds'],
      ['POST', '/api/test'],
      ['POST', '/api/checkouts'],
      ['GET', '/api/checkouts/a/b'],
      ['GET', '/elsewhere/test'],
    ] as const)
      expect([path, (await call(method, path)).status]).toEqual([path, 404]);
  });

  it.each([
    ['errors', (body: unknown) => expect(body).toHaveProperty('errors.currency')],
    ['error', (body: unknown) => expect(body).toEqual({ error: expect.stringContaining('debe ser GTQ o USD') })],
    ['text', (body: unknown) => expect(body).toEqual(expect.stringContaining('debe ser GTQ o USD'))],
  ] as const)('writes refusals as `%s`', async (errorShape, check) => {
    const { charge } = openCounter({ behaviour: { errorShape } });
    const { status, body } = await charge('t-1-1', { currency: 'X' });
    expect(status).toBe(422);
    check(body);
  });

  it('Date tells its own skewed clock', async () => {
    const { get } = openCounter({ behaviour: { clockSkewMs: -90_000 } });
    expect((await get('/api/test')).headers.get('date')).toBe('Sun, 22 Nov 2026 17:58:30 GMT');
  });

  it('its clock goes on when ours is set', async () => {
    let shiftMs = 0;
    const { clock } = openCounter();
    const shifted = openCounter({ clock: { ...clock, now: () => clock.now() + shiftMs } });
    shiftMs = -3_600_000;
    await clock.advance(5000);
    expect((await shifted.get('/api/test')).headers.get('date')).toBe('Sun, 22 Nov 2026 18:00:05 GMT');
  });

  it('writes its seed first, so that a run can be repeated', () => {
    const lines: unknown[] = [];
    openCounter({ seed: 42, log: (line) => lines.push(line) });
    expect(lines[0]).toMatchObject({ seq: 1, kind: 'started', seed: 42 });
  });

  it('keeps no key and no body in its log', async () => {
    const { charge, sandbox } = openCounter();
    await charge('t-1-1', { note: 'secreto' });
    const text = JSON.stringify(sandbox.log);
    expect(text).toContain('t-1-1');
    expect(text).not.toMatch(/sk_|secreto/);
  });
});

describe('captured shapes', () => {
  it('differ from the reference in the four ways, and write numbers as strings', async () => {
    const { charge, sandbox, get } = openCounter({ behaviour: { shapes: 'captured' } });
    const { body } = await charge('t-1-1');
    expect(body.id).toEqual(expect.any(Number));
    expect(body.amount_in_cents).toBe('12550');
    sandbox.terminal('trm_1').decline('PIN incorrecto');
    const checkout = (await get(`/api/checkouts/${body.checkout_id}`)).body;
    const intent = sandbox.state.intents[0];
    expect(checkout).toMatchObject({
      status: 'unpaid',
      total_in_cents: '12550',
      created_at: '2026-11-22T12:00:00.000-06:00',
      payment: { id: intent?.id },
      latest_intent: { id: intent?.otherId },
    });
    expect(intent?.otherId).toMatch(/^in_/);
    expect(intent?.id).toMatch(/^pa_/);
  });
});
