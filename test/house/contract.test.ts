import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readText, root } from './tracked.ts';

const PAGE = 'test/CONTRACT.md';

it('the page of promises names only code and tests that exist', () => {
  const page = readText(PAGE);
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (---|promise|open question)/.test(line));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter((row) => proofsIn(row).length === 0)).toEqual([]);
  expect(missingFrom(page)).toEqual([]);
});

it('finds what does not exist (control)', () => {
  const page =
    '`house/contract` "finds what does not exist", `house/layers` "no such title", `house/nothing` "x", `main/nothing.ts`';
  expect(missingFrom(page)).toEqual(['house/layers: no such title', 'house/nothing: x', 'main/nothing.ts']);
});

/** `file` "a part of a title" */
const proofsIn = (text: string): [file: string, title: string][] =>
  [...text.matchAll(/`([\w/-]+)` "([^"]+)"/g)].map(([, file = '', title = '']) => [file, title]);

/** The lines that hold titles, or the texts that `each` puts into one. */
const titlesIn = (code: string): string[] =>
  code.split('\n').filter((line) => /^\s*(?:it|test)\b|^\s*['"`]|\]\s*(?:as const)?\)\(/.test(line));

function missingFrom(page: string): string[] {
  const proofs = proofsIn(page).filter(([file, title]) => {
    const name = `test/${file}.test.ts`;
    return !existsSync(path.join(root, name)) || !titlesIn(readText(name)).some((line) => line.includes(title));
  });
  const files = [...page.matchAll(/`((?:main|test)\/[\w./-]+\.ts)`/g)].map(([, file = '']) => file);
  return [
    ...proofs.map(([file, title]) => `${file}: ${title}`),
    ...files.filter((file) => !existsSync(path.join(root, file))),
  ];
}
