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
  /**
   * Validates, writes atomically, and only then uses it. `changed`: somebody wrote into the file meanwhile; that is in force now, and
   * nothing was saved over it.
   */
  save(
    wanted: Tree,
    lang?: Lang,
  ): { ok: true; config: Config } | { ok: false; faults: readonly ConfigFault[]; changed?: true };
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
  let text = readText(file);
  let raw: unknown = text === undefined ? {} : parse(file, text);
  const read = readConfig(raw);
  if (!read.ok) throw new BadConfigError(file, read.faults);
  let inFile = read.config;
  let current = adjust(inFile);

  function use(newText: string, newRaw: unknown, config: Config): void {
    text = newText;
    raw = newRaw;
    inFile = config;
    current = adjust(inFile);
    for (const listener of listeners) listener(current);
  }

  /** What was written by hand since: undefined when nothing was. A file that is gone is written anew. */
  function takeHandwritten(lang: Lang | undefined): ReturnType<ConfigFile['save']> | undefined {
    const found = readText(file);
    if (found === undefined || found === text) return undefined;
    try {
      const wanted = parse(file, found);
      const checked = readConfig(wanted, lang);
      if (!checked.ok) return checked;
      use(found, wanted, checked.config);
    } catch (error) {
      if (error instanceof BadConfigError) return { ok: false, faults: error.faults };
      throw error;
    }
    return { ok: false, faults: [], changed: true };
  }

  return {
    current: () => current,
    raw: () => raw,
    save(wanted, lang) {
      const handwritten = takeHandwritten(lang);
      if (handwritten) return handwritten;
      const next = withoutOverrides(wanted, { file: inFile, inForce: current, raw: raw as Tree });
      const checked = readConfig(next, lang);
      if (!checked.ok) return checked;
      const newText = `${JSON.stringify(next, null, 2)}\n`;
      writeFileAtomically(file, newText);
      use(newText, next, checked.config);
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

const readText = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    const { message } = error as Error;
    const place = /line (\d+) column (\d+)/.exec(message);
    const where = place ? `línea ${place[1]}, columna ${place[2]}` : 'está incompleto';
    throw new BadConfigError(file, [{ path: '(file)', message: `no es JSON válido: ${where} (${message})` }]);
  }
}
