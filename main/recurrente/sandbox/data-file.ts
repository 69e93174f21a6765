import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { SandboxState } from './state.ts';

const FORMAT = 1;

/** The state of an earlier run, or undefined when there is none. A file that is not ours is an error, never overwritten. */
export function readDataFile(file: string): SandboxState | undefined {
  if (!existsSync(file)) return undefined;
  const content = JSON.parse(readFileSync(file, 'utf8')) as { format?: number; state?: SandboxState };
  if (content.format !== FORMAT || !content.state)
    throw new Error(
      `${file} no es un archivo de la simulación de Recurrente (o es de otra versión); muévalo o bórrelo`,
    );
  return content.state;
}

/** Whole or not at all: to a name beside it, flushed, then renamed. */
export function writeDataFile(file: string, state: SandboxState): void {
  const fresh = `${file}.fresh`;
  const handle = openSync(fresh, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify({ format: FORMAT, state }));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
}
