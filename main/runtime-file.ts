import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './write-file.ts';

const runtimeSchema = z.object({
  pid: z.int(),
  url: z.url(),
  /** Where the bridge asks, when its command line told it otherwise than the configuration. */
  recurrente: z.url().optional().catch(undefined),
  /** That is the built-in simulated Recurrente. */
  sandbox: z.boolean().optional(),
});
export type Runtime = z.infer<typeof runtimeSchema>;

const fileIn = (dataFolder: string): string => path.join(dataFolder, 'bridge.json');

/** `DIR/bridge.json` tells the command line where the running bridge listens and asks. No secret in it. */
export const writeRuntime = (dataFolder: string, runtime: Runtime): void =>
  writeFileAtomically(fileIn(dataFolder), JSON.stringify(runtime));

export const removeRuntime = (dataFolder: string): void => rmSync(fileIn(dataFolder), { force: true });

/** Where the bridge of this folder listens, if one wrote it down; it may be gone since. */
export function readRuntime(dataFolder: string): Runtime | undefined {
  try {
    return runtimeSchema.parse(JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')));
  } catch {
    return undefined;
  }
}
