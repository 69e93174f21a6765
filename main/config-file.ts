import { existsSync } from 'node:fs';
import path from 'node:path';
import { withoutOverrides, type Tree } from './adjust-config.ts';
import { readConfig, type Config } from './contract/config.ts';
import { BadConfigError } from './bad-config.ts';
import type { ConfigFault } from './contract/config-faults.ts';
import { configFault, describeConfigFault } from './contract/config-words.ts';
import type { Lang } from './contract/faults.ts';
import { findRepeatedKeys } from './contract/repeated-keys.ts';
import { readPlainFile } from './plain-file.ts';
import { writeFileAtomically } from './write-file.ts';

export { BadConfigError };

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
    try {
      const found = readText(file);
      if (found === undefined || found === text) return undefined;
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

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function readText(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = readPlainFile(file);
  try {
    return UTF8.decode(bytes);
  } catch {
    // Read all the same, a name would lose its ñ here and in the file with the next save.
    throw new BadConfigError(file, [
      {
        path: '(file)',
        message:
          'no está en UTF-8; ábralo en el Bloc de notas y use Guardar como con la codificación UTF-8 (not UTF-8: save it as UTF-8)',
      },
    ]);
  }
}

function parse(file: string, text: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  try {
    const raw = JSON.parse(json) as unknown;
    const repeated = findRepeatedKeys(json).map((where) => ({
      path: where,
      message: describeConfigFault(configFault('key_repeated'), 'es'),
    }));
    if (repeated.length > 0) throw new BadConfigError(file, repeated);
    return raw;
  } catch (error) {
    if (error instanceof BadConfigError) throw error;
    const { message } = error as Error;
    const place = /line (\d+) column (\d+)/.exec(message);
    const where = place ? `línea ${place[1]}, columna ${place[2]}` : 'está incompleto';
    throw new BadConfigError(file, [{ path: '(file)', message: `no es JSON válido: ${where} (${message})` }]);
  }
}
