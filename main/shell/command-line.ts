import { parseArgs } from 'node:util';

export interface ShellOptions {
  readonly dataDir: string | undefined;
  readonly port: number | null;
  readonly recurrente: string | null;
  readonly sandbox: boolean;
  /** Starts in the tray, as at log-on. */
  readonly hidden: boolean;
  /** No window and no tray: the bridge alone, for checks of an installation. */
  readonly headless: boolean;
}

/** Reads the app's own switches; Chromium's and a second instance's other words are none of its business. */
export function readCommandLine(words: readonly string[]): ShellOptions {
  const { values } = parseArgs({
    args: [...words],
    strict: false,
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      recurrente: { type: 'string' },
      sandbox: { type: 'boolean' },
      hidden: { type: 'boolean' },
      headless: { type: 'boolean' },
    },
  });
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const port = /^\d{1,5}$/.exec(text(values.port) ?? '')?.[0];
  return {
    dataDir: text(values.data),
    port: port === undefined ? null : Number(port),
    recurrente: text(values.recurrente) ?? null,
    sandbox: values.sandbox === true,
    hidden: values.hidden === true,
    headless: values.headless === true,
  };
}
