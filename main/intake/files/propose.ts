import path from 'node:path';
import iconv from 'iconv-lite';
import { describeConfigFaults, zodWords } from '../../contract/config-faults.ts';
import type { Lang } from '../../contract/faults.ts';
import type { Profile } from '../../contract/folders.ts';
import type { FileEncoding } from '../../contract/folder-words.ts';
import type { ProposeAnswer, Unsure } from '../../contract/folder-wizard.ts';
import { profileSchema } from '../../contract/folders.ts';
import { detect, decodeFile } from './encoding.ts';
import { guessRoles, type Column } from './guess-roles.ts';
import { guessAmount } from './guess-amount.ts';
import { guessDate } from './guess-date.ts';
import { guessSplit } from './guess-split.ts';
import { guessTable, type GuessedTable } from './guess-table.ts';
import { joinPreviews, previewFile, type PreviewContext } from './preview.ts';
import { groupSamples } from './group-samples.ts';
import { splitLines } from './rows.ts';
import { describeReason, UnreadableFile } from './reasons.ts';
import { WIZARD_WORDS, type WizardWords } from './wizard-words.ts';

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
}
const EXAMPLES = 5;
/** Longer ones are shown from their beginning. */
const MOST_LINE_LENGTH = 400;

/** Dialects with a command key are unmistakable; a shipped one that takes every sample whole is proposed as it is. */
export type Packs = Readonly<Record<string, unknown>>;

/**
 * Proposes a folder's settings from one to three sample files: what can be seen is filled in, what can be seen in two ways is
 * asked and never decided. Pure. `complete` only when nothing that matters to the money is open.
 */
export async function proposeProfile(
  all: readonly Sample[],
  context: PreviewContext,
  packs: Packs = {},
): Promise<ProposeAnswer> {
  const groups = await groupSamples(all);
  const samples = all.filter((_, index) => groups[0]?.includes(index));
  const answer = await proposeForOne(samples, context, packs);
  return { ...answer, groups: groups.map((group) => [...group]) };
}

type OneAnswer = Omit<ProposeAnswer, 'groups'>;

async function proposeForOne(samples: readonly Sample[], context: PreviewContext, packs: Packs): Promise<OneAnswer> {
  const dialect = await proposeDialect(samples, context, packs);
  if (dialect) return dialect;
  const unsure: Unsure[] = [];
  const { lang = 'es' } = context;
  const words = WIZARD_WORDS[lang];
  const encoding = guessEncoding(samples, unsure, words);
  const texts = samples.flatMap(({ bytes }) => decodeLeniently(bytes, encoding));
  const table = await firstReadable(texts, unsure, lang);
  if (!table) return nothing(samples, unsure, context);

  const columns = table.columns;
  const roles = guessRoles(columns, unsure, words);
  const amount = guessAmount(columns.find(({ place }) => place === roles.amount)?.values ?? [], unsure, words);
  const date =
    roles.created_at === undefined ? undefined : guessDate(valuesOf(columns, roles.created_at), unsure, lang);
  const { created_at, ...others } = roles;
  const fields = date ? { ...others, created_at } : others;

  const settings = {
    match: matchOf(samples),
    ...table.settings,
    encoding,
    ...(table.settings.format === 'fixed' ? { columns: spansOf(fields, table) } : { fields }),
    ...amount,
    ...(date?.format !== undefined && { dateFormat: date.format }),
  };
  const parsed = profileSchema.safeParse(settings, { error: zodWords(lang) });
  for (const { path: setting, message } of parsed.success ? [] : describeConfigFaults(parsed.error.issues, lang)) {
    if (unsure.some((each) => setting.startsWith(each.setting))) continue;
    const question = QUESTIONS[setting];
    unsure.push({ setting, question: question ? words[question] : message, options: [] });
  }
  if (parsed.success) await guessSplit(texts, parsed.data, unsure, lang);
  const preview = parsed.success
    ? await previewAll(samples, parsed.data, context)
    : await previewAll([], undefined, context);
  return {
    profile: settings,
    complete: parsed.success && unsure.length === 0,
    unsure,
    columns: columns.map(({ place, values }) => ({ place, examples: values.slice(0, EXAMPLES) })),
    lines: table.settings.format === 'fixed' ? firstLines(texts) : [],
    preview,
  };
}

