/** What a date in a file says. A date without a time leaves the hour open. */
export interface DateReading {
  readonly atMs: number;
  readonly dayOnly: boolean;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const TOKENS: Readonly<Record<string, readonly [pattern: string, part: Part]>> = {
  yyyy: ['(\\d{4})', 'year'],
  yy: ['(\\d{2})', 'year'],
  MMM: ['([a-z]{3,4})\\.?', 'monthName'],
  MM: ['(\\d{1,2})', 'month'],
  M: ['(\\d{1,2})', 'month'],
  dd: ['(\\d{1,2})', 'day'],
  d: ['(\\d{1,2})', 'day'],
  HH: ['(\\d{1,2})', 'hour'],
  H: ['(\\d{1,2})', 'hour'],
  hh: ['(\\d{1,2})', 'hour'],
  h: ['(\\d{1,2})', 'hour'],
  mm: ['(\\d{2})', 'minute'],
  ss: ['(\\d{2})', 'second'],
  SSS: ['(\\d{1,7})', 'fraction'],
  a: ['([ap])\\.?\\s?m\\.?', 'half'],
  tt: ['([ap])\\.?\\s?m\\.?', 'half'],
};
type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'monthName' | 'fraction' | 'half';

/** Reads a date by the folder's `dateFormat`, ISO 8601 without one, in this PC's time zone. Undefined when it does not fit. */
export function readDate(text: string, format: string | undefined): DateReading | undefined {
  return format === undefined ? readIso(text.trim()) : readFormatted(text.trim(), format);
}

function readIso(text: string): DateReading | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, zone] = match;
  if (zone !== undefined) {
    const atMs = Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
    return Number.isNaN(atMs) ? undefined : { atMs, dayOnly: false };
  }
  return build({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: hour === undefined ? undefined : Number(hour),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
  });
}

function readFormatted(text: string, format: string): DateReading | undefined {
  const parts: Part[] = [];
  const pattern = format.replace(
    /'([^']*)'|yyyy|yy|MMM|MM?|dd?|HH?|hh?|mm|ss|SSS|tt|a|[^A-Za-z]/g,
    (token, literal?: string) => {
      if (literal !== undefined) return literal.replace(/\W/g, '\\$&');
      const known = TOKENS[token];
      if (!known) return /\s/.test(token) ? '\\s+' : token.replace(/\W/, '\\$&');
      parts.push(known[1]);
      return known[0];
    },
  );
  const match = new RegExp(`^${pattern}$`, 'i').exec(text);
  if (!match) return undefined;
  const said = Object.fromEntries(parts.map((part, at) => [part, match[at + 1]])) as Partial<Record<Part, string>>;
  const number = (part: Part, otherwise: number): number => (said[part] === undefined ? otherwise : Number(said[part]));
  const year = number('year', 0);
  const clock = said.hour === undefined ? undefined : Number(said.hour);
  const hour = said.half === undefined || clock === undefined ? clock : in24(clock, said.half);
  if (Number.isNaN(hour)) return undefined;
  return build({
    year: year < 100 ? 2000 + year : year,
    month: said.monthName === undefined ? number('month', 1) : monthOf(said.monthName),
    day: number('day', 1),
    hour,
    minute: number('minute', 0),
    second: number('second', 0),
  });
}

const MONTHS = ['ene jan', 'feb', 'mar', 'abr apr', 'may', 'jun', 'jul', 'ago aug', 'sep', 'oct', 'nov', 'dic dec'];
/** `nov`, `sept`, `aug`; 0, which is no month, for anything else. */
const monthOf = (name: string): number =>
  MONTHS.findIndex((names) => names.split(' ').includes(name.toLowerCase().slice(0, 3))) + 1;

/** 12 a.m. is midnight, 12 p.m. noon; NaN for an hour that no such clock shows. */
function in24(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function build(parts: {
  year: number;
  month: number;
  day: number;
  hour: number | undefined;
  minute: number;
  second: number;
}): DateReading | undefined {
  const { year, month, day, hour, minute, second } = parts;
  const date = new Date(year, month - 1, day, hour ?? 0, minute, second);
  const same =
    date.getFullYear() === year &&
    date.getMonth() === month - 1 &&
    date.getDate() === day &&
    date.getHours() === (hour ?? 0) &&
    date.getMinutes() === minute;
  return same ? { atMs: date.getTime(), dayOnly: hour === undefined } : undefined;
}

const dayOf = (atMs: number): string => new Date(atMs).toDateString();

/**
 * When the ERP asked: the mapped date, else the file's own time. A date without an hour is the file's time when it is the same
 * day, else the end of that day. Never in the future: a wrong clock must not keep a request alive.
 */
export function requestTime(date: DateReading | undefined, mtimeMs: number, nowMs: number): number {
  const file = Math.min(mtimeMs, nowMs);
  if (!date) return Math.round(file);
  if (!date.dayOnly) return Math.min(date.atMs, nowMs);
  if (dayOf(date.atMs) === dayOf(file)) return Math.round(file);
  const end = new Date(date.atMs);
  end.setHours(23, 59, 59, 0);
  return Math.min(end.getTime(), nowMs);
}
