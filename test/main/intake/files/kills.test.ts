import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  rmSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FolderConfig } from '../../../../main/contract/folders.ts';
import { openLedger } from './ledger.ts';
import { csv, list, makeFolder, startOn, until, write } from './stage.ts';
import { seedFrom } from '../../../seed.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
let childFolder = '';
const ROWS = 45;
const AN_HOUR_MS = 3_600_000;
/** The child as one file: it is started dozens of times, and reading every source anew would be most of the test. */
beforeAll(async () => {
  mkdirSync(path.join(ROOT, '.puente'), { recursive: true });
  // Below the repository, so that it finds better-sqlite3.
  childFolder = mkdtempSync(path.join(ROOT, '.puente', 'kills-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, 'child.ts'),
      outDir: childFolder,
      minify: false,
      rollupOptions: { external: ['better-sqlite3'], output: { entryFileNames: 'child.mjs' } },
    },
  });
});
afterAll(() => rmSync(childFolder, { recursive: true, force: true }));

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

interface Stage {
  readonly data: string;
  readonly folder: FolderConfig;
  /** The orders that must end up as charges, each once. */
  readonly good: string[];
  /** How often the ERP has exported. */
  rounds: number;
}
function prepare(results: object): Stage {
  const { data, folder, remove } = makeFolder({ ready: { stableMs: 50 }, results });
  removals.push(remove);
  return { data, folder, good: [], rounds: 0 };
}

/** Three files: many rows with a bad one, one that cannot be read, one row. All old, so that each charge is closed at once and owed a result. */
function exportAgain(stage: Stage): void {
  const { folder, good } = stage;
  stage.rounds += 1;
  const round = stage.rounds;
  const orders = Array.from({ length: ROWS }, (_, at) => `K-${round}-${at}`);
  const rows = orders.map((order) => [order, '10.00'] as const);
  write(folder, `many-${round}.csv`, csv([...rows.slice(0, 30), ['BAD', 'x'], ...rows.slice(30)]), AN_HOUR_MS);
  write(folder, `unreadable-${round}.csv`, `no,header,${round}\r\n`, AN_HOUR_MS - 1000);
  write(folder, `one-${round}.csv`, csv([[`LAST-${round}`, '20.00']]), AN_HOUR_MS - 2000);
  good.push(...orders, `LAST-${round}`);
}

