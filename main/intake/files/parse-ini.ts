import { setImmediate as nextTurn } from 'node:timers/promises';
import ini from 'ini';
import type { RawTable } from './rows.ts';
import { splitLines } from './rows.ts';
import { UnreadableFile, reason } from './reasons.ts';

const PAIR = /^\s*([^=;#[\s][^=]*?)\s*=\s*(.*?)\s*$/;
const SECTION = /^\s*\[.*\]\s*$/;
/** A ms or two. Sections are passed over, so it does not matter where one is cut. */
const LINES_A_TURN = 500;

/** One charge a file: `key=value` lines, sections allowed and passed over. A wanted key that comes twice is a fault. */
export async function parseIni(text: string, wanted: readonly string[]): Promise<RawTable> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  /** By the key as it stands; Windows' own reader of these files does not mind capitals, so by the plain one too. */
  const values: Values = { asWritten: new Map<string, string>(), plain: new Map<string, string>() };
  let lines: string[] = [];
  for (const { number, text: line } of splitLines(text)) {
    const safe = protect(line);
    if (safe !== undefined) lines.push(safe);
    if (number % LINES_A_TURN > 0) continue;
    collect(ini.parse(lines.join('\n')), values);
    lines = [];
    await nextTurn();
  }
  collect(ini.parse(lines.join('\n')), values);
  if (values.asWritten.size === 0) throw new UnreadableFile(reason('file_empty'));
  const twice = wanted.find((key) => repeated.has(key.toLowerCase()));
  return {
    rows: [
      {
        line: 1,
        start: 0,
        end: text.length,
        read: (place) => values.plain.get(String(place).toLowerCase()),
        ...(twice !== undefined && { fault: reason('field_repeated', { field: twice }) }),
      },
    ],
    places: [...values.asWritten.keys()],
  };

  /**
   * The reader takes `#` and `;` inside a value for a comment and `true` for a boolean; in these files they are part of the
   * value ("Cuenta #5"), so each value is handed over quoted. Undefined for a line that says nothing.
   */
  function protect(line: string): string | undefined {
    const pair = PAIR.exec(line);
    if (!pair) return SECTION.test(line) ? line.replaceAll('.', '_') : undefined;
    const [, key = '', value = ''] = pair;
    const plain = key.toLowerCase();
    if (seen.has(plain)) repeated.add(plain);
    seen.add(plain);
    const bare = /^"(.*)"$/.exec(value)?.[1] ?? value;
    return `${key.replace(/\[\]$/, '')} = ${JSON.stringify(bare)}`;
  }
}

interface Values {
  readonly asWritten: Map<string, string>;
  readonly plain: Map<string, string>;
}
function collect(section: Readonly<Record<string, unknown>>, into: Values): void {
  for (const [key, value] of Object.entries(section)) {
    // The reader makes true, false and null of these words; here they are text.
    if (typeof value === 'object' && value !== null) collect(value as Record<string, unknown>, into);
    else {
      into.asWritten.set(key, String(value));
      into.plain.set(key.toLowerCase(), String(value));
    }
  }
}
