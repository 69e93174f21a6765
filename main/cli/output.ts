import { writePlainText } from '../intake/http/plain-text.ts';

/** The one line on stdout of what accepts requests now. */
export function sayReady(about: { readonly url: string; readonly sandbox?: string }): void {
  process.stdout.write(`${JSON.stringify({ ready: true, ...about })}\n`);
}

export const FORMATS = ['text', 'json', 'ini'] as const;
export type Format = (typeof FORMATS)[number];

/**
 * The answer as the calling program wants it. `text`: the lines of `Accept: text/plain`, in which nothing that an order brought along
 * (a name or a value of its metadata) can look like a line of ours. `ini`: the same as one section, for GetPrivateProfileString and its kin.
 */
export function formatAnswer(answer: object, format: Format): string {
  if (format === 'json') return `${JSON.stringify(answer)}\n`;
  return `${format === 'ini' ? '[puente]\r\n' : ''}${writePlainText(answer)}`;
}

/** A refusal of the bridge in its own sentence, with the fields that it names. */
export function describeRefusal({ status, body }: { readonly status: number; readonly body: unknown }): string {
  const { detail, errors = [] } = (body ?? {}) as { detail?: string; errors?: { path: string; message: string }[] };
  return [detail ?? `contestó ${status}`, ...errors.map(({ path, message }) => `${path}: ${message}`)].join(' ');
}
