import fc from 'fast-check';
import iconv from 'iconv-lite';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILE_ENCODINGS } from '../../../../main/contract/folder-words.ts';
import { profileSchema } from '../../../../main/contract/folders.ts';
import { decodeFile, decodeInTurns } from '../../../../main/intake/files/encoding.ts';
import { fingerprint, hashOf } from '../../../../main/intake/files/import-file.ts';
import { outlineJson, type JsonNode } from '../../../../main/intake/files/json-outline.ts';
import { parseCsv } from '../../../../main/intake/files/parse-csv.ts';
import { parseFixed } from '../../../../main/intake/files/parse-fixed.ts';
import { parseIni } from '../../../../main/intake/files/parse-ini.ts';
import { parseNdjson } from '../../../../main/intake/files/parse-json.ts';
import { parseXml } from '../../../../main/intake/files/parse-xml.ts';
import { readFile } from '../../../../main/intake/files/read-file.ts';
import { UnreadableFile } from '../../../../main/intake/files/reasons.ts';

/** How often other work of the process had its turn meanwhile. */
async function turnsDuring(work: () => unknown): Promise<number> {
  let turns = 0;
  let going = true;
  const count = (): void => {
    turns += 1;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  await work();
  going = false;
  return turns;
}

const ROWS = 10_000;
const rowsOf = (row: (at: number) => string, between = ''): string =>
  Array.from({ length: ROWS }, (_, at) => row(at)).join(between);
const JSON_ROWS = `[${rowsOf((at) => `{"Factura": "V-${at}", "Total": 1234.50}`, ',\n')}]`;

describe('a large file lets others have their turn', () => {
  it.each<[format: string, read: () => unknown]>([
    ['json', () => outlineJson(JSON_ROWS)],
    ['ndjson', () => parseNdjson(rowsOf((at) => `{"Factura": "V-${at}", "Total": 1234.50}\n`))],
    [
      'xml',
      () => parseXml(`<a>${rowsOf((at) => `<v><Factura>V-${at}</Factura><Total>1.50</Total></v>\n`)}</a>`, 'a.v'),
    ],
    [
      'ini',
      () =>
        parseIni(
          rowsOf((at) => `Clave${at}=José Muñoz\r\n`),
          ['Clave1'],
        ),
    ],
    [
      'fixed',
      () =>
        parseFixed(
          rowsOf((at) => `V-${at}`.padEnd(10) + '  10.00\n'),
          { order_id: [0, 10], amount: [10, 17] },
          false,
        ),
    ],
    [
      'csv',
      () =>
        parseCsv(
          rowsOf((at) => `V-${at};José Muñoz;10,00\n`),
          { delimiter: ';', header: false, names: [], firstColumn: 1 },
        ),
    ],
  ])('%s, while it is parsed', async (_, read) => {
    expect(await turnsDuring(read)).toBeGreaterThan(5);
  });

  it('while it is decoded and hashed', async () => {
    const bytes = Buffer.from(rowsOf((at) => `V-${at};${'ñ'.repeat(200)}\n`));
    expect(await turnsDuring(() => decodeInTurns(bytes, 'auto'))).toBeGreaterThan(5);
    const folder = mkdtempSync(path.join(tmpdir(), 'puente-turns-'));
    const file = path.join(folder, 'v.csv');
    writeFileSync(file, bytes);
    expect(await turnsDuring(() => fingerprint(file))).toBeGreaterThan(5);
    expect((await fingerprint(file)).sha256).toBe(hashOf(bytes));
    rmSync(folder, { recursive: true });
  });

  it('which would be seen', async () => {
    expect(await turnsDuring(() => JSON.parse(JSON_ROWS))).toBe(0);
  });
});

describe('in pieces it is read as it is in one', () => {
  it.each(FILE_ENCODINGS)('%s', async (encoding) => {
    const letters = encoding.startsWith('utf') ? 'aé€😀' : 'aéñ';
    // Odd lengths, so that a piece ends within a character.
    const text = Array.from({ length: 300 }, (_, at) => letters.repeat(300 + (at % 7)) + 'x'.repeat(at % 3)).join('\n');
    const bytes = iconv.encode(text, encoding, { addBOM: false });
    const whole = decodeFile(bytes, encoding);
    const inTurns = await decodeInTurns(bytes, encoding);
    expect(inTurns.text).toBe(text);
    expect(inTurns.encoding).toBe(whole.encoding);
    expect(Buffer.from(inTurns.bytesOf(400, 900)).equals(whole.bytesOf(400, 900))).toBe(true);
  });

  it('finds the bytes of each row again, wherever a piece of a CSV file ends', async () => {
    const profile = profileSchema.parse({ format: 'csv', header: false, fields: { order_id: 1, amount: 3 } });
    const facts = { stem: 'v', sha256: '0', mtimeMs: 0, nowMs: 0 };
    for (const shift of [0, 1, 2, 3]) {
      const rows = Array.from({ length: 3000 }, (_, at) => `V-${at};${'x'.repeat(shift)}José 😀€ ${at};sin monto`);
      const read = await readFile(Buffer.from(rows.join('\r\n')), profile, facts);
      expect(read.rows.map((_, at) => Buffer.from(read.bytesOf(at)).toString())).toEqual(rows);
    }
  });
});

/** The value that an outline stands for; numbers by JSON.parse. */
function valueOf({ kind, leaf, entries = [] }: JsonNode): unknown {
  if (kind === 'array') return entries.map(([, node]) => valueOf(node));
  if (kind === 'object') return Object.fromEntries(entries.map(([key, node]) => [key, valueOf(node)]));
  if (!leaf) return null;
  return leaf.number || leaf.text === 'true' || leaf.text === 'false' ? (JSON.parse(leaf.text) as unknown) : leaf.text;
}

describe('the outline of a JSON text', () => {
  it('is what JSON.parse reads', async () => {
    const strings = fc.string().filter((text) => !['true', 'false'].includes(text));
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.oneof(
          strings,
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.integer(),
          fc.boolean(),
          fc.constant(null),
        ),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          tie('value'),
          { maxKeys: 4 },
        ),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom('', ' ', '\t', '\r\n  '), async (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(valueOf(await outlineJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused where JSON.parse refuses, and only there', async () => {
    const valid = [
      '{"a": [1, -2.5e+3, true, null], "b\\n": "\\u00f1"}',
      '[[], {}, "", 0, -0, 1E5, false]',
      '  {"charges":[{"order":"A-1","amount":12.50}]}\r\n',
    ];
    const signs = fc.constantFrom(...'{}[]":,\\ 0159-+.eEtfnu\t\n\u000b\u0001é'.split(''));
    const edits = fc.array(fc.record({ at: fc.nat(60), drop: fc.nat(2), put: fc.array(signs, { maxLength: 2 }) }), {
      maxLength: 3,
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...valid), edits, async (start, changes) => {
        const text = changes.reduce(
          (now, { at, drop, put }) => now.slice(0, at) + put.join('') + now.slice(at + drop),
          start,
        );
        let expected = true;
        try {
          JSON.parse(text);
        } catch {
          expected = false;
          refused += 1;
        }
        const found = await outlineJson(text).then(
          () => true,
          (error: unknown) => {
            if (error instanceof UnreadableFile) return false;
            throw error;
          },
        );
        expect(found).toBe(expected);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('says where a broken file breaks', async () => {
    const saying = (text: string) => outlineJson(text).then(String, (error: unknown) => (error as Error).message);
    expect(await saying('[{"a": 1},\n {"a": 2},\n]')).toContain('en la línea 3 no se entiende desde "]"');
    expect(await saying('[{"a": 1},\n {"a": "sin fin')).toContain('se corta en la línea 2');
    expect(await saying('[{"a": 1}')).toContain('se corta en la línea 1');
    expect(await saying(`${'['.repeat(200)}${']'.repeat(200)}`)).toContain('demasiados niveles');
  });
});
