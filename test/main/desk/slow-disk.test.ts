import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { CHAIN_START } from '../../../main/store/journal.ts';
import { createStore } from '../../../main/store/store.ts';
import { buildFlushShim } from '../../bench/disk.ts';
import { scratchFolder } from '../store/scratch.ts';

const SCENARIO = path.join(import.meta.dirname, 'slow-disk.ts');
const FOREVER = path.join(import.meta.dirname, 'accept-forever.ts');
const SLOW_MS = '6';

// Elsewhere than on Linux no flush can be held or failed.
describe.runIf(process.platform === 'linux')('on a slow disk', () => {
  const slowDisk = (folder: string) => ({
    ...process.env,
    ...buildFlushShim(folder),
    PUENTE_FSYNC_MS: SLOW_MS,
    PUENTE_FSYNC_HOLD: path.join(folder, 'hold'),
  });

  function run(scenario: string): unknown {
    const folder = scratchFolder();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [SCENARIO, scenario, path.join(folder, 'bridge.db')],
      {
        env: {
          ...slowDisk(folder),
          PUENTE_FSYNC_FAIL: path.join(folder, 'fail'),
          PUENTE_FSYNC_COUNT: path.join(folder, 'flushes'),
        },
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout);
  }

  it('the event loop goes on while an order is flushed, and nobody hears of it before it is on the disk', () => {
    expect(run('held')).toEqual({
      during: { answered: [], told: [], seqs: [], news: 0, newsInOneRead: 0, lastSeq: 0, synchronous: 2 },
      after: {
        answered: ['A created', 'A again existing'],
        told: ['A', 'A'],
        seqs: [expect.any(Number)],
        news: 1,
        newsInOneRead: 1,
        lastSeq: 1,
        synchronous: 2,
      },
    });
  });

  it('a later commit that SQLite flushes brings the order with it, told first', () => {
    const result = run('overtaken') as { seqs: number[] };
    expect(result).toMatchObject({ answer: 'created', told: ['A'], news: 2, lastSeq: 2 });
    expect(result.seqs).toEqual(result.seqs.toSorted((a, b) => a - b));
    expect(result.seqs).toHaveLength(2);
  });

  it('commits that meet a flush under way share the next one, told in their order', () => {
    const result = run('crowded') as { flushes: number; seqs: number[] };
    expect(result).toMatchObject({ waits: true, waitsAfter: false, news: 10, lastSeq: 50 });
    expect(result.seqs).toEqual(result.seqs.toSorted((a, b) => a - b));
    expect(result.seqs).toHaveLength(50);
    // The first, one beside it, and one for all that came meanwhile.
    expect(result.flushes).toBeLessThanOrEqual(3);
  });

  it('a flush that fails refuses the order; nothing is written behind it until all is in a new log', () => {
    expect(run('failing')).toEqual({
      while: ['EIO', 'read_only', expect.stringMatching(/EIO|SQLITE_IOERR/), 'read_only'],
      during: [],
      // A was written, and only its flush failed: it is there, once.
      after: ['existing', 'created', null],
      beganAnew: true,
      everyLineTold: true,
    });
  });

  it('an order whose flush is under way when the bridge stops is flushed and answered', () => {
    expect(run('closing')).toEqual({ answer: 'created' });
  });

  /** What a power cut leaves: of SQLite's log only what was there when its last flush that ended began. */
  async function cutPower(
    answers: string,
    holdAt = Infinity,
  ): Promise<{ answered: string[]; lost: string[]; whole: boolean }> {
    const folder = scratchFolder();
    const file = path.join(folder, 'bridge.db');
    const sizes = path.join(folder, 'sizes');
    const env = { ...slowDisk(folder), PUENTE_FSYNC_SIZES: sizes };
    const child = spawn(process.execPath, [FOREVER, file, '16', 'Infinity', answers], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const answered: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      answered.push(line);
      if (answered.length === holdAt) writeFileSync(env.PUENTE_FSYNC_HOLD, '');
      if (answered.length >= 400) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    const after = path.join(folder, 'after.db');
    copyFileSync(file, after);
    copyFileSync(`${file}-wal`, `${after}-wal`);
    const certain = Math.max(...readFileSync(sizes, 'utf8').trim().split('\n').map(Number));
    truncateSync(`${after}-wal`, certain);
    const store = createStore({ path: after });
    const lost = answered.filter((orderId) => !store.charges.byOrder(orderId));
    const whole = store.journal.verify({ seq: 0, hash: CHAIN_START }, 1_000_000).broken === undefined;
    store.close();
    expect(existsSync(sizes)).toBe(true);
    return { answered, lost, whole };
  }

  it('no order that was answered is lost in a power cut, and the journal is whole', async () => {
    const { answered, lost, whole } = await cutPower('when-on-disk');
    expect(answered.length).toBeGreaterThanOrEqual(400);
    expect({ lost, whole }).toEqual({ lost: [], whole: true });
  });

  it('orders answered before their flush would be (the control)', async () => {
    // Held half-way, since a slow machine may write a group in more time than the disk takes to flush it: nothing would be open.
    const { lost, whole } = await cutPower('too-early', 200);
    expect(lost).not.toEqual([]);
    expect(whole).toBe(true);
  });
});
