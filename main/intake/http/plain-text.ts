/**
 * `{"a":{"b":[1,null]}}` → `a.b.0=1`, `a.b.1=`: the lines of `Accept: text/plain` (bridge-api.md, "Who may call").
 *
 * Every line ends in CRLF. Empty objects and lists stay visible as `key=`. In values `\`, CR and LF are written `\\`, `\r`,
 * `\n`, and in keys `=` as `\=`, so that a line is always one value and its first bare `=` ends the key.
 */
export function writePlainText(value: unknown): string {
  const lines: string[] = [];
  flatten(value, '', lines);
  return lines.map((line) => `${line}\r\n`).join('');
}

function flatten(value: unknown, path: string, lines: string[]): void {
  if (typeof value !== 'object' || value === null) {
    lines.push(`${path}=${scalar(value)}`);
    return;
  }
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  if (entries.length === 0 && path !== '') lines.push(`${path}=`);
  for (const [key, child] of entries) {
    const step = escapeLine(key).replaceAll('=', '\\=');
    flatten(child, path === '' ? step : `${path}.${step}`, lines);
  }
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return escapeLine(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const escapeLine = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\r', '\\r').replaceAll('\n', '\\n');
