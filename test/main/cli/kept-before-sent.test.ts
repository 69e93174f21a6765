import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../main/recurrente/sandbox/sandbox.ts';
import { buildFlushShim } from '../../bench/disk.ts';
import { startServe, type BridgeProcess } from '../../faults/bridge-process.ts';

const KEY = 'pk_test_kept_first';
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
let folder: string;
let running: BridgeProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'puente-kept-'));
});
afterEach(async () => {
  running?.kill();
  await running?.gone;
  rmSync(folder, { recursive: true, force: true });
});

// Elsewhere than on Linux no flush can be held.
describe.runIf(process.platform === 'linux')('on a disk that takes its time', () => {
  it('nothing goes to a terminal before the disk has it, and the bridge answers meanwhile', async () => {
    const sandbox = await startSandbox({ terminals: [{ id: 'trm_1' }] });
    const hold = path.join(folder, 'hold');
    writeFileSync(
      path.join(folder, 'config.json'),
      JSON.stringify({ terminals: [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }] }),
    );
    running = await startServe(['--data', folder, '--port', '0', '--recurrente', sandbox.url], {
      ...buildFlushShim(folder),
      // So slow that the lane's own flush can be held after the order's has ended.
      PUENTE_FSYNC_MS: '300',
      PUENTE_FSYNC_HOLD: hold,
      PUENTE_API_KEY: KEY,
      RECURRENTE_SECRET_KEY: 'sk_test_puente_sandbox',
    });
    if (!running) throw new Error('serve ended before it was ready');
    const { url } = running;
    const status = async (): Promise<object> => (await (await fetch(`${url}/v1/status`, { headers })).json()) as object;
    await expect.poll(status, { timeout: 30_000 }).toMatchObject({ connection: 'online' });
    const commands = (): string[] =>
      sandbox.core.log.lines.map((line) => line.kind).filter((kind) => kind === 'command_created');

    const body = JSON.stringify({ order_id: 'FAC-1', amount: 10 });
    expect((await fetch(`${url}/v1/charges`, { method: 'POST', headers, body })).status).toBe(201);
    writeFileSync(hold, '');
    const db = new SqliteDatabase(path.join(folder, 'bridge.db'), { readonly: true });
    const begun = (): number => db.prepare<[], number>('SELECT count(*) FROM attempts').pluck().get() ?? 0;
    await expect.poll(begun, { timeout: 30_000 }).toBe(1);
    for (let call = 0; call < 50; call += 1) await status();
    expect(commands()).toEqual([]);

    rmSync(hold);
    await expect.poll(commands, { timeout: 30_000 }).toEqual(['command_created']);
    db.close();
    await sandbox.stop();
  });
});
