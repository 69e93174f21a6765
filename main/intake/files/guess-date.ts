import type { Lang } from '../../contract/faults.ts';
import type { Unsure } from '../../contract/folder-wizard.ts';
import { readDate } from './dates.ts';
import { WIZARD_WORDS } from './wizard-words.ts';

const DAYS = [
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'dd-MM-yyyy',
  'MM-dd-yyyy',
  'yyyy/MM/dd',
  'dd.MM.yyyy',
  'ddMMyyyy',
  'yyyyMMdd',
  'dd/MM/yy',
] as const;
const FORMATS = DAYS.flatMap((day) => [day, `${day} HH:mm`, `${day} HH:mm:ss`]);

/** How a column of dates is written; undefined when it is no column of dates. Day and month that could be either are asked. */
export function guessDate(
  values: readonly string[],
  unsure: Unsure[],
  lang: Lang,
): { format: string | undefined } | undefined {
  const filled = values.filter((value) => value !== '');
  const [example] = filled;
  if (example === undefined) return undefined;
  if (filled.every((value) => readDate(value, undefined))) return { format: undefined };
  const fitting = FORMATS.filter((format) => filled.every((value) => readDate(value, format)));
  const [first, second] = fitting;
  if (first === undefined) return undefined;
  if (second !== undefined)
    unsure.push({
      setting: 'dateFormat',
      question: WIZARD_WORDS[lang].whichDay(example),
      options: fitting.map((format) => ({
        label: new Date(readDate(example, format)?.atMs ?? 0).toLocaleDateString(lang === 'en' ? 'en-US' : 'es-GT', {
          dateStyle: 'long',
        }),
        value: format,
      })),
    });
  return { format: first };
}
