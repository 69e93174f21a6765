// `npm run bench [-- charge start …] [--quick] [--as-built]`: what the product costs, beside what its parts cost, measured in the same run.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../native/build/build.mjs';
import type { Bench, Case } from './bench.ts';
import { benchCharge } from './charge.ts';
import { benchCli } from './cli.ts';
import { benchFiles } from './files.ts';
import { benchList } from './list.ts';
import { benchMemory } from './memory.ts';
import { benchPaid } from './paid.ts';
import { benchSend } from './send.ts';
import { benchStart } from './start.ts';
import { findDisks } from './disk.ts';
import type { CaseResult } from './figures.ts';
import { writeTable } from './table.ts';
import { benchWindow } from './window.ts';

const CASES: Readonly<Record<string, Case>> = {
  charge: benchCharge,
  send: benchSend,
  paid: benchPaid,
  start: benchStart,
  cli: benchCli,
  list: benchList,
  window: benchWindow,
  memory: benchMemory,
  files: benchFiles,
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
  const found = await CASES[name]?.(bench);
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
