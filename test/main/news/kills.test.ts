import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { findDoubleRefunds } from '../../../main/recurrente/sandbox/invariants.ts';
import { startSandbox, type Sandbox } from '../../../main/recurrente/sandbox/sandbox.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import { freePort } from '../../free-port.ts';
import { atTerminal, config, until, type Reply } from './shop.ts';
import { CLI } from '../../faults/bridge-process.ts';

/** The real process, killed at a named step while it refunds, tells the ERP or takes a webhook in. */
const SECRET_KEY = 'sk_live_kill_tests';
const API_KEY = 'pk_kill_tests';
let folder: string;
let sandbox: Sandbox;
let erp: Receiver;
const stops: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'puente-kill-'));
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(config()));
  sandbox = await startSandbox({
    secretKey: SECRET_KEY,
    terminals: [{ id: 'trm_1' }, { id: 'trm_2' }],
    behaviour: { webhookUrls: 'any' },
  });
  erp = await startReceiver();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await sandbox.stop();
  await erp.stop();
  await rm(folder, { recursive: true, force: true });
});

async function serve(failpoint?: string) {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      CLI,
      'serve',
      '--data',
      folder,
      '--port',
      '0',
      '--recurrente',
      sandbox.url,
    ],
    {
      env: {
        ...process.env,
        // Sources are compiled once for all starts.
        NODE_COMPILE_CACHE: path.join(tmpdir(), 'puente-compile-cache'),
        RECURRENTE_SECRET_KEY: SECRET_KEY,
        PUENTE_API_KEY: API_KEY,
        ...(failpoint ? { PUENTE_FAILPOINT: failpoint } : {}),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const gone = once(child, 'exit').then(([code, signal]) => (signal ?? code) as NodeJS.Signals | number);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  stops.push(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const call = async (method: string, at: string, body?: object): Promise<ReturnType<Reply['json']>> => {
    const reply = await fetch(url + at, {
      method,
      headers: { 'x-api-key': API_KEY, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return reply.json();
  };
  return { call, gone };
}
type Served = Awaited<ReturnType<typeof serve>>;

async function sell({ call }: Served): Promise<string> {
  const { id } = (await call('POST', '/v1/charges', {
    order_id: 'FAC-1',
    amount: '125.50',
    callback_url: erp.url,
  })) as ChargeView;
  await atTerminal(sandbox, 'trm_1');
  sandbox.terminal('trm_1').approve();
  await until(
    () => call('GET', `/v1/charges/${id}`),
    (charge) => charge.paid,
  );
  return id;
}

const STEPS: Record<string, { readonly ends: readonly string[]; readonly made: readonly number[] }> = {
  'after:refund:request': { ends: ['succeeded'], made: [1] },
  'before:refund-post': { ends: ['in_doubt'], made: [0] },
  'after:refund-post': { ends: ['in_doubt'], made: [1] },
  'after:refund:reading': { ends: ['succeeded'], made: [1] },
};
test.each(Object.entries(STEPS))('killed at %s there is never a second refund', async (step, { ends, made }) => {
  const first = await serve(step);
  const id = await sell(first);
  await first.call('POST', `/v1/charges/${id}/refund`, {}).catch(() => undefined);
  expect(await first.gone).toBe('SIGKILL');
  const second = await serve();
  const charge = (await until(
    () => second.call('GET', `/v1/charges/${id}`),
    ({ refund }) => ends.includes(refund?.status),
  )) as ChargeView;
  // The caller asks again, as callers do; and once more after another start.
  await second.call('POST', `/v1/charges/${id}/refund`, {});
  expect(ends).toContain(charge.refund?.status);
  expect(made).toContain(sandbox.state.refunds.length);
  expect(findDoubleRefunds(sandbox.state)).toEqual([]);
});

test.each(['before:callback-post', 'after:callback-post@2'])(
  'killed at %s every callback still arrives',
  async (step) => {
    const first = await serve(step);
    await sell(first).catch(() => undefined);
    expect(await first.gone).toBe('SIGKILL');
    const second = await serve();
    await until(
      async () => sandbox.terminal('trm_1').charge()?.status,
      (status) => {
        if (status === 'dispatched') sandbox.terminal('trm_1').approve();
        return erp.told().includes('charge.paid');
      },
      20_000,
    );
    const { data } = await second.call('GET', '/v1/charges?order_id=FAC-1');
    expect(data[0].status).toBe('paid');
    expect(erp.told().filter((each) => each === 'charge.paid')).toHaveLength(1);
  },
);

test.each(['before:webhook', 'after:webhook'])('killed at %s a webhook has one effect', async (step) => {
  const port = await freePort();
  await writeFile(
    path.join(folder, 'config.json'),
    JSON.stringify(config({ webhooks: { enabled: true, port }, queue: { pollMs: 60_000, minPaymentMs: 0 } })),
  );
  const endpoint = sandbox.core.registerEndpoint({ url: `http://127.0.0.1:${port}/webhooks/recurrente` });
  const secret = 'id' in endpoint ? sandbox.webhooks.secret(endpoint.id) : '';
  await writeFile(path.join(folder, 'webhook-secrets'), secret);
  sandbox.webhooks.options.scheduleMs = [0, ...Array.from({ length: 60 }, () => 250)];
  const first = await serve(step);
  await sell(first).catch(() => undefined);
  expect(await first.gone).toBe('SIGKILL');
  const second = await serve();
  await sandbox.webhooks.idle();
  const { data } = await second.call('GET', '/v1/charges?order_id=FAC-1');
  expect(data[0].status).toBe('paid');
  const { data: journal } = await second.call('GET', `/v1/charges/${data[0].id}/events`);
  expect(journal.filter(({ status }: { status: string }) => status === 'paid')).toHaveLength(1);
  const { received } = await second.call('GET', '/v1/webhooks');
  // After the commit its repeat has no effect; before it the message is taken anew, or its twin is.
  expect(Object.keys(received)).toEqual(expect.arrayContaining([step === 'after:webhook' ? 'repeated' : 'taken']));
});