async function proposeDialect(
  samples: readonly Sample[],
  context: PreviewContext,
  packs: Packs,
): Promise<OneAnswer | undefined> {
  const fitting = [];
  for (const settings of Object.values(packs)) {
    const profile = profileSchema.parse(settings);
    if (!profile.command) continue;
    // Which dialect it is does not depend on what the bridge takes.
    const read = await previewAll(samples, profile, { ...context, refusalOf: undefined });
    if (read.cards.length > 0 && read.rejects.length === 0) fitting.push({ settings, profile, preview: read });
  }
  const [first] = fitting;
  if (!first) return undefined;
  const unsure: Unsure[] =
    fitting.length === 1
      ? []
      : [
          {
            setting: 'profile',
            question: WIZARD_WORDS[context.lang ?? 'es'].dialect,
            options: fitting.map(({ settings, profile, preview }) => ({
              label: `${profile.name ?? ''}: ${preview.cards[0]?.title ?? ''}`,
              value: settings,
            })),
          },
        ];
  return {
    profile: { ...(first.settings as Record<string, unknown>), match: matchOf(samples) },
    complete: unsure.length === 0,
    unsure,
    columns: [],
    lines: [],
    preview: await previewAll(samples, first.profile, context),
  };
}

/** What these settings make of the samples, as one list of cards and rejects. */
export async function previewAll(samples: readonly Sample[], profile: Profile | undefined, context: PreviewContext) {
  const previews = [];
  if (profile) for (const sample of samples) previews.push(await previewFile(sample, profile, context));
  return joinPreviews(previews);
}

/** The question for a place that no sample settles. */
const QUESTIONS: Readonly<Record<string, 'orderColumn' | 'amountColumn' | 'orderSpan' | 'amountSpan'>> = {
  'fields.order_id': 'orderColumn',
  'fields.amount': 'amountColumn',
  'columns.order_id': 'orderSpan',
  'columns.amount': 'amountSpan',
};

function guessEncoding(samples: readonly Sample[], unsure: Unsure[], words: WizardWords): FileEncoding | 'auto' {
  const found = new Set<FileEncoding>();
  for (const { bytes } of samples) {
    try {
      const encoding = detect(bytes);
      // Plain ASCII says nothing of what the next file holds.
      if (encoding !== 'utf-8' || bytes.some((byte) => byte > 0x7f)) found.add(encoding);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      const { code, params } = error.reason;
      if (code !== 'encoding_ambiguous') continue;
      unsure.push({
        setting: 'encoding',
        question: words.accents,
        options: [
          { label: String(params?.['a']), value: params?.['first'] },
          { label: String(params?.['b']), value: params?.['second'] },
        ],
      });
    }
  }
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : 'auto';
}

function decodeLeniently(bytes: Uint8Array, encoding: FileEncoding | 'auto'): string[] {
  try {
    return [decodeFile(bytes, encoding).text];
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    // The accents are open, the columns are not.
    return error.reason.code === 'encoding_ambiguous' ? [iconv.decode(Buffer.from(bytes), 'windows-1252')] : [];
  }
}

async function firstReadable(
  texts: readonly string[],
  unsure: Unsure[],
  lang: Lang,
): Promise<GuessedTable | undefined> {
  for (const text of texts) {
    if (text.trim() === '') continue;
    try {
      return await guessTable(text);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      unsure.push({ setting: 'format', question: describeReason(error.reason, lang), options: [] });
    }
  }
  return undefined;
}

async function nothing(samples: readonly Sample[], unsure: Unsure[], context: PreviewContext): Promise<OneAnswer> {
  const [sample] = samples;
  const preview = sample
    ? await previewFile(
        sample,
        profileSchema.parse({ format: 'csv', fields: { order_id: 1, amount: 2 }, header: false }),
        context,
      )
    : joinPreviews([]);
  const question = preview.rejects[0]?.reason ?? WIZARD_WORDS[context.lang ?? 'es'].unrecognised;
  const asked = unsure.length > 0 ? unsure : [{ setting: 'format', question, options: [] }];
  return {
    profile: { match: matchOf(samples) },
    complete: false,
    unsure: asked,
    columns: [],
    lines: [],
    preview: joinPreviews([preview]),
  };
}

function matchOf(samples: readonly Sample[]): string {
  const endings = new Set(samples.map(({ name }) => path.extname(name).toLowerCase()));
  const [ending] = endings;
  return endings.size === 1 && ending ? `*${ending}` : '*';
}

function firstLines([text = '']: readonly string[]): string[] {
  const lines = [...splitLines(text)].map((line) => line.text).filter((line) => line.trim() !== '');
  return lines.slice(0, EXAMPLES).map((line) => line.slice(0, MOST_LINE_LENGTH));
}

const valuesOf = (columns: readonly Column[], place: string | number): readonly string[] =>
  columns.find((column) => column.place === place)?.values ?? [];

function spansOf(fields: Readonly<Record<string, string | number | undefined>>, table: GuessedTable): object {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, place]) => {
      const span = table.spans?.[String(place)];
      return span ? [[name, span]] : [];
    }),
  );
}
