import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startServe, type BridgeProcess } from '../../faults/bridge-process.ts';

const KEY = 'pk_test_answer_first';
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
let folder: string;
let running: BridgeProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'puente-first-'));
});
afterEach(async () => {
  running?.kill();
  await running?.gone;
  rmSync(folder, { recursive: true, force: true });
});

/** A bridge that is online, with idle terminals, and that dies at once where it comes to `step`. */
async function serveOnline(step: string): Promise<BridgeProcess> {
  const env = { PUENTE_API_KEY: KEY, PUENTE_FAILPOINT: step };
  running = await startServe(['--data', folder, '--port', '0', '--sandbox'], env);
  if (!running) throw new Error('serve ended before it was ready');
  const { url } = running;
  await expect
    .poll(async () => ((await (await fetch(`${url}/v1/status`, { headers })).json()) as object) ?? {})
    .toMatchObject({ connection: 'online' });
  return running;
}

const order = (url: string): Promise<Response> =>
  fetch(`${url}/v1/charges`, { method: 'POST', headers, body: JSON.stringify({ order_id: 'FAC-1', amount: 10 }) });

test('the ERP has its answer before an idle lane writes down its first step, and waits for no flush of it', async () => {
  const bridge = await serveOnline('before:begin_attempt');
  expect((await order(bridge.url)).status).toBe(201);
  // The lane went to work all the same, and met the failpoint.
  expect(await bridge.gone).toBe('SIGKILL');
});

test('who dies in the commit of the order itself has answered nobody (control)', async () => {
  const bridge = await serveOnline('before:accept');
  await expect(order(bridge.url)).rejects.toThrow();
  expect(await bridge.gone).toBe('SIGKILL');
});
