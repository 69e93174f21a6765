import { readdir, readFile as readBytes, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Profile } from '../../contract/folders.ts';
import { profileSchema } from '../../contract/folders.ts';
import type { Currency } from '../../contract/money.ts';
import { hashOf } from './import-file.ts';
import { matcher, NEVER } from './candidates.ts';
import type { PreviewContext } from './preview.ts';
import { proposeProfile, type Packs, type Sample } from './propose.ts';
import { readFile } from './read-file.ts';
import { describeReason, UnreadableFile } from './reasons.ts';
import { WIZARD_WORDS } from './wizard-words.ts';

const MOST_FILES = 20;

/** What an ERP sold in a day, by its own export. */
export interface DayExport {
  readonly files: readonly string[];
  readonly sales: readonly ExportedSale[];
  readonly unread: readonly { readonly file: string; readonly line: number | null; readonly reason: string }[];
}
interface ExportedSale {
  readonly orderId: string;
  readonly amountInCents: number;
  readonly currency: Currency;
  readonly at: string;
}

/** The files of a folder that are of that day: its date stands in their name, or they were written on it. */
export async function findDayExports(
  { folder, match }: { readonly folder: string; readonly match: string },
  date: string,
  dayOf: (atMs: number) => string,
): Promise<Sample[]> {
  const wanted = matcher(match);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((each) => each.isFile() && wanted(each.name) && !NEVER.test(each.name))
    .map(({ name }) => name);
  const dated = names.filter((name) => namesDay(name, date));
  const found =
    dated.length > 0
      ? dated
      : await writtenOn(
          folder,
          names.filter((name) => !/\d{6,8}/.test(name)),
          date,
          dayOf,
        );
  return Promise.all(
    found
      .sort()
      .slice(0, MOST_FILES)
      .map(async (name) => ({ name, bytes: await readBytes(path.join(folder, name)) })),
  );
}

/** `ventas-2026-11-22`, `20261122`, `22-11-2026`, `221126`: the ways in which exports name their day. */
function namesDay(name: string, date: string): boolean {
  const [year = '', month = '', day = ''] = date.split('-');
  const digits = name.replace(/(\d)[-_. ](?=\d)/g, '$1');
  return [year + month + day, day + month + year, year.slice(2) + month + day, day + month + year.slice(2)].some(
    (form) => new RegExp(`(?<!\\d)${form}(?!\\d)`).test(digits),
  );
}

async function writtenOn(
  folder: string,
  names: string[],
  date: string,
  dayOf: (atMs: number) => string,
): Promise<string[]> {
  const times = await Promise.all(
    names.map(async (name) => ({ name, mtimeMs: (await stat(path.join(folder, name))).mtimeMs })),
  );
  return times.filter(({ mtimeMs }) => dayOf(mtimeMs) === date).map(({ name }) => name);
}

/**
 * Reads exports with the first of the profiles that takes every row, else with what can be recognised without a doubt. A file that
 * can be read in two ways is not read: an amount is never guessed.
 */
export async function readDayExports(
  samples: readonly Sample[],
  profiles: readonly Profile[],
  context: PreviewContext,
  packs: Packs,
): Promise<DayExport> {
  const reads = await Promise.all(samples.map((sample) => readOne(sample, profiles, context, packs)));
  return {
    files: samples.map(({ name }) => name),
    sales: reads.flatMap(({ sales }) => sales),
    unread: reads.flatMap(({ unread }) => unread),
  };
}

type One = Pick<DayExport, 'sales' | 'unread'>;

async function readOne(
  sample: Sample,
  profiles: readonly Profile[],
  context: PreviewContext,
  packs: Packs,
): Promise<One> {
  let best: One | undefined;
  for (const profile of profiles) {
    const read = await readWith(sample, profile, context);
    if (read.sales.length > 0 && read.unread.length === 0) return read;
    if (read.sales.length > 0) best ??= read;
  }
  const { profile, complete, unsure } = await proposeProfile([sample], context, packs);
  const recognised = complete ? profileSchema.safeParse(profile).data : undefined;
  if (recognised) return readWith(sample, recognised, context);
  const [doubt] = unsure;
  return (
    best ?? {
      sales: [],
      unread: [
        { file: sample.name, line: null, reason: doubt?.question ?? WIZARD_WORDS[context.lang ?? 'es'].unrecognised },
      ],
    }
  );
}

async function readWith({ name, bytes }: Sample, profile: Profile, context: PreviewContext): Promise<One> {
  const { nowMs, mtimeMs, lang = 'es' } = context;
  try {
    const { rows } = await readFile(bytes, profile, {
      stem: path.parse(name).name,
      sha256: hashOf(bytes),
      mtimeMs,
      nowMs,
      lang,
    });
    return {
      sales: rows.flatMap((row) =>
        row.kind === 'order'
          ? [
              {
                orderId: row.order.order_id,
                amountInCents: row.order.amount_in_cents ?? 0,
                currency: row.order.currency ?? context.currency,
                at: `${name}:${row.line}`,
              },
            ]
          : [],
      ),
      unread: rows.flatMap((row) =>
        row.kind === 'refused' ? [{ file: name, line: row.line, reason: row.refusal }] : [],
      ),
    };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { sales: [], unread: [{ file: name, line: null, reason: describeReason(error.reason, lang) }] };
  }
}
