import { isDeepStrictEqual } from 'node:util';
import type { Config } from './contract/config.ts';

/** The part of the bridge's options that stands above the configuration file. */
export interface Overrides {
  /** Overrides `server.port`; 0 picks a free one. */
  readonly port?: number | undefined;
  /** Overrides `recurrente.baseUrl`. */
  readonly recurrenteUrl?: string | undefined;
  /** The built-in simulated Recurrente, and its terminals when the configuration names none. */
  readonly sandbox?:
    | {
        readonly url: string;
        readonly secretKey: string;
        readonly terminals: Config['terminals'];
        /** Makes the simulated Recurrente know the terminals that are configured. */
        knowTerminals?(terminals: Config['terminals']): void;
      }
    | undefined;
}

/** What the command line and the sandbox override in the configuration file. */
export function adjustConfig(config: Config, { port, recurrenteUrl, sandbox }: Overrides): Config {
  const baseUrl = sandbox?.url ?? recurrenteUrl ?? config.recurrente.baseUrl;
  const terminals = config.terminals.length === 0 && sandbox ? sandbox.terminals : config.terminals;
  return {
    ...config,
    server: { ...config.server, port: port ?? config.server.port },
    recurrente: { ...config.recurrente, baseUrl },
    terminals,
    ...(config.defaultTerminal === undefined && terminals[0] ? { defaultTerminal: terminals[0].alias } : {}),
  };
}

export type Tree = Readonly<Record<string, unknown>>;

/**
 * The configuration that is to be saved, without what only the command line says. The settings screen is shown what is in force and
 * sends it back whole; written down, a port for a trial or the simulation's address and terminals would outlive it. What was changed
 * meanwhile is a person's wish and stays.
 *
 * `file` is what the file says, with its defaults; `raw` as it stands there.
 */
export function withoutOverrides(
  next: Tree,
  { file, inForce, raw }: { readonly file: Config; readonly inForce: Config; readonly raw: Tree },
): Tree {
  const isOverridden = (pick: (config: Config) => unknown, value: unknown): boolean =>
    !isDeepStrictEqual(pick(file), pick(inForce)) && isDeepStrictEqual(value, pick(inForce));
  let kept = next;
  for (const [part, key, pick] of [
    ['server', 'port', (config: Config) => config.server.port],
    ['recurrente', 'baseUrl', (config: Config) => config.recurrente.baseUrl],
  ] as const) {
    const wanted = kept[part] as Tree | undefined;
    if (isOverridden(pick, wanted?.[key])) kept = { ...kept, [part]: { ...wanted, [key]: pick(file) } };
  }
  if (!isOverridden(({ terminals }) => terminals, kept['terminals'])) return kept;
  return { ...choose(kept, (key) => !OF_TERMINALS.includes(key)), ...choose(raw, (key) => OF_TERMINALS.includes(key)) };
}

/** The default terminal is one of them. */
const OF_TERMINALS = ['terminals', 'defaultTerminal'];
const choose = (from: Tree, isWanted: (key: string) => boolean): Tree =>
  Object.fromEntries(Object.entries(from).filter(([key]) => isWanted(key)));
