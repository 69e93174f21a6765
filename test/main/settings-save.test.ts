import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startBridge, type Bridge, type BridgeOptions } from '../../main/bridge.ts';
import type { Config } from '../../main/contract/config.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { scratchFolder } from './store/scratch.ts';

/** `config.json` and the settings screen's calls over the whole bridge (bridge-api.md, "Start it"). */
let bridge: Bridge | undefined;
afterEach(() => bridge?.stop());

const CAJA1 = { id: 'trm_1', alias: 'caja1', name: 'Caja 1' };
const CAJA2 = { id: 'trm_2', alias: 'caja2', name: 'Caja 2' };

async function start(file: object, options: Partial<BridgeOptions> = {}) {
  const folder = scratchFolder();
  const at = path.join(folder, 'config.json');
  writeFileSync(at, JSON.stringify(file));
  const running = (bridge = await startBridge({ dataFolder: folder, port: 0, quietLog: true, env: {}, ...options }));
  const call = async (method: string, where: string, body?: object) => {
    const reply = await fetch(running.url + where, {
      method,
      headers: { 'x-api-key': running.apiKey, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  };
  const view = async (): Promise<SettingsView> => (await call('GET', '/v1/settings')).body as unknown as SettingsView;
  return {
    folder,
    call,
    view,
    /** As the settings screen does: the whole of what it was shown, with the form's part. */
    async save(part: object, seen?: SettingsView) {
      const { revision, config } = seen ?? (await view());
      return call('POST', '/v1/settings', { revision, config: { ...config, ...part } });
    },
    writeByHand: (text: string): void => writeFileSync(at, text),
    inFile: (): Partial<Config> => JSON.parse(readFileSync(at, 'utf8')) as Partial<Config>,
  };
}

it('what is saved is in the file and in force at once', async () => {
  const { folder, call, save, inFile } = await start({ terminals: [CAJA1] });
  const order = { order_id: 'A', amount: '10.00', terminal: 'caja2' };
  expect((await call('POST', '/v1/charges', order)).status).toBe(422);
  expect((await save({ terminals: [CAJA1, CAJA2] })).status).toBe(200);
  expect(inFile().terminals).toEqual([CAJA1, CAJA2]);
  expect((await call('POST', '/v1/charges', order)).status).toBe(201);
  expect(readdirSync(folder).filter((name) => name.startsWith('config.json'))).toEqual(['config.json']);
});

it('a fault is named with its path, an older revision is refused, and neither changes anything', async () => {
  const { view, save, inFile } = await start({ terminals: [CAJA1] });
  const seen = await view();
  const { queue } = seen.config;
  const faulty = await save({ queue: { ...queue, pollMs: 49 }, colour: 'red' });
  expect(faulty.status).toBe(422);
  expect((faulty.body['errors'] as { path: string }[]).map((each) => each.path).sort()).toEqual([
    'config.colour',
    'config.queue.pollMs',
  ]);
  expect(inFile()).toEqual({ terminals: [CAJA1] });
  expect((await save({ queue: { ...queue, pollMs: 500 } }, seen)).status).toBe(200);
  const late = await save({ queue: { ...queue, pollMs: 900 } }, seen);
  expect([late.status, late.body['code']]).toEqual([409, 'settings_changed']);
  expect((await view()).config.queue.pollMs).toBe(500);
});

it('what the command line overrides is not written into the file by the save of another part', async () => {
  const { view, save, inFile } = await start(
    { server: { port: 7391 }, terminals: [CAJA1] },
    { recurrenteUrl: 'http://127.0.0.1:9' },
  );
  const { queue, recurrente } = (await view()).config;
  expect((await save({ queue: { ...queue, expireAfterMinutes: 20 } })).status).toBe(200);
  expect(inFile()).toMatchObject({ server: { port: 7391 }, queue: { expireAfterMinutes: 20 }, terminals: [CAJA1] });
  expect(inFile().recurrente?.baseUrl).not.toBe('http://127.0.0.1:9');
  // It stays in force until the next start, and what a person changes is saved all the same.
  expect((await view()).config.recurrente.baseUrl).toBe('http://127.0.0.1:9');
  await save({
    recurrente: { ...recurrente, baseUrl: 'https://example.com' },
    server: { port: 7392, allowedOrigins: [] },
  });
  expect(inFile()).toMatchObject({ server: { port: 7392 }, recurrente: { baseUrl: 'https://example.com' } });
});

it('nor are the terminals and the address of the simulation, which would be charged on when it is gone', async () => {
  const sandbox = { url: 'http://127.0.0.1:9', secretKey: 'sk_test_x', terminals: [{ ...CAJA1, id: 'trm_demo_1' }] };
  const { view, save, inFile } = await start({}, { sandbox });
  const { queue } = (await view()).config;
  expect((await save({ queue: { ...queue, expireAfterMinutes: 20 } })).status).toBe(200);
  expect(inFile().queue?.expireAfterMinutes).toBe(20);
  expect(JSON.stringify(inFile())).not.toMatch(/trm_demo|127\.0\.0\.1:9/);
  expect((await view()).config.terminals).toEqual(sandbox.terminals);
  expect((await save({ terminals: [CAJA2], defaultTerminal: 'caja2' })).status).toBe(200);
  expect(inFile()).toMatchObject({ terminals: [CAJA2], defaultTerminal: 'caja2' });
});

it('what was written into the file by hand meanwhile is not overwritten: it comes into force, and the form is shown it first', async () => {
  const { view, save, inFile, writeByHand } = await start({ terminals: [CAJA1] });
  const seen = await view();
  const { queue } = seen.config;
  writeByHand(JSON.stringify({ terminals: [CAJA1, CAJA2] }));
  const refused = await save({ queue: { ...queue, expireAfterMinutes: 20 } }, seen);
  expect([refused.status, refused.body['code']]).toEqual([409, 'settings_changed']);
  expect(inFile()).toEqual({ terminals: [CAJA1, CAJA2] });
  expect((await view()).config.terminals).toEqual([CAJA1, CAJA2]);
  expect((await save({ queue: { ...queue, expireAfterMinutes: 20 } })).status).toBe(200);
  expect(inFile()).toMatchObject({ terminals: [CAJA1, CAJA2], queue: { expireAfterMinutes: 20 } });
});

it.each([
  ['{"terminals": [', 'config.(file)'],
  ['{"queue": {"pollMs": 1}}', 'config.queue.pollMs'],
])(
  'nor is a file that was broken by hand (%s): its fault is named, and what was in force goes on',
  async (text, fault) => {
    const { view, save, writeByHand, folder } = await start({ terminals: [CAJA1] });
    writeByHand(text);
    const refused = await save({ terminals: [CAJA2] });
    expect([refused.status, (refused.body['errors'] as { path: string }[]).map(({ path: at }) => at)]).toEqual([
      422,
      [fault],
    ]);
    expect(readFileSync(path.join(folder, 'config.json'), 'utf8')).toBe(text);
    expect((await view()).config.terminals).toEqual([CAJA1]);
  },
);
