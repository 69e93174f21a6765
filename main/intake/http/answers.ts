import { z } from 'zod';
import { chargeViewSchema, journalEntrySchema } from '../../contract/charge.ts';
import { PROBLEMS } from '../../contract/problems.ts';
import { terminalViewSchema } from '../../contract/status.ts';

/** Shapes of the answers that are not a view of the contract themselves. */

export const chargePageSchema = z
  .strictObject({
    data: z.array(chargeViewSchema),
    next_cursor: z.string().nullable().meta({ description: 'Send it as `cursor` for the next page; null on the last' }),
  })
  .meta({ id: 'ChargePage' });

export const journalSchema = z.strictObject({ data: z.array(journalEntrySchema) }).meta({ id: 'Journal' });

export const terminalListSchema = z.strictObject({ data: z.array(terminalViewSchema) }).meta({ id: 'TerminalList' });

export const acknowledgedSchema = z
  .strictObject({ id: z.int(), acknowledged: z.literal(true) })
  .meta({ id: 'AlertAcknowledged' });

export const uiLinkSchema = z
  .strictObject({
    url: z.url().meta({ description: 'Open it in a browser on this PC; it works once' }),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'UiLink' });

const problemCodes = Object.keys(PROBLEMS) as [keyof typeof PROBLEMS, ...(keyof typeof PROBLEMS)[]];
export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes).meta({ description: 'Stable; decide by it, never by the sentences' }),
    detail: z.string().meta({ description: 'For people, in the language of Accept-Language' }),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Every faulty field at once' }),
    charge: chargeViewSchema
      .optional()
      .meta({ description: 'The charge as it stands, where the refusal is about one' }),
  })
  .meta({ id: 'Problem' });
