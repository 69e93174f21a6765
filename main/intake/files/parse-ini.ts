import ini from 'ini';
import type { RawTable } from './rows.ts';
import { splitLines } from './rows.ts';
import { UnreadableFile, reason } from './reasons.ts';

/** One charge a file: `key=value` lines, sections allowed and passed over. A wanted key that comes twice is a fault. */
export function parseIni(text: string, wanted: readonly string[]): RawTable {
  const { safe, repeated } = protect(text);
  const values = new Map<string, string>();
  collect(ini.parse(safe), values);
  if (values.size === 0) throw new UnreadableFile(reason('file_empty'));
  const twice = wanted.find((key) => repeated.has(key.toLowerCase()));
  const byPlainKey = new Map([...values].map(([key, value]) => [key.toLowerCase(), value]));
  return {
    rows: [
      {
        line: 1,
        start: 0,
        end: text.length,
        // Windows' own reader of these files does not mind capitals either.
        read: (place) => byPlainKey.get(String(place).toLowerCase()),
        ...(twice !== undefined && { fault: reason('field_repeated', { field: twice }) }),
      },
    ],
    places: [...values.keys()],
  };
}

/**
 * The reader takes `#` and `;` inside a value for a comment and `true` for a boolean; in these files they are part of the
 * value ("Cuenta #5"), so each value is handed over quoted.
 */
function protect(text: string): { safe: string; repeated: ReadonlySet<string> } {
  const lines: string[] = [];
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { text: line } of splitLines(text)) {
    const pair = /^\s*([^=;#[\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (!pair) {
      if (/^\s*\[.*\]\s*$/.test(line)) lines.push(line.replaceAll('.', '_'));
      continue;
    }
    const [, key = '', value = ''] = pair;
    const plain = key.toLowerCase();
    if (seen.has(plain)) repeated.add(plain);
    seen.add(plain);
    const bare = /^"(.*)"$/.exec(value)?.[1] ?? value;
    lines.push(`${key.replace(/\[\]$/, '')} = ${JSON.stringify(bare)}`);
  }
  return { safe: lines.join('\n'), repeated };
}

function collect(section: Readonly<Record<string, unknown>>, into: Map<string, string>): void {
  for (const [key, value] of Object.entries(section)) {
    // The reader makes true, false and null of these words; here they are text.
    if (typeof value === 'object' && value !== null) collect(value as Record<string, unknown>, into);
    else into.set(key, String(value));
  }
}
