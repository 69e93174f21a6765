import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

export interface Disk {
  readonly name: string;
  /** What a process that should meet this disk is started with. */
  readonly env: Readonly<Record<string, string>>;
}

const SLOWER_MS = 5;
const BARE_DISK: Disk = { name: 'bare disk', env: {} };

/** The disk as it is, and with each flush 5 ms slower where a C compiler and LD_PRELOAD exist. */
export function findDisks(workFolder: string): readonly Disk[] {
  const shim = buildFlushShim(workFolder);
  if (!shim) return [BARE_DISK];
  return [
    { ...BARE_DISK, env: shim },
    { name: `flush +${SLOWER_MS} ms`, env: { ...shim, PUENTE_FSYNC_MS: String(SLOWER_MS) } },
  ];
}

/** Builds slow-fsync.c; answers what a process is started with to meet it, or undefined without a C compiler or LD_PRELOAD. */
export function buildFlushShim(folder: string): Readonly<Record<string, string>> | undefined {
  if (process.platform !== 'linux') return undefined;
  const library = path.join(folder, 'slow-fsync.so');
  const source = path.join(import.meta.dirname, 'slow-fsync.c');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'ignore' });
  return status === 0 ? { LD_PRELOAD: library } : undefined;
}

/** Has a process count its flushes into a file of that folder. */
export function countFlushes(folder: string) {
  const file = path.join(folder, 'flushes');
  return {
    env: { PUENTE_FSYNC_COUNT: file },
    /** Flushes so far. */
    read: (): number => (existsSync(file) ? statSync(file).size : 0),
  };
}
