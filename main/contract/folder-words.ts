import { z } from 'zod';
import { configFault } from './config-words.ts';

const FILE_FORMATS = ['csv', 'json', 'ndjson', 'xml', 'fixed', 'ini'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
export const FILE_ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'cp850',
  'cp437',
] as const;
export type FileEncoding = (typeof FILE_ENCODINGS)[number];

/** Names that ERPs and their manuals use, without capitals and signs. `unicode` is what Windows calls UTF-16LE. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  utf8bom: 'utf-8',
  utf8sig: 'utf-8',
  utf16le: 'utf-16le',
  unicode: 'utf-16le',
  utf16be: 'utf-16be',
  windows1252: 'windows-1252',
  win1252: 'windows-1252',
  cp1252: 'windows-1252',
  ansi: 'windows-1252',
  iso88591: 'iso-8859-1',
  latin1: 'iso-8859-1',
  ibm850: 'cp850',
  oem850: 'cp850',
  dos850: 'cp850',
  ibm437: 'cp437',
  oem437: 'cp437',
  dos437: 'cp437',
  'key=value': 'ini',
  jsonl: 'ndjson',
};

function plainName(word: unknown): unknown {
  if (typeof word !== 'string') return word;
  const lower = word.trim().toLowerCase();
  return ALSO_CALLED[lower] ?? ALSO_CALLED[lower.replace(/[\s_-]/g, '')] ?? lower;
}

/** One of these words, however it is capitalised or commonly called. */
const oneOf = <const T extends readonly string[]>(words: T) => z.preprocess(plainName, z.enum(words));

export const formatSchema = oneOf(FILE_FORMATS);
export const encodingSchema = oneOf(FILE_ENCODINGS);
export const encodingOrAutoSchema = oneOf(['auto', ...FILE_ENCODINGS]);

const DATE_TOKENS = ['yyyy', 'yy', 'MMM', 'MM', 'M', 'dd', 'd', 'HH', 'H', 'hh', 'h', 'mm', 'ss', 'SSS', 'tt', 'a'];
/** A text between single quotes, a run of one letter, or a sign. */
const DATE_PARTS = /'[^']*'|([A-Za-z])\1*|[^A-Za-z]/g;
/** `MMM` is `nov`; `hh` with `a` is a clock of twelve hours; text between single quotes stands for itself. */
export const dateFormatSchema = z
  .string()
  .min(2)
  .max(40)
  .refine(
    (format) => (format.match(DATE_PARTS) ?? []).every((part) => !/^[A-Za-z]/.test(part) || DATE_TOKENS.includes(part)),
    {
      message: configFault('date_tokens'),
    },
  )
  .refine((format) => ['y', 'M', 'd'].every((letter) => format.includes(letter)), {
    message: configFault('date_parts'),
  });
