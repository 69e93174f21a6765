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
