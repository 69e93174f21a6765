import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'ini';
import { z } from 'zod';
import { writeFileAtomically } from '../write-file.ts';

/** What IT gave the installer (`install.ini`, section `puente`; on Windows written by the MSI from its properties). */
const choicesSchema = z.object({
  key: z.string().min(1).optional(),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  configfile: z.string().min(1).optional(),
});

type KeepKey = (key: string) => string | null;

/**
 * Carries the installer's choices over into the data folder, once: a configuration that exists is never overwritten, and the
 * key leaves the file as soon as the system's vault has it. `keepKey` answers a refusal or null. Answers sentences for the log, never the key.
 */
export function takeInstallChoices(dataDir: string, keepKey: KeepKey): readonly string[] {
  try {
    mkdirSync(dataDir, { recursive: true });
    return applyInstallChoices(dataDir, keepKey);
  } catch (error) {
    // A folder that cannot be used is the bridge's to explain, in the window; it must not end the shell.
    return [`${dataDir}: ${String(error)}`];
  }
}

function applyInstallChoices(dataDir: string, keepKey: KeepKey): readonly string[] {
  const file = path.join(dataDir, 'install.ini');
  if (!existsSync(file)) return [];
  const content = parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as Record<string, Record<string, unknown>>;
  const parsed = choicesSchema.safeParse(content.puente ?? {});
  if (!parsed.success) return [`install.ini: ${z.prettifyError(parsed.error)}`];
  const { key, port, configfile } = parsed.data;
  const notes: string[] = [];
  const config = path.join(dataDir, 'config.json');
  if (!existsSync(config) && configfile !== undefined) {
    if (existsSync(configfile)) {
      copyFileSync(configfile, config);
      notes.push(`install.ini: configuration taken from ${configfile}`);
    } else notes.push(`install.ini: ${configfile} does not exist`);
  }
  if (!existsSync(config) && port !== undefined) {
    writeFileAtomically(config, `${JSON.stringify({ server: { port } }, null, 2)}\n`, 0o600);
    notes.push(`install.ini: port ${port}`);
  }
  if (key !== undefined) {
    const refusal = keepKey(key);
    notes.push(refusal ? `install.ini: the key was not taken: ${refusal}` : 'install.ini: the key is in the vault now');
    if (!refusal && content.puente) {
      delete content.puente.key;
      writeFileAtomically(file, stringify(content), 0o600);
    }
  }
  return notes;
}
