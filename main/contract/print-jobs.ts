import { z } from 'zod';

/** A slip as data: the printer's bytes and the preview in the window are both made from it. */
export const receiptLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    text: z.string(),
    align: z.enum(['left', 'center', 'right']),
    bold: z.boolean(),
    /** Double width and height; the text has half the columns. */
    big: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('pair'), left: z.string(), right: z.string(), bold: z.boolean() }),
  z.strictObject({ kind: z.literal('rule') }),
  z.strictObject({ kind: z.literal('space') }),
]);
export type ReceiptLine = z.infer<typeof receiptLineSchema>;
export const receiptSchema = z.strictObject({ lines: z.array(receiptLineSchema), openDrawer: z.boolean() });
export type Receipt = z.infer<typeof receiptSchema>;

export const JOB_KINDS = ['voucher', 'in_doubt', 'day_close', 'test'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export interface NewPrintJob {
  /** What makes a job the same job: a second one with this key is not added. */
  readonly key: string;
  readonly printer: string;
  readonly kind: JobKind;
  readonly receipt: Receipt;
  /** Asked for again by a person: it says COPIA from the start. */
  readonly copy: boolean;
  readonly createdAtMs: number;
}
export interface PrintJob extends NewPrintJob {
  readonly id: number;
  /** When its bytes were first sent; from then on paper may carry it, so a further try says COPIA. */
  readonly startedAtMs: number | null;
  readonly printedAtMs: number | null;
}

/** Where print jobs outlive a printer without paper and a restart of the bridge. Every call is committed when it returns. */
export interface PrintJobStore {
  /** The journal number up to which news became jobs; null before the first call of `add`. */
  cursor(): number | null;
  /** Adds the jobs whose keys are new, and moves the cursor (unless null) in the same transaction. */
  add(jobs: readonly NewPrintJob[], cursor: number | null): void;
  /** The oldest job of a printer that is not printed yet. */
  next(printer: string): PrintJob | undefined;
  markStarted(id: number, atMs: number): void;
  markPrinted(id: number, atMs: number): void;
  waiting(printer: string): number;
  /** Newest first. */
  list(limit: number): readonly PrintJob[];
}
