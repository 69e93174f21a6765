// One case in a process of its own: `run-case.ts NAME WORK_FOLDER KEPT_FOLDER OUT.json [--quick]`. Should it hang or fail, the others
// are measured all the same.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from './bench.ts';
import { CASES } from './cases.ts';
import { findDisks } from './disk.ts';

const [name = '', work = '', keptFolder = '', out = '', quick] = process.argv.slice(2);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const dist = path.join(work, 'dist');
let folders = 0;
const bench: Bench = {
  dist,
  cli: path.join(dist, 'main/cli.cjs'),
  disks: findDisks(work),
  quick: quick === '--quick',
  keptFolder,
  newFolder(what) {
    const folder = path.join(work, `${what}-${(folders += 1)}`);
    mkdirSync(folder);
    return folder;
  },
  note: (line) => console.error(`    ${line}`),
};
const run = await CASES[name]?.load();
writeFileSync(out, JSON.stringify([(await run?.(bench)) ?? []].flat()));
process.exit(0);
