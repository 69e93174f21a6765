// `npm run bench [-- charge start …] [--quick] [--as-built]`: what the product costs, beside what its parts cost, measured in the same run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../native/build/build.mjs';
import { CASES, defaultCases, limitMs } from './cases.ts';
import type { CaseResult } from './figures.ts';
import { writeGoals, writeTable } from './table.ts';

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
const runFolder = mkdtempSync(path.join(keptFolder, 'run-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.on('exit', () => rmSync(runFolder, { recursive: true, force: true }));

const made = new Date().toISOString();
const startMs = performance.now();
const results: CaseResult[] = [];
const missing: string[] = [];
/** Named cases may take what they take; a run of all is cut off here, and says what is missing. */
const WHOLE_RUN_MS = 15 * 60_000;
const names = positionals.length > 0 ? positionals : defaultCases();
for (const [index, name] of names.entries()) {
  const beganMs = performance.now();
  if (positionals.length === 0 && beganMs - startMs > WHOLE_RUN_MS) {
    missing.push(`${name}: no time was left`);
    continue;
  }
  console.error(`bench: ${name} (${index + 1} of ${names.length}, at most ${limitMs(name) / 1000} s)`);
  const found = await runCase(name);
  if (typeof found === 'string') missing.push(`${name}: ${found}`);
  else results.push(...found);
  for (const result of Array.isArray(found) ? found : []) console.log(writeTable(result));
  console.error(
    `    ${((performance.now() - beganMs) / 1000).toFixed(1)} s${typeof found === 'string' ? `; ${found}` : ''}`,
  );
  writeReport();
}
console.log(writeGoals(results));
console.error(`bench: written to ${path.relative(process.cwd(), path.join(outFolder, 'bench.md'))} and bench.json`);
if (missing.length > 0) console.error(`bench: not measured: ${missing.join('; ')}`);
process.exit(missing.length > 0 ? 1 : 0);

/** The case's tables, or why there are none. Each has its own copy of the build, below the repository so that it finds its packages. */
async function runCase(name: string): Promise<CaseResult[] | string> {
  const work = path.join(runFolder, name);
  mkdirSync(work);
  cpSync(path.join(root, 'dist'), path.join(work, 'dist'), { recursive: true });
  const out = path.join(runFolder, `${name}.json`);
  const args = [path.join(import.meta.dirname, 'run-case.ts'), name, work, keptFolder, out];
  const child = spawn(process.execPath, [...args, ...(values.quick ? ['--quick'] : [])], { stdio: ['ignore', 2, 2] });
  const killChild = (): boolean => child.kill('SIGTERM');
  process.once('exit', killChild);
  let hung = false;
  const limit = setTimeout(() => {
    hung = true;
    killChild();
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  }, limitMs(name));
  await once(child, 'exit');
  clearTimeout(limit);
  process.off('exit', killChild);
  const found = existsSync(out) ? (JSON.parse(readFileSync(out, 'utf8')) as CaseResult[]) : undefined;
  rmSync(work, { recursive: true, force: true });
  if (hung) return `took longer than ${limitMs(name) / 1000} s`;
  return found ?? `failed with exit code ${child.exitCode}`;
}

function writeReport(): void {
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'CPU'}, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
  const head = `# Bench of ${made}\n\n${machine}. Median [min..max]; ×ratio to the row it stands beside. Never compare figures of different runs.\n`;
  const gaps = missing.length > 0 ? [`Not measured: ${missing.join('; ')}.\n`] : [];
  writeFileSync(
    path.join(outFolder, 'bench.md'),
    [head, ...gaps, writeGoals(results), ...results.map(writeTable)].join('\n'),
  );
  writeFileSync(path.join(outFolder, 'bench.json'), JSON.stringify({ made, machine, missing, results }, null, 2));
}
