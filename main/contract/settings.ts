import { z } from 'zod';
import { configSchema } from './config.ts';

/**
 * What the settings screen reads and writes. Secrets are write-only: they are told as "set" or "not set", never shown.
 * `revision` changes with every save; a save that names an older one is refused (409 `settings_changed`), so that two windows
 * cannot overwrite each other.
 */
export const settingsViewSchema = z
  .strictObject({
    revision: z.string(),
    config: configSchema.meta({ description: 'As it is in force, defaults filled in' }),
    secrets: z.strictObject({
      recurrente_key: z.strictObject({
        set: z.boolean(),
        /** Set by RECURRENTE_SECRET_KEY or by the sandbox: cannot be changed here. */
        fixed: z.boolean(),
        mode: z.enum(['test', 'live', 'unknown']).nullable(),
      }),
    }),
    data_folder: z.string(),
    api_key_file: z.string(),
    sandbox: z.boolean(),
    backups: z.array(z.strictObject({ name: z.string(), at: z.iso.datetime(), bytes: z.int() })),
  })
  .meta({ id: 'Settings' });
export type SettingsView = z.infer<typeof settingsViewSchema>;

/** `PUT /v1/settings`: the whole configuration as it shall be. Faults come as 422 with `errors[].path` = path in `config`. */
export const saveSettingsSchema = z
  .strictObject({ revision: z.string({ error: 'required' }), config: z.record(z.string(), z.unknown()) })
  .meta({ id: 'SaveSettings' });

/** `POST /v1/settings/recurrente-key`: stores a key (null forgets it) once Recurrente has accepted it, or at once with `force`. */
export const saveKeySchema = z
  .strictObject({
    key: z.string({ error: 'required' }).trim().min(8, 'invalid').max(200, 'invalid').nullable(),
    force: z.boolean({ error: 'boolean_expected' }).optional(),
  })
  .meta({ id: 'SaveKey' });

/** `POST /v1/settings/test-key`: tries a key without storing it; without `key` the stored one. */
export const testKeySchema = z
  .strictObject({ key: z.string().trim().min(1, 'required').max(200, 'invalid').optional() })
  .meta({ id: 'TestKey' });
export const keyTestSchema = z
  .strictObject({
    result: z.enum(['good', 'refused', 'unreachable', 'missing']),
    account_name: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'KeyTest' });
export type KeyTest = z.infer<typeof keyTestSchema>;

/** `GET /v1/settings/api-key`: shown to the window only, for the ERP's snippets; `POST` makes a new one. */
export const apiKeySchema = z.strictObject({ api_key: z.string() }).meta({ id: 'ApiKey' });
