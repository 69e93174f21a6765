import { z } from 'zod';

/** What a key may do. `read`: look; `charge`: take charges and change them; `refund`: give money back; `manage`: a person's decisions and the settings. */
export const SCOPES = ['read', 'charge', 'refund', 'manage'] as const;
export const scopeSchema = z.enum(SCOPES);
export type Scope = z.infer<typeof scopeSchema>;

export const keyViewSchema = z
  .strictObject({
    id: z.string().meta({ description: '`file` is the key in the file api-key, which is renewed rather than revoked' }),
    name: z.string(),
    scopes: z.array(scopeSchema),
    created_at: z.iso.datetime().nullable(),
    created_by: z.string().nullable(),
    last_used_at: z.iso.datetime().nullable().meta({ description: 'To the minute' }),
    revoked_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Key' });
export type KeyView = z.infer<typeof keyViewSchema>;
export const keyListSchema = z.strictObject({ data: z.array(keyViewSchema) }).meta({ id: 'KeyList' });

export const newKeySchema = z
  .strictObject({
    name: z
      .string({ error: 'required' })
      .trim()
      .min(1, 'required')
      .max(40, 'too_long_40')
      .regex(/^[\p{L}\p{N} _.-]+$/u, 'invalid')
      .meta({ description: 'Who uses it; shown beside what was done with it' }),
    scopes: z
      .array(scopeSchema, { error: 'required' })
      .min(1, 'required')
      .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
  })
  .meta({ id: 'NewKey' });

/** The only answer that ever shows a key. */
export const madeKeySchema = keyViewSchema.extend({ key: z.string() }).meta({ id: 'MadeKey' });
