/** Flat `key=value` lines, nested with dots, as `Accept: text/plain` gives them (bridge-api.md, "Who may call"). */
export function toLines(value: unknown, prefix = ''): string[] {
  if (value === null || value === undefined) return [`${prefix}=`];
  if (typeof value !== 'object')
    return [`${prefix}=${(typeof value === 'string' ? value : JSON.stringify(value)).replace(/[\r\n]+/g, ' ')}`];
  return Object.entries(value).flatMap(([key, child]) => toLines(child, prefix ? `${prefix}.${key}` : key));
}

/** The one line on stdout of what accepts requests now. A starter that waits for no line has closed the pipe, which ends nothing. */
export function sayReady(about: { readonly url: string; readonly sandbox?: string }): void {
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${JSON.stringify({ ready: true, ...about })}\n`);
}

export const FORMATS = ['text', 'json', 'ini'] as const;
export type Format = (typeof FORMATS)[number];

/** The answer as the calling program wants it. `ini` is what GetPrivateProfileString and its kin read: one section. */
export function formatAnswer(answer: object, format: Format): string {
  if (format === 'json') return `${JSON.stringify(answer)}\n`;
  const lines = toLines(answer);
  return `${(format === 'ini' ? ['[puente]', ...lines] : lines).join('\r\n')}\r\n`;
}

/** A refusal of the bridge in its own sentence, with the fields that it names. */
export function describeRefusal({ status, body }: { readonly status: number; readonly body: unknown }): string {
  const { detail, errors = [] } = (body ?? {}) as { detail?: string; errors?: { path: string; message: string }[] };
  return [detail ?? `contestó ${status}`, ...errors.map(({ path, message }) => `${path}: ${message}`)].join(' ');
}
