import SqliteDatabase from 'better-sqlite3';
import { existsSync, mkdirSync, renameSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { profileSchema } from '../../main/contract/folders.ts';
import { fingerprint, importRows, ROWS_A_CHUNK } from '../../main/intake/files/import-file.ts';
import { readFile } from '../../main/intake/files/read-file.ts';
import { systemClock } from '../../main/dispatch/system-clock.ts';
import { openLedger } from '../main/intake/files/ledger.ts';
import { makeFolder, startOn, until } from '../main/intake/files/stage.ts';
import type { Bench } from './bench.ts';
import { nextOrder } from './charge.ts';
import { createErp } from './erp.ts';
import { createRows, pause, quantile, timeMs, type CaseResult } from './figures.ts';
import { startServe } from './processes.ts';

const NOTICED = 'raw fs.watch: renamed in to noticed';
const ACCEPTED = 'renamed in to accepted (on disk)';
const PARSER = 'csv-parse alone';
const BARE = 'csv-parse and a bare insert, in durable batches';
const READ = 'decoded, parsed and mapped to orders';
const IMPORTED = 'imported: charges on disk';
const ROWS = 10_000;
const STABLE_MS = 300;

/** Export files: from the rename to the charge, and rows a second, each beside the least that could do it. */
export async function benchFiles(bench: Bench): Promise<CaseResult[]> {
  return [await benchDetection(bench), await benchRows(bench), await benchPauses(bench), await benchNeighbours(bench)];
}

async function benchDetection(bench: Bench): Promise<CaseResult> {
  const { data, folder, remove } = makeFolder({ ready: { stableMs: STABLE_MS } });
  const raw = path.join(data, 'raw');
  mkdirSync(raw);
  const running = startOn(data, folder, { sweepMs: 5000 });
  const { add, rows } = createRows({ [ACCEPTED]: NOTICED });
  try {
    await until('watching', () => running.intake.status()[0]?.state === 'watching');
    const samples = bench.quick ? 3 : 15;
    for (let sample = 0; sample <= samples; sample += 1) {
      const order = `D-${sample}`;
      const accepted = new Promise<number>((resolve) => {
        const unlisten = running.store.onCommit((lines) => {
          if (!lines.some(({ kind }) => kind === 'accepted')) return;
          unlisten();
          resolve(performance.now());
        });
      });
      const acceptedMs = await renameIn(folder.path, `${order}.csv`, accepted);
      const watcher = watch(raw);
      const noticed = new Promise<number>((resolve) => watcher.once('change', () => resolve(performance.now())));
      const noticedMs = await renameIn(raw, `${order}.csv`, noticed);
      watcher.close();
      if (sample === 0) continue;
      add(NOTICED, 'ms', noticedMs);
      add(ACCEPTED, 'ms', acceptedMs);
    }
  } finally {
    await running.stop();
    remove();
  }
  return {
    title: `A file renamed into place, stableMs ${STABLE_MS}`,
    rows: rows(),
    notes: [`stableMs is part of the second figure: a notice says that a file is there, not that it is whole.`],
  };

  /** Written elsewhere in the same file system, so that only the rename is seen. */
  async function renameIn(target: string, name: string, seen: Promise<number>): Promise<number> {
    const written = path.join(data, `${name}.new`);
    writeFileSync(written, `Factura,Total\r\n${name},10.00\r\n`);
    const start = performance.now();
    renameSync(written, path.join(target, name));
    return (await seen) - start;
  }
}

async function benchRows(bench: Bench): Promise<CaseResult> {
  const columns = { order_id: 'Factura', amount: 'Total', description: 'Cliente' };
  const profile = profileSchema.parse({ format: 'csv', fields: columns, decimal: ',' });
  const { add, rows } = createRows({ [READ]: PARSER, [IMPORTED]: BARE });
  const repeats = bench.quick ? 1 : 5;
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    const text = Array.from({ length: ROWS }, (_, at) => `V${repeat}-${at};José Muñoz ${at};1.234,50\r\n`).join('');
    const bytes = Buffer.from(`Factura;Cliente;Total\r\n${text}`, 'latin1');
    const nowMs = Date.now();
    const parserMs = await timeMs(() => parseOnly(bytes));
    const readMs = await timeMs(() => readFile(bytes, profile, { stem: 'v', sha256: '0', mtimeMs: nowMs, nowMs }));

    const bareMs = await timeMs(() => insertOnly(bytes, path.join(bench.newFolder('files'), 'bare.db')));

    const folder = bench.newFolder('files');
    const file = path.join(folder, 'v.csv');
    writeFileSync(file, bytes);
    const { store, ledger } = openLedger(folder);
    const importMs = await timeMs(() =>
      importRows(
        { folder: 'bench', name: 'v.csv', claim: 'v.csv', file, profile },
        {
          ledger,
          clock: systemClock,
          failpoint: () => undefined,
          onProgress: () => undefined,
          acknowledge: () => Promise.resolve(),
          isStopping: () => false,
          rowsAChunk: ROWS_A_CHUNK,
          // As in the bridge while nobody calls it; what callers notice of an import has a row of its own.
          isQuiet: () => true,
        },
      ),
    );
    store.close();
    if (repeat === 0) continue;
    for (const [what, ms] of [
      [PARSER, parserMs],
      [BARE, bareMs],
      [READ, readMs],
      [IMPORTED, importMs],
    ] as const)
      add(what, 'rows/s', (ROWS / ms) * 1000);
  }
  return {
    title: `${ROWS.toLocaleString('en')} rows of windows-1252 CSV`,
    rows: rows(),
    goals: [{ row: IMPORTED, column: 'rows/s', beside: BARE, least: 0.5 }],
    notes: [`Imported in chunks of ${ROWS_A_CHUNK} rows, each one durable commit.`],
  };
}

