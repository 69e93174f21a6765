import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writePlainText } from '../../../../main/intake/http/plain-text.ts';

test('nested keys have dots, lists their index, null and empties nothing behind the sign', () => {
  expect(writePlainText({ a: { b: [1, null, { c: true }] }, d: [], e: {}, f: '' })).toBe(
    'a.b.0=1\r\na.b.1=\r\na.b.2.c=true\r\nd=\r\ne=\r\nf=\r\n',
  );
});

test('whatever the values hold, each line is one value and can be read back', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ unit: 'binary' })), (values) => {
      const text = writePlainText(values);
      const lines = text === '' ? [] : text.slice(0, -2).split('\r\n');
      const read = lines.map((line) => {
        const at = line.indexOf('=');
        const value = line
          .slice(at + 1)
          .replace(/\\([\\rn])/g, (_, letter: string) => ({ r: '\r', n: '\n' })[letter] ?? '\\');
        return [line.slice(0, at), value];
      });
      expect(Object.fromEntries(read)).toEqual({ ...values });
    }),
  );
});

test('a sign in a key does not end it', () => {
  expect(writePlainText({ metadata: { 'a=b\n': 'c=d' } })).toBe('metadata.a\\=b\\n=c=d\r\n');
});
