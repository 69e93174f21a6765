import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'ini';
import { z } from 'zod';
import { writeFileAtomically } from '../write-file.ts';

/** What IT gave the installer (`install.ini`, section `puente`; on Windows written by the MSI from its properties). */
const choicesSchema = z.object({
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  configfile: z.string().min(1).optional(),
});

type KeepKey = (key: string) => Promise<string | null>;

/**
 * Carries the installer's choices over into the data folder, once: a configuration that exists is never overwritten, and
 * `install-key.txt`, which brings Recurrente's key, goes as soon as the system's vault has it. `keepKey` answers a refusal or
 * null. Answers sentences for the log, never the key.
 */
export async function takeInstallChoices(dataDir: string, keepKey: KeepKey): Promise<readonly string[]> {
  try {
    mkdirSync(dataDir, { recursive: true });
    return [...takeConfig(dataDir), ...(await takeKey(dataDir, keepKey))];
  } catch (error) {
    // A folder that cannot be used is the bridge's to explain, in the window; it must not end the shell.
    return [`${dataDir}: ${String(error)}`];
  }
}

function takeConfig(dataDir: string): readonly string[] {
  const file = path.join(dataDir, 'install.ini');
  const config = path.join(dataDir, 'config.json');
  if (!existsSync(file) || existsSync(config)) return [];
  const content = parse(readText(file)) as Record<string, unknown>;
  const parsed = choicesSchema.safeParse(content.puente ?? {});
  if (!parsed.success) return [`install.ini: ${z.prettifyError(parsed.error)}`];
  const { port, configfile } = parsed.data;
  const notes: string[] = [];
  if (configfile !== undefined) {
    if (existsSync(configfile)) {
      copyFileSync(configfile, config);
      return [`install.ini: configuration taken from ${configfile}`];
    }
    notes.push(`install.ini: ${configfile} does not exist`);
  }
  if (port !== undefined) {
    writeFileAtomically(config, `${JSON.stringify({ server: { port } }, null, 2)}\n`);
    notes.push(`install.ini: port ${port}`);
  }
  return notes;
}

async function takeKey(dataDir: string, keepKey: KeepKey): Promise<readonly string[]> {
  const file = path.join(dataDir, 'install-key.txt');
  const key = existsSync(file) ? readText(file).trim() : '';
  if (key === '') return [];
  const refusal = await keepKey(key);
  if (refusal !== null) return [`install-key.txt: the key was not taken: ${refusal}`];
  rmSync(file);
  return ['install-key.txt: the key is in the vault now'];
}

const readText = (file: string): string => readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
