import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readRuntime } from '../runtime-file.ts';
import type { Upstream } from './bridge-proxy.ts';
import { openSession } from './session.ts';

/**
 * The way onto a bridge that another user of this PC runs: where it listens, and its API key if this user may read it.
 * Undefined when there is no way; then the window says so, and no second bridge is started.
 */
export async function attachToRunning(dataDir: string): Promise<Upstream | undefined> {
  try {
    const apiKey = readFileSync(path.join(dataDir, 'api-key'), 'utf8').trim();
    const runtime = readRuntime(dataDir);
    return runtime && (await openSession(Number(new URL(runtime.url).port), apiKey));
  } catch {
    return undefined;
  }
}