/** Runs the child until it has nothing left to do or dies; answers with the steps that it reached, or undefined. */
function run(
  { data, folder, wanted = 0 }: Pick<Stage, 'data' | 'folder'> & { wanted?: number },
  env: Record<string, string> = {},
  killAfterMs?: number,
) {
  return new Promise<{ killed: boolean; reached: string[] }>((resolve, reject) => {
    const settings = [data, JSON.stringify(folder), String(wanted)];
    const child = spawn(process.execPath, [path.join(childFolder, 'child.mjs'), ...settings], {
      env: { ...process.env, ...env },
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (part: Buffer) => {
      if (out === '' && killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      out += part.toString();
    });
    child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
    const limit = setTimeout(() => child.kill('SIGTERM'), 60_000);
    child.on('exit', (code, signal) => {
      clearTimeout(limit);
      if (signal === 'SIGKILL') resolve({ killed: true, reached: [] });
      else if (code === 0) resolve({ killed: false, reached: JSON.parse(out.split('\n')[1] ?? '[]') as string[] });
      else reject(new Error(`the child ended with ${code ?? signal}: ${errors}`));
    });
  });
}

/** Everything that must hold when all is done, as a list of what does not. */
function audit({ data, folder, good, rounds }: Stage): string[] {
  const { store } = openLedger(data);
  const faults: string[] = [];
  const orders = store.db.prepare('SELECT order_id FROM charges ORDER BY seq').all() as { order_id: string }[];
  const found = orders.map(({ order_id }) => order_id);
  const wanted = new Set(good);
  const there = new Set(found);
  for (const order of good) if (!there.has(order)) faults.push(`lost: ${order}`);
  for (const order of found) if (!wanted.has(order)) faults.push(`extra: ${order}`);
  const again = store.db.prepare("SELECT count(*) AS n FROM file_rows WHERE kind = 'existing'").get() as { n: number };
  if (again.n > 0) faults.push(`taken twice: ${again.n} rows`);
  store.close();
  const compare = (place: string, names: readonly string[]): void => {
    const present = list(folder, place);
    if (JSON.stringify(present) !== JSON.stringify([...names].sort())) faults.push(`${place}: ${present.join(' ')}`);
  };
  const each = Array.from({ length: rounds }, (_, at) => at + 1);
  compare('processing', []);
  compare(
    'done',
    each.flatMap((round) => [`many-${round}.csv`, `one-${round}.csv`]),
  );
  compare(
    'rejected',
    each.flatMap((round) => [
      `many-${round}.csv.rejected.csv`,
      `unreadable-${round}.csv`,
      `unreadable-${round}.csv.error.txt`,
    ]),
  );
  return faults;
}

function auditResults({ folder, good }: Pick<Stage, 'folder' | 'good'>): string[] {
  const results = path.join(folder.path, 'results');
  const names = readdirSync(results);
  const faults: string[] = [];
  if (folder.results?.append) {
    const days = names.filter((name) => name.startsWith('results-'));
    const lines = days.flatMap((name) => readFileSync(path.join(results, name), 'utf8').split('\r\n').slice(1, -1));
    const told = lines.map((line) => line.split(',')[0] ?? '');
    for (const order of good) {
      const times = told.filter((each) => each === order).length;
      if (times !== 1) faults.push(`${order} is told ${times} times`);
    }
  } else {
    for (const order of good) if (!names.includes(`${order}.json`)) faults.push(`no result: ${order}`);
  }
  const left = names.filter((name) => name.endsWith('.tmp'));
  if (left.length > 0) faults.push(`left over: ${left.join(' ')}`);
  return faults;
}

async function watchAsErp(folder: FolderConfig) {
  const worker = new Worker(path.join(import.meta.dirname, 'reader.ts'), {
    workerData: { folder: path.join(folder.path, 'results') },
  });
  await once(worker, 'message');
  return {
    async end(): Promise<{ reads: number; halves: string[] }> {
      worker.postMessage('end');
      const [seen] = (await once(worker, 'message')) as [{ reads: number; halves: string[] }];
      return seen;
    },
  };
}

const APPEND = { format: 'csv', append: true, when: 'final' };
const FILES = { format: 'json', when: 'final' };

describe('kill -9', () => {
  it('at every step of the import and of the results: no row lost, none doubled, no half result', async () => {
    const stage = prepare(APPEND);
    exportAgain(stage);
    const { reached } = await run(stage);
    expect([...audit(stage), ...auditResults(stage)]).toEqual([]);
    expect(reached).toEqual(
      expect.arrayContaining(
        'claim hash file:begin file:chunk rejects error-file file:finish move result-rename file:results'
          .split(' ')
          .flatMap((step) => [`before:${step}`, ...(step === 'result-rename' ? [] : [`after:${step}`])]),
      ),
    );

    // Each death is mended by the next run, which gets more files and its own death. A mistake of any run stays visible.
    const survived: string[] = [];
    const isFirstStart = (step: string): boolean => step.endsWith(':file_owner');
    for (const step of reached) {
      if (isFirstStart(step)) continue;
      exportAgain(stage);
      // Between two chunks of a file rather than before the first.
      const death = step.includes('chunk') ? `${step}@2` : step;
      const erp = step.includes('result') ? await watchAsErp(stage.folder) : undefined;
      const { killed } = await run(stage, { PUENTE_FAILPOINT: death });
      if (!killed) survived.push(step);
      expect({ step, halves: (await erp?.end())?.halves ?? [] }).toEqual({ step, halves: [] });
    }
    expect(survived).toEqual([]);
    await run(stage);
    expect([...audit(stage), ...auditResults(stage)]).toEqual([]);

    // The bridge makes its mark once, so each death there is another first start.
    for (const step of reached.filter(isFirstStart)) {
      const fresh = prepare(APPEND);
      exportAgain(fresh);
      expect(await run(fresh, { PUENTE_FAILPOINT: step })).toMatchObject({ killed: true });
      await run(fresh);
      expect([...audit(fresh), ...auditResults(fresh)]).toEqual([]);
    }
  }, 240_000);

  it('while an order that came again is answered in the file of the day: one line more for each time', async () => {
    const stage = prepare({ ...APPEND, answerRepeats: true });
    const { folder } = stage;
    let exports = 0;
    const exportOrder = (): void => {
      exports += 1;
      write(folder, `r${exports}.csv`, csv([['R-1', '10.00']]), AN_HOUR_MS);
    };
    const told = (): number =>
      list(folder, 'results')
        .filter((name) => name.startsWith('results-'))
        .flatMap((name) => readFileSync(path.join(folder.path, 'results', name), 'utf8').split('\r\n'))
        .filter((line) => line.startsWith('R-1,')).length;
    exportOrder();
    await run(stage);
    expect(told()).toBe(1);
    exportOrder();
    const { reached } = await run(stage);
    expect(told()).toBe(2);
    const steps = reached.filter((step) => /result|file:repeats/.test(step));
    expect(steps).toEqual(expect.arrayContaining(['after:file:repeats', 'after:result-rename', 'before:file:results']));
    for (const step of steps) {
      exportOrder();
      const { killed } = await run(stage, { PUENTE_FAILPOINT: step });
      await run(stage);
      expect({ step, killed, told: told() }).toEqual({ step, killed: true, told: exports });
    }
  }, 120_000);

  it('at random, again and again, until everything is done', async () => {
    const seed = seedFrom('PUENTE_SEED');
    let state = seed;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const stage = prepare(FILES);
    const erp = await watchAsErp(stage.folder);
    let kills = 0;
    for (let round = 0; round < 4; round += 1) {
      exportAgain(stage);
      if ((await run(stage, {}, Math.round(random() * 300))).killed) kills += 1;
    }
    await run(stage);
    const { reads, halves } = await erp.end();
    const faults = [...audit(stage), ...auditResults(stage), ...halves];
    expect({ seed, faults }).toEqual({ seed, faults: [] });
    expect(kills).toBeGreaterThan(1);
    expect(reads).toBeGreaterThan(100);
  }, 120_000);
});

describe('kill -9 while a done file is taken up again', () => {
  const rows = Array.from({ length: 60 }, (_, at) => `${100 + at}.00\r\n`).join('');
  it.each([
    'after:claim',
    'before:hash',
    'after:file:begin',
    'before:chunk@2',
    'after:chunk@3',
    'after:finish',
    'after:move',
  ])(
    'at %s: its rows keep the numbers that they have, and none is charged twice',
    async (death) => {
      const { data, folder, remove } = makeFolder({
        ...{ ready: { stableMs: 50 }, results: FILES, fields: { amount: 'Total' } },
        defaults: { order_id: '{hash}-{date}-{line}' },
      });
      removals.push(remove);
      // Taken on one day, written on at the next.
      write(folder, 'big.csv', `Total\r\n${rows}`, 26 * AN_HOUR_MS);
      await run({ data, folder });
      appendFileSync(path.join(folder.path, 'done', 'big.csv'), '77.00\r\n');
      const more = { data, folder, wanted: 61 };
      expect(await run(more, { PUENTE_FAILPOINT: death })).toMatchObject({ killed: true });
      await run(more);
      const { store } = openLedger(data);
      const amounts = store.db.prepare<[], { cents: number }>('SELECT amount_in_cents AS cents FROM charges').all();
      const alike = store.db.prepare("SELECT count(*) AS n FROM file_rows WHERE kind = 'existing'").get();
      store.close();
      expect(amounts.map(({ cents }) => cents).sort((a, b) => a - b)).toEqual([
        7700,
        ...Array.from({ length: 60 }, (_, at) => (100 + at) * 100),
      ]);
      // Control: the file was read a second time, under the numbers of the first.
      expect(alike).toEqual({ n: 60 });
      expect(list(folder, 'done')).toEqual(['big.csv']);
      expect([...list(folder, 'processing'), ...list(folder, 'rejected')]).toEqual([]);
    },
    60_000,
  );
});

describe('the checks themselves', () => {
  it('would notice lost rows: a ledger that commits its progress before its charges', async () => {
    const stage = prepare(FILES);
    exportAgain(stage);
    const { data, folder } = stage;
    const running = startOn(data, folder, {
      rowsAChunk: 20,
      wrap: (ledger) => {
        let chunks = 0;
        return {
          ...ledger,
          async importChunk(fileId, rows, progress, options) {
            chunks += 1;
            if (chunks !== 2) return ledger.importChunk(fileId, rows, progress, options);
            await ledger.importChunk(fileId, [], progress, options);
            throw new Error('killed in between');
          },
        };
      },
    });
    await until('done', () => list(folder, 'done').length === 2);
    await running.stop();
    expect(audit(stage).filter((fault) => fault.startsWith('lost'))).toHaveLength(19);
  });

  it('would notice doubled rows: a ledger that forgets its progress', async () => {
    const stage = prepare(FILES);
    exportAgain(stage);
    const { data, folder } = stage;
    const running = startOn(data, folder, {
      rowsAChunk: 20,
      wrap: (ledger) => ({
        ...ledger,
        importChunk(fileId, rows, progress, options) {
          const chunk = ledger.importChunk(fileId, rows, progress, options);
          if (progress.rowsDone !== 40) return chunk;
          // Dies after the commit, and the next run starts from the first row.
          const record = ledger.unfinished(folder.path)[0];
          if (record && !forgot) {
            forgot = true;
            ledger.begin({ ...record, settings: 'other' });
            throw new Error('killed in between');
          }
          return chunk;
        },
      }),
    });
    let forgot = false;
    await until('done', () => list(folder, 'done').length === 2);
    await running.stop();
    expect(audit(stage)).toContain('taken twice: 39 rows');
  });

  it('would notice half a result: a writer that writes in place', async () => {
    const { folder, remove } = makeFolder({ results: FILES });
    removals.push(remove);
    const results = path.join(folder.path, 'results');
    mkdirSync(results);
    const erp = await watchAsErp(folder);
    const text = JSON.stringify({ order_id: 'H-1', status: 'paid', note: 'x'.repeat(10_000) });
    for (let at = 0; at < 30; at += 1) {
      const handle = openSync(path.join(results, 'H-1.json'), 'w');
      writeSync(handle, text.slice(0, 5000));
      await new Promise((resolve) => setTimeout(resolve, 5));
      writeSync(handle, text.slice(5000));
      closeSync(handle);
    }
    expect((await erp.end()).halves.length).toBeGreaterThan(0);
  });

  it('would notice a missing result', () => {
    const { folder, remove } = makeFolder({ results: FILES });
    removals.push(remove);
    mkdirSync(path.join(folder.path, 'results'));
    writeFileSync(path.join(folder.path, 'results', 'A.json'), '{}');
    utimesSync(path.join(folder.path, 'results', 'A.json'), new Date(), new Date());
    expect(auditResults({ folder, good: ['A', 'B'] })).toEqual(['no result: B']);
  });
});
