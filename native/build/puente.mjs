#!/usr/bin/env node
// The `puente` command: builds what is missing, sees to a Node that may open the database, and runs dist/main/cli.cjs
// in this very process when it can.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cliFile } from './layout.mjs';
import { handOver, nodeIsNewEnough, stopWhenLeftBehind } from './with-node.mjs';

/** Commands that run until they are stopped; only they are worth the check for stale sources. */
const LONG_LIVED = new Set(['serve', 'demo', 'hub']);

const args = process.argv.slice(2);
if (!existsSync(cliFile) || LONG_LIVED.has(args[0])) {
  const { buildIfStale } = await import('./build.mjs');
  await buildIfStale();
}
if (nodeIsNewEnough()) {
  stopWhenLeftBehind();
  process.argv[1] = cliFile;
  await import(pathToFileURL(cliFile).href);
} else handOver('node', [fileURLToPath(import.meta.url), ...args]);
