import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '../contract/config.ts';
import type { Upstream } from './bridge-proxy.ts';

/**
 * The way onto a bridge that another user of this PC runs: its port from the configuration, its API key if this user may
 * read it. Undefined when the bridge does not answer to that; then the window says so, and no second bridge is started.
 */
export async function attachToRunning(dataDir: string): Promise<Upstream | undefined> {
  try {
    const token = readFileSync(path.join(dataDir, 'api-key'), 'utf8').trim();
    const file = path.join(dataDir, 'config.json');
    const config = readConfig(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
    if (!config.ok || token === '') return undefined;
    const { port } = config.config.server;
    const answer = await fetch(`http://127.0.0.1:${port}/v1/status`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(3000),
    });
    return answer.ok ? { port, token } : undefined;
  } catch {
    return undefined;
  }
}
