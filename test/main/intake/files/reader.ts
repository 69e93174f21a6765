/**
 * An ERP that reads its results folder as fast as it can: a worker that tells how often it read and every file that was not
 * whole. Ends when asked to.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const { folder } = workerData as { folder: string };
const halves: string[] = [];
let reads = 0;
let ending = false;
parentPort?.on('message', () => (ending = true));

const isWhole = (name: string, text: string): boolean => {
  if (name.endsWith('.json')) {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }
  return text.startsWith('order_id,') && text.endsWith('\r\n');
};

function round(): void {
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json') || name.endsWith('.csv'));
  } catch {
    // Not made yet.
  }
  for (const name of names.slice(-50)) {
    let text: string;
    try {
      text = readFileSync(path.join(folder, name), 'utf8');
    } catch {
      continue;
    }
    reads += 1;
    if (!isWhole(name, text)) halves.push(`${name}: ${text.length} characters`);
  }
  if (!ending) setImmediate(round);
  else {
    parentPort?.postMessage({ reads, halves });
    parentPort?.close();
  }
}
parentPort?.postMessage('ready');
round();
