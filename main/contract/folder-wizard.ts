import { z } from 'zod';
import { CURRENCIES } from './money.ts';

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
  terminal: z.string().optional().meta({ description: "The file's word for a terminal that the bridge does not know" }),
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
  lines: z.array(z.string()).meta({ description: 'The first lines of files with columns by position; else empty' }),
  groups: z.array(z.array(z.int())).meta({
    description: 'Indexes of the samples that are of one kind; everything else is about the first of these groups',
  }),
  preview: previewSchema,
});
export type ProposeAnswer = z.infer<typeof proposeAnswerSchema>;
/** `POST /v1/folders/preview`: what these settings would make of these files; nothing is charged. */
export const previewRequestSchema = z.strictObject({
  profile: z.record(z.string(), z.unknown()),
  samples: z.array(sampleSchema).min(1).max(3),
});
export type PreviewRequest = z.infer<typeof previewRequestSchema>;
