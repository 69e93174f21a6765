import type { Lang } from '../contract/faults.ts';
import { LINES_EN } from './journal-en.ts';
import { LINES_ES } from './journal-es.ts';
import type { LineData } from './line-data.ts';

const LINES = { es: LINES_ES, en: LINES_EN };

/** A journal line in plain words, for the evidence page and the window. */
export const describeLine = (kind: string, data: LineData, lang: Lang = 'es'): string =>
  (LINES[lang][kind] ?? LINES_ES[kind])?.(data) ?? kind;
