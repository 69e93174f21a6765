import { z } from 'zod';
import { configFault } from './config-words.ts';
import { CURRENCIES } from './money.ts';
import { RESULT_MOMENTS } from './file-ledger.ts';
import { faultBeside, faultOfResults, isWholePath } from './folder-places.ts';
import { wantsNothing } from './never-taken.ts';
import { dateFormatSchema, encodingOrAutoSchema, encodingSchema, formatSchema } from './folder-words.ts';

/** How a folder's files are read and answered (file-intake.md). Every object is strict: a misspelt key is an error that names it. */
/** A column by header or number, an element path, or a key. */
const place = z.union([z.string().min(1), z.int().min(0)]);
const span = z
  .tuple([z.int().min(0), z.int().min(1)])
  .refine(([from, to]) => from < to, { message: configFault('span_order') });
export const FIELD_NAMES = [
  'order_id',
  'amount',
  'currency',
  'terminal',
  'description',
  'installments',
  'created_at',
  'replace',
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];
const perField = <T extends z.ZodType>(value: T) =>
  z.strictObject(
    Object.fromEntries(FIELD_NAMES.map((name) => [name, value.optional()])) as Record<FieldName, z.ZodOptional<T>>,
  );

const delimiterSchema = z.union([z.literal('auto'), z.literal('tab'), z.string().length(1)]);
const wholePath = z
  .string()
  .min(1)
  .refine(isWholePath, { message: configFault('whole_path') });
