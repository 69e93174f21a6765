import { z } from 'zod';
import { CURRENCIES } from './money.ts';
import { RESULT_MOMENTS } from './file-ledger.ts';

/** How a folder's files are read and answered (file-intake.md). Every object is strict: a misspelt key is an error that names it. */
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

/** A column by header or number, an element path, or a key. */
const place = z.union([z.string().min(1), z.int().min(0)]);
const span = z
  .tuple([z.int().min(0), z.int().min(1)])
  .refine(([from, to]) => from < to, { message: 'el final debe estar después del inicio' });
const FIELD_NAMES = [
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
const fileName = z.string().regex(/^[^\\/:*?"<>|]{1,120}$/, 'debe ser un nombre de archivo, sin carpeta');

/** A text file of the ERP's own dialect: lines with `{…}` places (main/deliver/files/template.ts lists them). */
const templateSchema = z.strictObject({
  file: fileName,
  lines: z.array(z.string()).min(1),
});

const resultsSchema = z.strictObject({
  /** Where the ERP looks for results; `results` inside the folder without it. */
  path: z.string().min(1).optional(),
  format: z.enum(['json', 'csv', 'template']).default('json'),
  when: z.enum(RESULT_MOMENTS).default('final'),
  /** csv only: one line behind the other in `results-YYYYMMDD.csv` instead of a file per order. */
  append: z.boolean().default(false),
  /** Without it the encoding of the folder, or UTF-8. */
  encoding: z.enum(FILE_ENCODINGS).optional(),
  delimiter: z.string().length(1).default(','),
  decimal: z.enum(['.', ',']).default('.'),
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

const shape = {
  /** What people call it; also the folder's key in the bridge's memory. */
  name: z.string().min(1).max(80).optional(),
  /** For people: what it is for, and what its codes mean. */
  description: z.string().max(500).optional(),
  match: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).default('*'),
  format: z.enum(FILE_FORMATS),
  encoding: z.enum(['auto', ...FILE_ENCODINGS]).default('auto'),
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
  /** `order_id` may hold `{file}`, `{line}`, `{hash}`, `{date}` and `{…}` of the row, for files without a number that is unique for good. */
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
  /** Letters as in `dd/MM/yyyy HH:mm:ss`; ISO 8601 without it. */
  dateFormat: z.string().min(2).max(40).optional(),
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

/** What one format needs and another cannot have. */
function checkShape(value: Shape, ctx: z.core.$RefinementCtx): void {
  const add = (path: string[], message: string): void => {
    ctx.addIssue({ code: 'custom', path, message });
  };
  const places = value.format === 'fixed' ? (value.columns ?? {}) : value.fields;
  const where = value.format === 'fixed' ? 'columns' : 'fields';
  if (places.order_id === undefined && value.defaults.order_id === undefined)
    add([where, 'order_id'], 'indique dónde está el número de orden');
  if (places.amount === undefined) add([where, 'amount'], 'indique dónde está el monto');
  if (value.format === 'xml' && value.record === undefined)
    add(['record'], 'indique la ruta del elemento que se repite, por ejemplo "Ventas.Venta"');
  if (value.format !== 'fixed' && value.columns)
    add(['columns'], 'solo el formato "fixed" tiene columnas por posición');
  if (value.record !== undefined && value.format !== 'xml' && value.format !== 'json')
    add(['record'], 'solo xml y json tienen una ruta de registro');
  if (value.results?.format === 'template' && !value.results.template)
    add(['results', 'template'], 'indique cómo es el archivo de respuesta');
  if (value.results?.format === 'template' && !value.results.codes)
    add(['results', 'codes'], 'indique cómo se escribe pagado, no pagado y en duda');
}

/** A profile: a folder's settings without the folder; can be saved, shared and shipped (native/profiles/). */
export const profileSchema = z.strictObject(shape).superRefine(checkShape);
export type Profile = z.infer<typeof profileSchema>;

/** One watched folder of `config.json`. */
export const folderSchema = z
  .strictObject({ path: z.string().min(1), ...shape })
  .superRefine(checkShape)
  .superRefine(({ path, results }, ctx) => {
    const plain = (each: string): string => each.replaceAll('\\', '/').replace(/\/+$/, '').toLowerCase();
    // Its own answers would come back as requests.
    if (results?.path !== undefined && plain(results.path) === plain(path))
      ctx.addIssue({ code: 'custom', path: ['results', 'path'], message: 'los resultados deben ir en otra carpeta' });
  });
export type FolderConfig = z.infer<typeof folderSchema>;

/** What names a folder in the bridge's memory: its name, or its path. */
export const folderKey = (folder: Pick<FolderConfig, 'name' | 'path'>): string => folder.name ?? folder.path;

/** Every watched folder. Two that could take each other's files are refused. */
export const foldersSchema = z.array(folderSchema).superRefine((folders, ctx) => {
  folders.forEach((folder, index) => {
    const add = (key: string, message: string): void => {
      ctx.addIssue({ code: 'custom', path: [index, key], message });
    };
    for (const other of folders.slice(0, index)) {
      if (folderKey(other) === folderKey(folder))
        add(folder.name === undefined ? 'path' : 'name', 'otra carpeta usa el mismo nombre; póngale otro en "name"');
      else if (other.path === folder.path && overlap(other, folder))
        add('match', 'otra carpeta vigila los mismos archivos; sepárelos con "match"');
    }
  });
});

/** Only equal patterns and "everything" are seen to overlap; the rest is left to whoever writes them. */
function overlap(a: Pick<FolderConfig, 'match'>, b: Pick<FolderConfig, 'match'>): boolean {
  const patterns = [a, b].map(({ match }) => [match].flat().map((each) => each.toLowerCase()));
  return patterns.flat().includes('*') || (patterns[0] ?? []).some((each) => patterns[1]?.includes(each));
}

/** A charge as the wizard shows it before anything is switched on. */
const previewCardSchema = z.strictObject({
  file: z.string(),
  line: z.int(),
  order_id: z.string(),
  amount_in_cents: z.int(),
  currency: z.enum(CURRENCIES),
  terminal: z.string().nullable(),
  title: z.string().meta({ example: 'Q 260.70, factura A-1, caja1' }),
  expired: z.boolean().meta({ description: 'Older than the queue allows: it would ask a person first' }),
});
export type PreviewCard = z.infer<typeof previewCardSchema>;
const previewRejectSchema = z.strictObject({
  file: z.string(),
  line: z.int().nullable().meta({ description: 'null: the file as a whole' }),
  reason: z.string(),
  original: z.string(),
});
export type PreviewReject = z.infer<typeof previewRejectSchema>;

const sampleSchema = z.strictObject({
  name: z.string().min(1).max(200),
  content_base64: z.base64().max(1_400_000),
});
/** `POST /v1/folders/propose`: one to three sample files. */
export const proposeRequestSchema = z.strictObject({ samples: z.array(sampleSchema).min(1).max(3) });
export type ProposeRequest = z.infer<typeof proposeRequestSchema>;
/** What the proposal is not sure of: the setting, why, and the ways it could be. */
const unsureSchema = z.strictObject({
  setting: z.string().meta({ example: 'decimal' }),
  question: z.string(),
  options: z.array(z.strictObject({ label: z.string(), value: z.unknown() })),
});
export type Unsure = z.infer<typeof unsureSchema>;
export const previewSchema = z.strictObject({
  cards: z.array(previewCardSchema),
  rejects: z.array(previewRejectSchema),
  total_rows: z.int(),
  skipped_rows: z.int(),
  encoding: z.string().nullable(),
});
export type Preview = z.infer<typeof previewSchema>;
export const proposeAnswerSchema = z.strictObject({
  profile: z
    .record(z.string(), z.unknown())
    .meta({ description: 'Settings as `config.json` takes them, without `path`' }),
  complete: z.boolean().meta({ description: 'false: something needed was not found; see unsure' }),
  unsure: z.array(unsureSchema),
  columns: z.array(z.strictObject({ place: z.union([z.string(), z.int()]), examples: z.array(z.string()) })),
  preview: previewSchema,
});
export type ProposeAnswer = z.infer<typeof proposeAnswerSchema>;
/** `POST /v1/folders/preview`: what these settings would make of these files; nothing is charged. */
export const previewRequestSchema = z.strictObject({
  profile: z.record(z.string(), z.unknown()),
  samples: z.array(sampleSchema).min(1).max(3),
});
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

/** Something about a folder that people should know; `es` and `en` say what to do. */
export interface FolderTrouble {
  readonly kind:
    | 'folder_lost'
    | 'folder_back'
    | 'file_rejected'
    | 'rows_rejected'
    | 'file_locked'
    | 'file_empty'
    | 'file_vanished'
    | 'import_failed'
    | 'result_failed';
  /** The folder's key. */
  readonly folder: string;
  readonly path: string;
  readonly file?: string;
  readonly reason?: string;
  readonly es: string;
  readonly en: string;
}

/** Rows of a large file as they are taken, for the window and the log. */
export interface FileProgress {
  readonly folder: string;
  readonly file: string;
  readonly rowsDone: number;
  readonly totalRows: number;
}

export const folderStatusSchema = z.strictObject({
  folder: z.string(),
  path: z.string(),
  state: z.enum(['starting', 'watching', 'lost', 'stopped']),
  dry_run: z.boolean(),
  working: z.strictObject({ file: z.string(), rows_done: z.int(), total_rows: z.int().nullable() }).nullable(),
  waiting: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
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
