import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../../main/recurrente/sandbox/sandbox.ts';
import { freePort } from '../../../free-port.ts';
import { createRecurrente } from '../../../../main/recurrente/client.ts';
import { machineClock } from '../../../../main/recurrente/sandbox/server-time.ts';
import { createCaller, openCounter } from './counter.ts';

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.stop()));
});

/** The same faults must look alike over a socket and without one. */
describe.each(['over sockets', 'without sockets'] as const)('faults %s', (transport) => {
  async function start() {
    const sandbox = await startSandbox({ port: await freePort(), terminals: [{ id: 'trm_1' }], seed: 11 });
    open.push(sandbox);
    const fetchIt = transport === 'over sockets' ? fetch : sandbox.fetch;
    return { sandbox, fetchIt, ...createCaller(fetchIt, sandbox.url) };
  }
  const commands = (sandbox: Sandbox) => sandbox.state.commands.length;
  const codeOf = (error: unknown): string => ((error as Error).cause as { code: string }).code;
  const failure = (work: Promise<unknown>): Promise<string> => work.then(() => 'answered', codeOf);

  it('no fault: answers and commits (control)', async () => {
    const { sandbox, charge } = await start();
    expect([(await charge('t-1-1')).status, commands(sandbox)]).toEqual([201, 1]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('drop %s the commit: the connection is cut, %i command', async (when, count) => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('create_command', { kind: 'drop', when });
    expect(await failure(charge('t-1-1'))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    expect(commands(sandbox)).toBe(count);
    expect([201, 200][count]).toBe((await charge('t-1-1')).status);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('5xx %s the commit: %i command', async (when, count) => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('create_command', { kind: 'error', when, status: 502 });
    expect((await charge('t-1-1')).status).toBe(502);
    expect(commands(sandbox)).toBe(count);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('a page instead of JSON %s the commit: %i command', async (when, count) => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('create_command', { kind: 'html', when });
    const { status, headers, body } = await charge('t-1-1');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body).toContain('<!doctype html>');
    expect(commands(sandbox)).toBe(count);
  });

  it('429 carries Retry-After and nothing is done', async () => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('*', { kind: 'rate_limit', retryAfterSeconds: 7 });
    const { status, headers } = await charge('t-1-1');
    expect([status, headers.get('retry-after'), commands(sandbox)]).toEqual([429, '7', 0]);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('slow %s the commit: the answer comes late, the commit %s', async (when, early) => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('create_command', { kind: 'slow', when, ms: 500 });
    const answer = charge('t-1-1');
    await until(() => sandbox.log.some((line) => line.kind === 'fault'));
    expect(commands(sandbox)).toBe(early);
    expect((await answer).status).toBe(201);
    expect(commands(sandbox)).toBe(1);
  });

  it('hang: no answer until the caller gives up', async () => {
    const { sandbox, call } = await start();
    sandbox.faults.next('test', { kind: 'hang', when: 'before' });
    await expect(call('GET', '/api/test', undefined, AbortSignal.timeout(40))).rejects.toThrow(/timeout/i);
  });

  it('half an answer: the body is cut in the middle, the work is done', async () => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('create_command', { kind: 'half_answer' });
    await expect(charge('t-1-1')).rejects.toThrow('terminated');
    expect(commands(sandbox)).toBe(1);
  });

  it('late: done only after the caller gave up', async () => {
    const { sandbox, call } = await start();
    sandbox.faults.next('create_command', { kind: 'late', ms: 30 });
    const body = { terminal_id: 'trm_1', external_id: 't-1-1', amount_in_cents: 500, currency: 'GTQ' };
    const caller = new AbortController();
    const unanswered = call('POST', '/api/terminal_session_commands', body, caller.signal);
    await until(() => sandbox.log.some((line) => line.kind === 'fault'));
    caller.abort();
    await expect(unanswered).rejects.toThrow(/abort/i);
    expect(commands(sandbox)).toBe(0);
    await until(() => commands(sandbox) === 1);
  });

  it('late and cut: the connection goes at once, the commit follows', async () => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('create_command', { kind: 'late', ms: 30, cut: true });
    expect(await failure(charge('t-1-1'))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    expect(commands(sandbox)).toBe(0);
    await until(() => commands(sandbox) === 1);
  });

  it('a good key can be refused once', async () => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('*', { kind: 'refuse_key' });
    expect([(await charge('t-1-1')).status, (await charge('t-1-1')).status]).toEqual([401, 201]);
  });

  it('blackout by refusal: no connection at all, and back on the same port', async () => {
    const { sandbox, get } = await start();
    await get('/api/test');
    sandbox.faults.setNetwork('refuse');
    await until(async () => (await failure(get('/api/test'))) === 'ECONNREFUSED');
    sandbox.faults.setNetwork('up');
    await until(async () => (await failure(get('/api/test'))) === 'answered');
  });

  it('blackout by reset: every call is cut at once, also those under way', async () => {
    const { sandbox, charge } = await start();
    sandbox.faults.next('create_command', { kind: 'slow', when: 'after', ms: 1000 });
    const underway = failure(charge('t-1-1'));
    await until(() => commands(sandbox) === 1);
    sandbox.faults.setNetwork('reset');
    expect(await underway).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    expect(await failure(charge('t-2-1'))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    expect(commands(sandbox)).toBe(1);
  });

  it('is understood by the bridge’s own client as it should be', async () => {
    const { sandbox, fetchIt } = await start();
    const client = createRecurrente({
      fetch: fetchIt,
      baseUrl: () => sandbox.url,
      secretKey: () => 'sk_test_puente_sandbox',
      timeoutMs: () => 1000,
      clock: machineClock,
    });
    const send = (externalId: string) =>
      client.createCommand({
        externalId,
        terminalId: 'trm_1',
        amountInCents: 500,
        currency: 'GTQ',
        installments: null,
      });
    const { faults } = sandbox;
    const kinds: string[] = [];
    const meet = async (fault?: Parameters<typeof faults.next>[1]): Promise<void> => {
      if (fault) faults.next('create_command', fault);
      kinds.push((await send(`t-${kinds.length}-1`)).kind);
    };
    await meet();
    await meet({ kind: 'drop', when: 'after' });
    await meet({ kind: 'error', when: 'before' });
    await meet({ kind: 'html', when: 'after' });
    await meet({ kind: 'half_answer' });
    await meet({ kind: 'rate_limit' });
    await meet({ kind: 'refuse_key' });
    await meet({ kind: 'late', ms: 1 });
    faults.setNetwork('refuse');
    await until(async () => (await client.testKey()).kind === 'unreached');
    await meet();
    expect(kinds).toEqual([
      'ok',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'retry_later',
      'key_refused',
      'unknown',
      'unreached',
    ]);
  });
});

describe('the fault plan', () => {
  it('uses one-shot faults in their order, each for its route', async () => {
    const { sandbox, charge, get } = openCounter();
    sandbox.faults.next('list_checkouts', { kind: 'error', when: 'before', status: 500 });
    sandbox.faults.next('create_command', { kind: 'error', when: 'before', status: 501 });
    sandbox.faults.next('create_command', { kind: 'error', when: 'before', status: 502 }, 2);
    const statuses = [];
    for (let index = 1; index <= 4; index += 1) statuses.push((await charge(`t-${index}-1`)).status);
    expect(statuses).toEqual([501, 502, 502, 201]);
    expect((await get('/api/checkouts')).status).toBe(500);
  });

  it('draws from the seed: the same seed meets the same faults, another one others', async () => {
    const run = async (seed: number): Promise<string> => {
      const { sandbox, get } = openCounter({ seed });
      sandbox.faults.often('*', { kind: 'error', when: 'before' }, 0.5);
      let statuses = '';
      for (let index = 0; index < 40; index += 1) statuses += (await get('/api/test')).status === 200 ? '.' : 'x';
      return statuses;
    };
    const first = await run(3);
    expect(first).toMatch(/\..*x|x.*\./);
    expect(await run(3)).toBe(first);
    expect(await run(4)).not.toBe(first);
  });

  it('clear forgets what is planned', async () => {
    const { sandbox, get } = openCounter();
    sandbox.faults.next('*', { kind: 'drop', when: 'before' });
    sandbox.faults.often('*', { kind: 'drop', when: 'before' }, 1);
    sandbox.faults.clear();
    expect((await get('/api/test')).status).toBe(200);
  });

  it('lets held requests go undone when it stops', async () => {
    const { sandbox, charge, clock } = openCounter();
    sandbox.faults.next('create_command', { kind: 'late', ms: 1000, cut: true });
    await charge('t-1-1').catch(() => undefined);
    await sandbox.stop();
    await clock.advance(5000);
    expect(sandbox.state.commands).toHaveLength(0);
  });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await machineClock.sleep(5);
}