const fileName = z.string().regex(/^[^\\/:*?"<>|]{1,120}$/, configFault('file_name'));

/** A text file of the ERP's own dialect: lines with `{…}` places (main/deliver/files/template.ts lists them). */
const templateSchema = z.strictObject({
  file: fileName,
  lines: z.array(z.string()).min(1),
});

const resultsSchema = z.strictObject({
  /** Where the ERP looks for results; `results` inside the folder without it. */
  path: wholePath.optional(),
  /** Without it csv where the folder reads csv or fixed columns, else json. */
  format: z.enum(['json', 'csv', 'template']).optional(),
  when: z.enum(RESULT_MOMENTS).default('final'),
  /** csv only: one line behind the other in `results-YYYYMMDD.csv` instead of a file per order. */
  append: z.boolean().default(false),
  /** Encoding, delimiter and decimal mark: without them as the ERP writes its own files (main/deliver/files/shape.ts). */
  encoding: encodingSchema.optional(),
  delimiter: z.string().length(1).optional(),
  decimal: z.enum(['.', ',']).optional(),
  template: templateSchema.optional(),
  /** The dialect's word for each outcome, as `{code}` in the template and in the column `code`. */
  codes: z
    .strictObject({
      paid: z.string(),
      not_paid: z.string(),
      in_doubt: z.string(),
      waiting: z.string().default(''),
      refunded: z.string().optional(),
    })
    .optional(),
  /** A result that the ERP has not taken yet: replaced by newer news of the same name, or left until it is gone. */
  unread: z.enum(['replace', 'wait']).default('replace'),
  /** Written as soon as a request is on disk (the status file of the TEF dialects); given up after `withinMs`. */
  acknowledge: templateSchema.extend({ withinMs: z.int().min(100).max(60_000).default(7000) }).optional(),
  /** An order that comes again is answered again. */
  answerRepeats: z.boolean().optional(),
});
export type ResultSettings = z.infer<typeof resultsSchema>;
export type ResultFormat = NonNullable<ResultSettings['format']>;

const shape = {
  /** What people call it; also the folder's key in the bridge's memory. */
  name: z.string().min(1).max(80).optional(),
  /** For people: what it is for, and what its codes mean. */
  description: z.string().max(500).optional(),
  match: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).default('*'),
  format: formatSchema,
  encoding: encodingOrAutoSchema.default('auto'),
  delimiter: delimiterSchema.default('auto'),
  header: z.boolean().optional(),
  decimal: z.enum(['auto', '.', ',']).default('auto'),
  amountUnit: z.enum(['units', 'cents']).default('units'),
  /** Columns by number count from 1; from 0 when this says 0, or when a field says 0. */
  firstColumn: z.union([z.literal(0), z.literal(1)]).optional(),
  fields: perField(place).default({}),
  /** Further values to keep with the charge. */
  metadata: z.record(z.string().max(40), place).default({}),
  /** xml, json: dotted path of the repeated element. */
  record: z.string().min(1).optional(),
  /** fixed: [start, end) in characters, from 0. */
  columns: perField(span).optional(),
  /** The ERP's words for terminals and currencies. */
  terminals: z.record(z.string(), z.string()).default({}),
  currencies: z.record(z.string(), z.enum(CURRENCIES)).default({}),
  /** `order_id` may hold `{file}`, `{line}`, `{hash}`, `{date}`, `{folder}` and `{…}` of the row, for files without a number that is unique for good. */
  defaults: z
    .strictObject({
      order_id: z.string().max(64).optional(),
      currency: z.enum(CURRENCIES).optional(),
      terminal: z.string().optional(),
      description: z.string().max(200).optional(),
      installments: z.int().min(2).max(48).optional(),
      expires_in: z.int().min(5).max(86_400).optional(),
    })
    .default({}),
  /** ISO 8601 without it. */
  dateFormat: dateFormatSchema.optional(),
  ready: z
    .strictObject({
      stableMs: z.int().min(50).max(600_000).default(500),
      semaphore: z.string().min(1).max(60).optional(),
      /** Text that ends a complete file. */
      trailer: z.string().min(1).max(60).optional(),
    })
    .prefault({}),
  /** For shares that send no change notices. */
  poll: z.boolean().default(false),
  pollMs: z.int().min(100).max(600_000).default(1000),
  /** A request that is no charge: which key tells, what is a charge, what is only acknowledged. Anything else is refused. */
  command: z
    .strictObject({
      field: z.string(),
      charge: z.array(z.string()).min(1),
      acknowledge: z.array(z.string()).default([]),
    })
    .optional(),
  results: resultsSchema.optional(),
  /** Reads, shows and answers nothing: no charge is made. */
  dryRun: z.boolean().default(false),
} as const;

type Shape = z.infer<z.ZodObject<typeof shape>>;

/** What `results.format` says; where it is silent, csv for an ERP that writes tables. */
export const resultFormat = ({ format, results }: Pick<Shape, 'format' | 'results'>): ResultFormat =>
  results?.format ?? (format === 'csv' || format === 'fixed' ? 'csv' : 'json');

/** What one format needs and another cannot have. */
function checkShape(value: Shape, ctx: z.core.$RefinementCtx): void {
  const add = (path: (string | number)[], message: string): void => {
    ctx.addIssue({ code: 'custom', path, message });
  };
  for (const [index, pattern] of [value.match].flat().entries())
    if (wantsNothing(pattern, value.ready.semaphore))
      add(typeof value.match === 'string' ? ['match'] : ['match', index], configFault('match_nothing', pattern));
  const places = value.format === 'fixed' ? (value.columns ?? {}) : value.fields;
  const where = value.format === 'fixed' ? 'columns' : 'fields';
  if (places.order_id === undefined && value.defaults.order_id === undefined)
    add([where, 'order_id'], configFault('order_place'));
  if (places.amount === undefined) add([where, 'amount'], configFault('amount_place'));
  if (value.format === 'xml' && value.record === undefined) add(['record'], configFault('record_needed'));
  if (value.format !== 'fixed' && value.columns) add(['columns'], configFault('columns_fixed_only'));
  if (value.format === 'csv' && value.header === false)
    for (const [field, at] of Object.entries(value.fields))
      if (typeof at === 'string') add(['fields', field], configFault('column_by_number'));
  if (value.record !== undefined && value.format !== 'xml' && value.format !== 'json')
    add(['record'], configFault('record_no_use'));
  if (value.results?.format === 'template' && !value.results.template)
    add(['results', 'template'], configFault('template_needed'));
  if (value.results?.format === 'template' && !value.results.codes)
    add(['results', 'codes'], configFault('codes_needed'));
  if (value.results?.append && resultFormat(value) !== 'csv')
    add(['results', 'append'], configFault('append_csv_only'));
}

/** A profile: a folder's settings without the folder; can be saved, shared and shipped (native/profiles/). */
export const profileSchema = z.strictObject(shape).superRefine(checkShape);
export type Profile = z.infer<typeof profileSchema>;

/** One watched folder of `config.json`. */
export const folderSchema = z
  .strictObject({ path: wholePath, ...shape })
  .superRefine(checkShape)
  .superRefine((folder, ctx) => {
    const message = faultOfResults(folder, [folder]);
    if (message !== undefined) ctx.addIssue({ code: 'custom', path: ['results', 'path'], message });
  });
export type FolderConfig = z.infer<typeof folderSchema>;

/** What names a folder in the bridge's memory: its name, or its path. */
export const folderKey = (folder: Pick<FolderConfig, 'name' | 'path'>): string => folder.name ?? folder.path;

/** Every watched folder. Two that could take each other's files are refused. */
export const foldersSchema = z.array(folderSchema).superRefine((folders, ctx) => {
  folders.forEach((folder, index) => {
    const add = (path: string[], message: string): void => {
      ctx.addIssue({ code: 'custom', path: [index, ...path], message });
    };
    const earlier = folders.slice(0, index);
    if (earlier.some((other) => folderKey(other) === folderKey(folder)))
      add([folder.name === undefined ? 'path' : 'name'], configFault('folder_name_taken'));
    const fault = earlier.map((other) => faultBeside(folder, other)).find(Boolean);
    if (fault) add([fault.key], fault.message);
    const others = folders.filter((other) => other !== folder);
    const message = faultOfResults(folder, others);
    if (message !== undefined) add(['results', 'path'], message);
  });
});

/** Something about a folder that people should know; `es` and `en` say what to do. */
export interface FolderTrouble {
  readonly kind:
    | 'folder_lost'
    | 'folder_denied'
    | 'folder_doubled'
    | 'folder_back'
    | 'file_rejected'
    | 'rows_rejected'
    | 'file_locked'
    | 'file_empty'
    | 'file_vanished'
    | 'import_failed'
    | 'file_free'
    | 'result_failed'
    | 'results_back';
  /** The folder's key. */
  readonly folder: string;
  readonly path: string;
  readonly file?: string;
  /** Its record in the ledger, where the trouble is with what was read. */
  readonly record?: number;
  /** How many of its rows were taken before, where it cannot be read as a whole any more. */
  readonly taken?: number;
  /** In Spanish, or the system's own words. */
  readonly reason?: string;
  /** The same as a code, where it is the bridge's own, to be worded in the reader's language. */
  readonly why?: { readonly code: string; readonly params?: Readonly<Record<string, string | number>> };
  readonly es: string;
  readonly en: string;
}

/** News that a trouble is over. What an earlier run told of it is over too, so these are also said where this run saw none. */
export interface FolderEnd {
  readonly kind: 'folder_back' | 'file_free' | 'results_back' | 'file_continued';
  /** The folder's key. */
  readonly folder: string;
  readonly file?: string;
  /** The record of the file that its writer went on with: what was told of it is told anew, or over. */
  readonly record?: number;
}

/** Rows of a large file as they are taken, for the window and the log. */
export interface FileProgress {
  readonly folder: string;
  readonly file: string;
  readonly rowsDone: number;
  readonly totalRows: number;
  /** It stops here: a failure that is tried again, or the bridge is stopping. */
  readonly over?: true;
}

export const folderStatusSchema = z.strictObject({
  folder: z.string(),
  path: z.string(),
  state: z.enum(['starting', 'watching', 'lost', 'stopped']),
  dry_run: z.boolean(),
  /** Why it is lost. */
  lost: z.enum(['missing', 'denied', 'doubled']).nullable(),
  working: z.strictObject({ file: z.string(), rows_done: z.int(), total_rows: z.int().nullable() }).nullable(),
  waiting: z.array(z.strictObject({ file: z.string(), reason: z.enum(['locked', 'failed', 'empty']) })),
  recent: z.array(
    z.strictObject({
      file: z.string(),
      state: z.enum(['importing', 'done', 'rejected', 'repeated']),
      taken: z.int(),
      refused: z.int(),
    }),
  ),
});
export type FolderStatus = z.infer<typeof folderStatusSchema>;
