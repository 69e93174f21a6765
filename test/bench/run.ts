// `npm run bench [-- charge start …] [--quick] [--as-built]`: what the product costs, beside what its parts cost, measured in the same run.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../native/build/build.mjs';
import type { Bench, Case } from './bench.ts';
import { findDisks } from './disk.ts';
import type { CaseResult } from './figures.ts';
import { writeTable } from './table.ts';

/** Loaded only when asked for. */
const CASES: Readonly<Record<string, () => Promise<Case>>> = {
  charge: async () => (await import('./charge.ts')).benchCharge,
  send: async () => (await import('./send.ts')).benchSend,
  paid: async () => (await import('./paid.ts')).benchPaid,
  news: async () => (await import('./news.ts')).benchNews,
  start: async () => (await import('./start.ts')).benchStart,
  cli: async () => (await import('./cli.ts')).benchCli,
  list: async () => (await import('./list.ts')).benchList,
  files: async () => (await import('./files.ts')).benchFiles,
  window: async () => (await import('./window.ts')).benchWindow,
  memory: async () => (await import('./memory.ts')).benchMemory,
};

const root = path.resolve(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, 'as-built': { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !(name in CASES));
if (unknown.length > 0) {
  console.error(`bench: no case ${unknown.join(', ')}; cases are ${Object.keys(CASES).join(', ')}.`);
  process.exit(2);
}

// Measures `dist` as it stands, for instance while sources are being changed.
if (!values['as-built']) await buildIfStale();
const outFolder = path.join(root, '.puente');
const keptFolder = path.join(outFolder, 'bench');
mkdirSync(keptFolder, { recursive: true });
const work = mkdtempSync(path.join(keptFolder, 'run-'));
const PATIENCE_MS = 20 * 60_000;
setTimeout(() => {
  console.error('bench: something hangs; giving up');
  process.exit(1);
}, PATIENCE_MS).unref();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
// Below the repository, so that the copy finds its packages.
const dist = path.join(work, 'dist');
cpSync(path.join(root, 'dist'), dist, { recursive: true });

let folders = 0;
const bench: Bench = {
  dist,
  cli: path.join(dist, 'main/cli.cjs'),
  disks: findDisks(work),
  quick: values.quick ?? false,
  keptFolder,
  newFolder(name) {
    const folder = path.join(work, `${name}-${(folders += 1)}`);
    mkdirSync(folder);
    return folder;
  },
  note: (line) => console.error(`    ${line}`),
};

const results: CaseResult[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(CASES)) {
  const start = performance.now();
  console.error(`bench: ${name}`);
  const found = await (await CASES[name]?.())?.(bench);
  for (const result of [found ?? []].flat()) {
    results.push(result);
    console.log(writeTable(result));
  }
  console.error(`    ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

const made = new Date().toISOString();
const machine = `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'CPU'}, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
const head = `# Bench of ${made}\n\n${machine}. Median [min..max]; ×ratio to the row it stands beside. Never compare figures of different runs.\n`;
writeFileSync(path.join(outFolder, 'bench.md'), [head, ...results.map(writeTable)].join('\n'));
writeFileSync(path.join(outFolder, 'bench.json'), JSON.stringify({ made, machine, results }, null, 2));
console.error(`bench: written to ${path.relative(process.cwd(), path.join(outFolder, 'bench.md'))} and bench.json`);