const MAPPED = { fields: { order_id: 'Factura', amount: 'Total', description: 'Cliente' } };
/** A row as each format has it, and what stands around the rows. An INI file is one charge: there it is ten thousand other keys. */
const FORMATS: readonly (readonly [settings: object, row: (at: number) => string, before: string, after: string])[] = [
  [{ format: 'csv', ...MAPPED }, (at) => `V-${at};José Muñoz ${at};1234.50\r\n`, 'Factura;Cliente;Total\r\n', ''],
  [
    { format: 'json', ...MAPPED, record: 'ventas' },
    (at) => `${at > 0 ? ',' : ''}{"Factura":"V-${at}","Cliente":"José Muñoz ${at}","Total":1234.50}`,
    '{"ventas":[',
    ']}',
  ],
  [
    { format: 'ndjson', ...MAPPED },
    (at) => `{"Factura":"V-${at}","Cliente":"José Muñoz ${at}","Total":1234.50}\n`,
    '',
    '',
  ],
  [
    { format: 'xml', ...MAPPED, record: 'Ventas.Venta' },
    (at) => `<Venta><Factura>V-${at}</Factura><Cliente>José Muñoz ${at}</Cliente><Total>1234.50</Total></Venta>\n`,
    '<Ventas>',
    '</Ventas>',
  ],
  [
    { format: 'fixed', columns: { order_id: [0, 10], description: [10, 40], amount: [40, 52] } },
    (at) => `V-${at}`.padEnd(10) + `José Muñoz ${at}`.padEnd(30) + '     1234.50\r\n',
    '',
    '',
  ],
  [{ format: 'ini', ...MAPPED }, (at) => `Clave${at}=José Muñoz\r\n`, 'Factura=V-1\r\nTotal=1234.50\r\n', ''],
];

