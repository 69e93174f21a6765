import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../../../main/contract/folders.ts';
import { readFile } from '../../../../main/intake/files/read-file.ts';
import { UnreadableFile } from '../../../../main/intake/files/reasons.ts';
import { SHIPPED_PROFILES } from '../../../../native/profiles/profiles.ts';

interface Expected {
  about: string;
  settings: { pack?: string } & Record<string, unknown>;
  encoding: string | null;
  charges: [order: string, cents: number, rest?: Record<string, unknown>][];
  rejects: [line: number, reason: string, original?: string][];
  skipped: number;
  error: string | null;
}

const folder = path.join(import.meta.dirname, '../../../fixtures/files/library');
const files = readdirSync(folder).filter((name) => !name.endsWith('.expected.json'));
const mtimeMs = new Date(2026, 10, 22, 18, 5).getTime();
const nowMs = new Date(2026, 10, 22, 18, 6).getTime();

describe('the library of export files', () => {
  it('has at least 60 files', () => expect(files.length).toBeGreaterThanOrEqual(60));

  it.each(files)('%s', async (name) => {
    const expected = JSON.parse(readFileSync(path.join(folder, `${name}.expected.json`), 'utf8')) as Expected;
    const { pack, ...settings } = expected.settings;
    const base = pack === undefined ? {} : (SHIPPED_PROFILES[pack] as object);
    const profile = profileSchema.parse({ ...base, ...settings });
    const facts = { stem: path.parse(name).name, folder: 'caja1', sha256: 'a'.repeat(64), mtimeMs, nowMs };
    const reading = readFile(readFileSync(path.join(folder, name)), profile, facts);
    if (expected.error !== null) {
      const error = await reading.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(UnreadableFile);
      expect((error as Error).message).toContain(expected.error);
      expect((error as Error).message).not.toMatch(/\{\w+\}/);
      return;
    }

    const read = await reading;
    if (expected.encoding) expect(read.encoding).toBe(expected.encoding);
    const orders = read.rows.flatMap((row) => (row.kind === 'order' ? [row.order] : []));
    expect(orders.map((order) => [order.order_id, order.amount_in_cents])).toEqual(
      expected.charges.map(([order, cents]) => [order, cents]),
    );
    expected.charges.forEach(([, , rest], at) => {
      const { requestedAt, ...fields } = rest ?? {};
      if (rest) expect(orders[at]).toMatchObject(fields);
      if (typeof requestedAt === 'string') expect(orders[at]?.requestedAtMs).toBe(new Date(requestedAt).getTime());
    });

    const refused = read.rows.flatMap((row, index) =>
      row.kind === 'refused' ? [{ line: row.line, reason: row.refusal, index }] : [],
    );
    expect(refused.map(({ line }) => line)).toEqual(expected.rejects.map(([line]) => line));
    expected.rejects.forEach(([, part, original], at) => {
      const found = refused[at];
      expect(found?.reason).toContain(part);
      expect(found?.reason).not.toMatch(/\{\w+\}/);
      if (original !== undefined)
        expect(Buffer.from(read.bytesOf(found?.index ?? -1)).toString('latin1')).toBe(original);
    });
    expect(read.skipped).toBe(expected.skipped);
  });
});
