import { describe, expect, it } from 'vitest';
import { en } from '../../renderer/words/en.ts';
import { es } from '../../renderer/words/es.ts';

type Tree = { readonly [key: string]: string | Tree };
const flatten = (tree: Tree, at = ''): [path: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${at}${key}`, value] as [string, string]] : flatten(value, `${at}${key}.`),
  );
const places = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();

describe('the words of the window', () => {
  const spanish = flatten(es);
  const english = new Map(flatten(en));

  it('has the same keys in both languages', () => {
    expect([...english.keys()]).toEqual(spanish.map(([path]) => path));
  });

  it('fills the same places in both languages', () => {
    for (const [path, text] of spanish) expect([path, places(english.get(path) ?? '')]).toEqual([path, places(text)]);
  });

  it('says nothing with an empty text', () => {
    for (const [path, text] of [...spanish, ...english]) expect(text.trim(), path).not.toBe('');
  });
});
