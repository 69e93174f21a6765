import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { StatusView } from '../../main/contract/status.ts';
import { startSandbox, type Sandbox } from '../../main/recurrente/sandbox/sandbox.ts';
import { buildIfStale } from '../../native/build/build.mjs';
import { CLI, startServe, type BridgeProcess } from './bridge-process.ts';
import { API_KEY, createErp, type Erp } from './shop.ts';
import { mountBlockDisk, mountSmallMemory, type SmallDisk } from './small-disk.ts';

/** The real `serve` process on real small disks that fill up, break, or turn read-only. */
let sandbox: Sandbox;
let disk: SmallDisk;
let bridge: BridgeProcess | undefined;
let erp: Erp;
const closers: (() => Promise<void> | void)[] = [];

beforeAll(() => buildIfStale(['main']), 120_000);
beforeEach(async () => {
  sandbox = await startSandbox({
    terminals: [{ id: 'trm_1' }],
    customer: { mode: 'scripted', script: { thinkMs: [1200, 1500], decline: 0, cancel: 0, walkAway: 0, tip: 0 } },
  });
  closers.push(() => sandbox.stop());
  erp = createErp(() => bridge?.url ?? '');
});
afterEach(async () => {
  await bridge?.stop();
  bridge = undefined;
  for (const close of closers.splice(0).reverse()) await close();
});

function use<T extends SmallDisk>(mounted: T): T {
  disk = mounted;
  closers.push(() => mounted.remove());
  mkdirSync(path.join(disk.folder, 'data'));
  writeFileSync(
    path.join(data(), 'config.json'),
    JSON.stringify({
      recurrente: { baseUrl: sandbox.url, timeoutMs: 1000 },
      terminals: [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }],
      externalIdPrefix: 'disco',
      queue: { pollMs: 100, minPaymentMs: 1000, patienceSeconds: 30, expireAfterMinutes: 60 },
    }),
  );
  // A disk that breaks later must not take the configuration with it.
  execFileSync('sync', ['-f', data()]);
  return mounted;
}
const data = (): string => path.join(disk.folder, 'data');
const ENV = { RECURRENTE_SECRET_KEY: 'sk_test_puente_sandbox', PUENTE_API_KEY: API_KEY };

async function serve(): Promise<void> {
  bridge = await startServe(['--data', data(), '--port', '0'], ENV);
  expect(bridge).toBeDefined();
}
const order = async (orderId: string): Promise<number> =>
  (await erp.call('POST', '/v1/charges', { order_id: orderId, amount_in_cents: 10_000 })).status;
const status = async (): Promise<StatusView> => (await erp.call('GET', '/v1/status')).body as StatusView;

/** Orders until one is refused; returns those that were accepted. */
async function orderUntilRefused(prefix: string, refusals: readonly number[]): Promise<string[]> {
  const accepted: string[] = [];
  for (let n = 0; n < 3000; n += 1) {
    const answer = await order(`${prefix}${n}`);
    if (answer === 201) accepted.push(`${prefix}${n}`);
    else {
      expect(refusals).toContain(answer);
      return accepted;
    }
  }
  throw new Error('the disk never refused');
}

async function expectAllKnown(orders: readonly string[]): Promise<void> {
  for (const each of orders) expect(await erp.find(each), each).toBeDefined();
  // What Recurrente was sent is on our disk: a send that could not be recorded was not made.
  for (const { externalId } of sandbox.state.commands) {
    const found = await erp.find(externalId.slice('disco-'.length, externalId.lastIndexOf('-')));
    expect(found?.attempts.map((attempt) => attempt.external_id)).toContain(externalId);
  }
}

async function untilPaid(orders: readonly string[]): Promise<void> {
  for (const each of orders)
    await expect
      .poll(async () => ((await erp.find(each)) as ChargeView).status, { timeout: 60_000, interval: 250 })
      .toBe('paid');
  expect(sandbox.state.intents.filter((intent) => intent.status === 'succeeded')).toHaveLength(
    new Set(sandbox.state.intents.map((intent) => intent.checkoutId)).size,
  );
}

const puente = (...args: string[]) =>
  promisify(execFile)(process.execPath, [CLI, ...args], { env: { ...process.env, ...ENV } }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  );

describe('the disk is full', () => {
  it(
    'nothing is accepted that cannot be kept, it is told, and work goes on when space returns',
    { timeout: 180_000 },
    async () => {
      use(mountSmallMemory(6));
      await serve();
      const first = ['A0', 'A1'];
      for (const each of first) expect(await order(each)).toBe(201);
      disk.fill();
      const accepted = await orderUntilRefused('B', [507]);
      expect(await status()).toMatchObject({
        disk: { state: 'full' },
        next_step: expect.stringContaining('Disco lleno'),
      });
      const told = await puente('status', '--data', data());
      expect([told.code, told.stdout]).toEqual([1, expect.stringContaining('no se aceptan cobros')]);
      // Recurrente goes on meanwhile, and the process with its lanes lives.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      expect(bridge?.child.exitCode).toBeNull();
      disk.free();
      await expect.poll(() => order('C0'), { timeout: 10_000 }).toBe(201);
      expect((await status()).disk.state).not.toBe('full');
      await untilPaid([...first, ...accepted.slice(0, 2)]);
      await expectAllKnown([...first, ...accepted, 'C0']);
      bridge?.kill();
      await bridge?.gone;
      await serve();
      await expectAllKnown([...first, ...accepted, 'C0']);
    },
  );
});

