import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startServe, type BridgeProcess } from '../../faults/bridge-process.ts';
import type { Finding } from '../../../main/doctor/checks.ts';
import { runCli } from './run-cli.ts';

const KEY = 'pk_test_serve_sandbox';
let folder: string;
let running: BridgeProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'puente-sandbox-'));
});
afterEach(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(): Promise<BridgeProcess> {
  running = await startServe(['--data', folder, '--port', '0', '--sandbox'], { PUENTE_API_KEY: KEY });
  if (!running) throw new Error('serve ended before it was ready');
  return running;
}

interface Seen {
  readonly id: string;
  readonly status: string;
  readonly paid: boolean;
}

async function call(bridge: BridgeProcess, method: string, place: string, body?: unknown): Promise<Seen> {
  const response = await fetch(`${bridge.url}${place}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Seen;
}

async function until(bridge: BridgeProcess, id: string, status: string): Promise<Seen> {
  for (;;) {
    const seen = await call(bridge, 'GET', `/v1/charges/${id}?wait=5`);
    if (seen.status === status) return seen;
  }
}

test('the simulation has the terminals of the configuration, and outlives a kill with what it was doing', async () => {
  const terminals = [{ id: 'trm_abc', alias: 'caja1', name: 'Caja 1' }];
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ terminals, queue: { pollMs: 100 } }));
  const first = await serve();
  const { id } = await call(first, 'POST', '/v1/charges', { order_id: 'FAC-1', amount: '125.50', terminal: 'caja1' });
  await until(first, id, 'dispatched');
  first.kill();
  expect(await first.gone).toBe('SIGKILL');

  const second = await serve();
  expect(second.sandbox).toBeDefined();
  const tap = await fetch(`${second.sandbox}/sandbox/terminals/trm_abc/approve`, { method: 'POST' });
  expect(await tap.json()).toEqual({ ok: true });
  expect(await until(second, id, 'paid')).toMatchObject({ paid: true, status: 'paid' });
});

test('the doctor asks where the running bridge asks, and says so; where none runs, what the configuration names', async () => {
  const baseUrl = 'http://127.0.0.1:9';
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ recurrente: { baseUrl } }));
  const look = async (): Promise<string> => {
    const { stdout } = await runCli(['doctor', '--data', folder, '--json']);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    return findings.map(({ check, result, says }) => `${check} ${result}: ${says}`).join('\n');
  };
  const bridge = await serve();
  const beside = await look();
  expect(beside).toContain(`recurrente warn: El puente abierto usa el Recurrente simulado (${bridge.sandbox})`);
  expect(beside).toMatch(/clave ok/);
  expect(beside).not.toMatch(/ fail: |127\.0\.0\.1:9\b/);
  bridge.kill();
  await bridge.gone;
  const alone = await look();
  expect(alone).toContain(`tls warn: ${baseUrl}`);
  expect(alone).not.toContain('simulado');
});
