import { mkdirSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLI } from '../../faults/bridge-process.ts';
import { runCli, startCli } from './run-cli.ts';
import { openStandIn, type StandIn } from './stand-in.ts';

/** Exit codes that a caller acts on, whatever it does with the output and however its own text was mangled on the way. */
let bridge: StandIn;
beforeEach(async () => {
  bridge = await openStandIn();
  bridge.on('POST /v1/charges', { status: 201, body: { id: 'c1', order_id: 'F1', status: 'queued', final: false } });
});
afterEach(() => bridge.close());
const order = (...more: readonly string[]): string[] => ['charge', '--data', bridge.folder, '--amount', '5', ...more];

describe('puente charge', () => {
  it.each([
    ['a description that is -h', ['--order', 'F1', '--description', '-h']],
    ['--help beside an order', ['--order', 'F1', '--help']],
    ['-h beside an order', ['--order', 'F1', '-h']],
  ])('never ends with 0, which is "paid", for %s', async (_name, args) => {
    const ran = await runCli(order(...args));
    expect([ran.exitCode, bridge.asked]).toEqual([3, []]);
    expect(ran.stdout).toContain('code=usage');
  });

  it('takes a description that is -h in one word', async () => {
    expect((await runCli(order('--order', 'F1', '--description=-h'))).exitCode).toBe(2);
    expect(bridge.asked).toMatchObject([{ body: { order_id: 'F1', description: '-h' } }]);
  });

  it('refuses an order number whose letters were lost on the way: two orders would be one, and the second "paid"', async () => {
    const ran = await runCli(order('--order', 'FAC-\uFFFD-1', '--format', 'json'));
    expect([ran.exitCode, bridge.asked]).toEqual([3, []]);
    expect(ran.stdout).toContain('UTF-8');
    expect((await runCli(order('--order', 'FAC-ñ-1'), { LC_ALL: 'C' })).exitCode).toBe(2);
    expect(bridge.asked).toMatchObject([{ body: { order_id: 'FAC-ñ-1' } }]);
  });

  it('takes a data folder that is none for bad input, not for "not paid"', async () => {
    for (const data of [path.join(bridge.folder, 'mal'), path.join(bridge.folder, 'bridge.json'), '']) {
      const ran = await runCli(['charge', '--order', 'F1', '--amount', '5', `--data=${data}`]);
      expect([data, ran.exitCode]).toEqual([data, 3]);
      expect(ran.stdout).toContain('--data');
    }
  });
});

// A link that leads to itself stands for what another user may not look into: root, as whom tests run, may look anywhere.
it.runIf(process.platform !== 'win32')(
  'puente charge ends with 2 where it may not look whether the order was asked for',
  async () => {
    const loop = path.join(bridge.folder, 'loop');
    symlinkSync(loop, loop);
    const place = path.join(bridge.folder, 'place');
    mkdirSync(place);
    symlinkSync('bridge.db', path.join(place, 'bridge.db'));
    for (const data of [loop, place]) {
      const ran = await runCli(['charge', '--order', 'F1', '--amount', '5', '--data', data]);
      expect([data, ran.exitCode, ran.stdout]).toEqual([data, 2, expect.stringContaining('status=unreadable')]);
    }
    rmSync(path.join(place, 'bridge.db'));
    expect((await runCli(['charge', '--order', 'F1', '--amount', '5', '--data', place])).exitCode).toBe(1);
  },
);

describe('a caller that takes no output', () => {
  it.each([
    [['help'], 0],
    [['status', '--data', 'F'], 2],
    [['status', '--jsno'], 3],
    [['nada'], 3],
  ] as const)('learns the truth from the exit code of %j when both pipes are closed', async (args, exitCode) => {
    const given = args.map((word) => (word === 'F' ? bridge.folder : word));
    const running = startCli(given);
    running.child.stdout?.destroy();
    running.child.stderr?.destroy();
    expect((await running.ended).exitCode).toBe(exitCode);
  });

  it.runIf(process.platform === 'linux')('and when it is written to a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [CLI, 'help'], { stdio: ['ignore', full, full] });
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});