describe('the disk breaks', () => {
  it('flushes that fail (I/O errors): 5xx, told, nothing accepted is lost', { timeout: 180_000 }, async () => {
    const block = use(mountBlockDisk());
    await serve();
    expect(await order('A0')).toBe(201);
    block.breakDevice();
    const accepted = await orderUntilRefused('B', [503, 507]);
    expect(['full', 'read_only']).toContain((await status()).disk.state);
    expect(bridge?.child.exitCode).toBeNull();
    bridge?.kill();
    await bridge?.gone;
    block.mendDevice();
    block.remount();
    await serve();
    await expectAllKnown(['A0', ...accepted]);
    expect(await order('C0')).toBe(201);
    await untilPaid(['A0', 'C0']);
  });

  it(
    'turned read-only under the running bridge: 503, told, and all is there after the restart',
    { timeout: 180_000 },
    async () => {
      const block = use(mountBlockDisk());
      await serve();
      expect(await order('A0')).toBe(201);
      block.turnReadOnly();
      const accepted = await orderUntilRefused('B', [503]);
      expect(accepted).toEqual([]);
      expect((await status()).disk.state).toBe('read_only');
      expect(bridge?.child.exitCode).toBeNull();
      bridge?.kill();
      await bridge?.gone;
      block.remount();
      await serve();
      await expectAllKnown(['A0']);
      await untilPaid(['A0']);
    },
  );
});

describe('the database is corrupt', () => {
  it(
    'it is set aside, the newest good backup restored, and the sweep tells of what is missing',
    { timeout: 180_000 },
    async () => {
      use(mountSmallMemory(64));
      await serve();
      expect(await order('A0')).toBe(201);
      await untilPaid(['A0']);
      const backup = await erp.call('POST', '/v1/backups');
      expect(backup.status).toBe(200);
      expect(await order('A1')).toBe(201);
      await untilPaid(['A1']);
      await bridge?.stop();
      const file = path.join(data(), 'bridge.db');
      const bytes = readFileSync(file);
      for (let page = 2; page < bytes.length / 4096; page += 1) bytes.fill(0x5a, page * 4096, page * 4096 + 1024);
      writeFileSync(file, bytes);

      await serve();
      expect(readdirSync(data()).some((name) => name.startsWith('bridge.db.damaged-'))).toBe(true);
      expect((await erp.find('A0'))?.paid).toBe(true);
      await expect
        .poll(async () => (await status()).alerts.map(({ code }) => code).sort(), { timeout: 20_000 })
        .toEqual(expect.arrayContaining(['database_restored', 'orphan_payment']));
      // The ERP asks again for the lost one, some seconds after the first time: nobody is charged twice.
      const paidAtMs = sandbox.state.intents.at(-1)?.createdAtMs ?? 0;
      await expect.poll(() => Date.now() - paidAtMs, { timeout: 10_000 }).toBeGreaterThan(6000);
      expect(await order('A1')).toBe(201);
      await expect.poll(async () => (await erp.find('A1'))?.failure?.code, { timeout: 20_000 }).toBe('already_paid');
      const lost = await erp.find('A1');
      await erp.call('POST', `/v1/charges/${lost?.id}/resolve`, { outcome: 'same_sale', note: 'mismo comprobante' });
      expect((await erp.find('A1'))?.paid).toBe(true);
      expect(sandbox.state.intents).toHaveLength(2);
    },
  );
});

describe('puente backup and puente doctor', () => {
  it('back up with and without a running bridge, and find an edited journal', { timeout: 120_000 }, async () => {
    use(mountSmallMemory(64));
    await serve();
    expect(await order('A0')).toBe(201);
    await untilPaid(['A0']);
    const running = await puente('backup', '--data', data());
    expect(running.code).toBe(0);
    expect(readFileSync(running.stdout.trim()).subarray(0, 15).toString()).toBe('SQLite format 3');
    const well = await puente('doctor', '--data', data(), '--json');
    expect(well.code, well.stdout).toBe(0);
    await bridge?.stop();
    const alone = await puente('backup', '--data', data());
    expect(alone.code).toBe(0);

    const { default: SqliteDatabase } = await import('better-sqlite3');
    const db = new SqliteDatabase(path.join(data(), 'bridge.db'));
    db.exec("DROP TRIGGER journal_no_update; UPDATE journal SET data = '{}' WHERE seq = 2");
    db.close();
    const edited = await puente('doctor', '--data', data(), '--json');
    expect(edited.code).toBe(1);
    const { findings } = JSON.parse(edited.stdout) as { findings: { check: string; result: string }[] };
    expect(findings.find(({ check }) => check === 'bitácora')?.result).toBe('fail');
  });
});