/** How long a caller may have to wait for an answer while a file is fingerprinted, decoded, parsed and mapped. */
async function benchPauses(bench: Bench): Promise<CaseResult> {
  const { add, rows } = createRows();
  const folder = bench.newFolder('pauses');
  for (const [settings, row, before, after] of FORMATS) {
    const profile = profileSchema.parse(settings);
    const file = path.join(folder, profile.format);
    const bytes = Buffer.from(before + Array.from({ length: ROWS }, (_, at) => row(at)).join('') + after, 'latin1');
    writeFileSync(file, bytes);
    const delays = monitorEventLoopDelay({ resolution: 1 });
    for (let repeat = 0; repeat <= (bench.quick ? 1 : 5); repeat += 1) {
      delays.enable();
      // The first tick only begins to count, and the last step shows at the tick after it.
      await pause(20);
      delays.reset();
      await pause(20);
      const { sha256, mtimeMs } = await fingerprint(file);
      await readFile(bytes, profile, { stem: 'v', sha256, mtimeMs, nowMs: Date.now() });
      await pause(20);
      delays.disable();
      if (repeat > 0) add(profile.format, 'longest ms', delays.max / 1e6);
    }
  }
  return {
    title: `The longest pause of the event loop while a file of ${ROWS.toLocaleString('en')} rows is read`,
    rows: rows(),
    notes: ['Measured with perf_hooks: a busy machine shows here too.'],
  };
}

/** What it would be without rules, journal and indexes. */
async function insertOnly(bytes: Buffer, file: string): Promise<void> {
  const db = new SqliteDatabase(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE charges (seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT');
  const insert = db.prepare<[string, string]>('INSERT INTO charges (order_id, body) VALUES (?, ?)');
  const addChunk = db.transaction((chunk: readonly (readonly string[])[]) => {
    for (const record of chunk) insert.run(record[0] ?? '', JSON.stringify(record));
  });
  let chunk: string[][] = [];
  for await (const record of Readable.from([bytes.toString('latin1')]).pipe(parse({ delimiter: ';' }))) {
    chunk.push(record as string[]);
    if (chunk.length < ROWS_A_CHUNK) continue;
    addChunk.immediate(chunk);
    chunk = [];
  }
  addChunk.immediate(chunk);
  db.close();
}

const ALONE = 'POST /v1/charges, nothing else to do';
const DURING = `POST /v1/charges while ${ROWS.toLocaleString('en')} rows are imported`;

/** What an import costs those who ask meanwhile. */
async function benchNeighbours(bench: Bench): Promise<CaseResult> {
  const { add, rows } = createRows({ [DURING]: ALONE });
  const folder = bench.newFolder('neighbours');
  const exports = path.join(folder, 'export');
  mkdirSync(exports);
  const fields = { order_id: 'Factura', amount: 'Total' };
  const folders = [{ path: exports, match: '*.csv', format: 'csv', fields, ready: { stableMs: 100 } }];
  const bridge = await startServe({ cli: bench.cli, folder, folders });
  const { place } = createErp(bridge.url);
  const postUntil = async (isOver: () => boolean): Promise<number[]> => {
    const figures: number[] = [];
    while (!isOver()) figures.push(await timeMs(() => place(nextOrder())));
    return figures;
  };
  try {
    await postUntil(startOf(1500));
    for (let repeat = 0; repeat < (bench.quick ? 1 : 3); repeat += 1) {
      const name = `import-${repeat}.csv`;
      const text = Array.from({ length: ROWS }, (_, at) => `N${repeat}-${at},12.50\r\n`).join('');
      const ready = path.join(folder, name);
      writeFileSync(ready, `Factura,Total\r\n${text}`);
      add(ALONE, 'p99 ms', quantile(await postUntil(startOf(1500)), 0.99));
      renameSync(ready, path.join(exports, name));
      const giveUp = startOf(60_000);
      const figures = await postUntil(() => existsSync(path.join(exports, 'done', name)) || giveUp());
      if (giveUp()) throw new Error(`${name} was not imported in a minute`);
      add(DURING, 'p99 ms', quantile(figures, 0.99));
      add(DURING, 'longest ms', Math.max(...figures));
    }
  } finally {
    await bridge.stop();
  }
  return {
    title: 'Requests during an import, 1 connection',
    rows: rows(),
    goals: [{ row: DURING, column: 'p99 ms', beside: ALONE, most: 3 }],
  };
}

/** True once so many ms have passed since now. */
function startOf(ms: number): () => boolean {
  const endMs = performance.now() + ms;
  return () => performance.now() >= endMs;
}

async function parseOnly(bytes: Buffer): Promise<number> {
  let count = 0;
  const records = Readable.from([bytes.toString('latin1')]).pipe(parse({ delimiter: ';' }));
  for await (const record of records) count += (record as string[]).length;
  return count;
}
