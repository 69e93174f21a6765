// `npm test [-- paths]`: builds what is stale, runs vitest under a Node that may open the database, and ends with the
// plain line `N passed, N failed`. Installs nothing but that Node, once.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfStale } from './build.mjs';
import { root } from './layout.mjs';
import { countResults, namesOfFailures } from './test-results.mjs';
import { findNode } from './with-node.mjs';

await buildIfStale();
const node = findNode();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'puente-test-'));
const report = path.join(scratch, 'report.json');
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const args = ['run', '-c', 'test/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile=${report}`];
const child = spawn(node, [vitest, ...args, ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, PATH: path.dirname(node) + path.delimiter + process.env.PATH },
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => {
  const results = readReport();
  const { passed, failed, skipped } = countResults(results, code);
  rmSync(scratch, { recursive: true, force: true });
  for (const line of namesOfFailures(results, root)) console.log(`failed: ${line}`);
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
});

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}
