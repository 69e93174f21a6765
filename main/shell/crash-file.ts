import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Crash } from './supervisor.ts';

const KEPT = 20;

/** Writes `logs/crash-<time>.txt` with what is known about a crash of the bridge; the newest 20 are kept. */
export function writeCrashFile(dataDir: string, crash: Crash, version: string): string {
  const folder = path.join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true });
  const at = new Date(crash.atMs).toISOString();
  const file = path.join(folder, `crash-${at.replaceAll(':', '-')}.txt`);
  const head = [
    `Puente ${version}: the bridge ended unexpectedly and was started again.`,
    `time: ${at}`,
    `exit code: ${crash.exitCode}`,
    `ran for: ${Math.round(crash.upForMs / 1000)} s`,
    `system: ${process.platform} ${process.arch}, node ${process.versions.node}`,
    '',
    'last log lines:',
  ];
  writeFileSync(file, `${head.join('\n')}\n${crash.log}`, { mode: 0o600 });
  const old = readdirSync(folder)
    .filter((name) => /^crash-.*\.txt$/.test(name))
    .sort()
    .slice(0, -KEPT);
  for (const name of old) rmSync(path.join(folder, name), { force: true });
  return file;
}
