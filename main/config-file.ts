import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withoutOverrides, type Tree } from './adjust-config.ts';
import { readConfig, type Config } from './contract/config.ts';
import type { ConfigFault } from './contract/config-faults.ts';
import type { Lang } from './contract/faults.ts';
import { writeFileAtomically } from './write-file.ts';

/** `config.json` cannot be used; every fault with its path. Nothing is started with half a configuration. */
export class BadConfigError extends Error {
  readonly faults: readonly ConfigFault[];
  constructor(file: string, faults: readonly ConfigFault[]) {
    super(`${file}: ${faults.map(({ path: where, message }) => `${where}: ${message}`).join('; ')}`);
    this.name = 'BadConfigError';
    this.faults = faults;
  }
}

export interface ConfigFile {
  current(): Config;
  /** As it stands in the file, before defaults: what the settings screen edits. */
  raw(): unknown;
  /** Validates, writes atomically, and only then uses it. */
  save(wanted: Tree, lang?: Lang): { ok: true; config: Config } | { ok: false; faults: ConfigFault[] };
  onChange(listener: (config: Config) => void): void;
  /** Called when this part of the configuration became another one. */
  onPartChange(part: (config: Config) => unknown, listener: () => void): void;
}

/**
 * Opens `DIR/config.json`; without one the defaults hold. `adjust` applies what the command line overrides, which is not written
 * down with what a person saves.
 */
export function openConfigFile(
  dataFolder: string,
  adjust: (config: Config) => Config = (config) => config,
): ConfigFile {
  const file = path.join(dataFolder, 'config.json');
  const listeners = new Set<(config: Config) => void>();
  let raw: unknown = existsSync(file) ? parse(file) : {};
  const read = readConfig(raw);
  if (!read.ok) throw new BadConfigError(file, read.faults);
  let inFile = read.config;
  let current = adjust(inFile);

  return {
    current: () => current,
    raw: () => raw,
    save(wanted, lang) {
      const next = withoutOverrides(wanted, { file: inFile, inForce: current, raw: raw as Tree });
      const checked = readConfig(next, lang);
      if (!checked.ok) return checked;
      writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
      raw = next;
      inFile = checked.config;
      current = adjust(inFile);
      for (const listener of listeners) listener(current);
      return { ok: true, config: current };
    },
    onPartChange(part, listener) {
      let before = JSON.stringify(part(current));
      listeners.add((config) => {
        const now = JSON.stringify(part(config));
        if (now === before) return;
        before = now;
        listener();
      });
    },
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
}

function parse(file: string): unknown {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const { message } = error as Error;
    const place = /line (\d+) column (\d+)/.exec(message);
    const where = place ? `línea ${place[1]}, columna ${place[2]}` : 'está incompleto';
    throw new BadConfigError(file, [{ path: '(file)', message: `no es JSON válido: ${where} (${message})` }]);
  }
}
