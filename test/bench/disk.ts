import { spawnSync } from 'node:child_process';
import path from 'node:path';

export interface Disk {
  readonly name: string;
  /** What a process that should meet this disk is started with. */
  readonly env: Readonly<Record<string, string>>;
}

const SLOWER_MS = 5;
export const BARE_DISK: Disk = { name: 'bare disk', env: {} };

/** The disk as it is, and with each flush 5 ms slower where a C compiler and LD_PRELOAD exist. */
export function findDisks(workFolder: string): readonly Disk[] {
  if (process.platform !== 'linux') return [BARE_DISK];
  const library = path.join(workFolder, 'slow-fsync.so');
  const source = path.join(import.meta.dirname, 'slow-fsync.c');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'ignore' });
  if (status !== 0) return [BARE_DISK];
  const env = { LD_PRELOAD: library, PUENTE_FSYNC_MS: String(SLOWER_MS) };
  return [BARE_DISK, { name: `flush +${SLOWER_MS} ms`, env }];
}
