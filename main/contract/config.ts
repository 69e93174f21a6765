import { z } from 'zod';
import { describeConfigFaults, zodWords, type ConfigFault } from './config-faults.ts';
import { configFault } from './config-words.ts';
import { findCallbackFault } from './callbacks.ts';
import { CURRENCIES } from './money.ts';
import { devicesSchema } from './devices.ts';
import type { Lang } from './faults.ts';
import { foldersSchema, profileSchema } from './folders.ts';
import { hubConfigSchema } from './hub.ts';

/** `DIR/config.json` (bridge-api.md, "Start it"). Every object is strict: a misspelt key is an error that names it. */
export const terminalConfigSchema = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[^\s\p{C}]*$/u, configFault('id_no_spaces')),
  alias: z.string().regex(/^[\p{L}\p{N}_.-]{1,32}$/u, configFault('alias_shape')),
  name: z
    .string()
    .min(1)
    .max(60)
    .regex(/[\p{L}\p{N}\p{P}\p{S}]|^$/u, configFault('name_needed')),
});
export type TerminalConfig = z.infer<typeof terminalConfigSchema>;

const range = z.strictObject({ minCents: z.int().min(1), maxCents: z.int().min(1) }).superRefine((limits, ctx) => {
  if (limits.minCents > limits.maxCents)
    ctx.addIssue({ code: 'custom', path: ['maxCents'], message: configFault('limits_order', String(limits.minCents)) });
});
export type AmountRange = z.infer<typeof range>;

/** Calls go to paths of their own under it: anything but scheme, host and port would be dropped in silence, or break every call. */
const baseUrlSchema = z.url({ protocol: /^https?$/, error: configFault('address_shape') }).superRefine((text, ctx) => {
  if (!URL.canParse(text)) return;
  const url = new URL(text);
  const refuse = (code: 'address_no_user' | 'address_only'): void =>
    ctx.addIssue({ code: 'custom', message: configFault(code) });
  if (url.username !== '' || url.password !== '') refuse('address_no_user');
  else if (url.pathname !== '/' || /[?#]/.test(text)) refuse('address_only');
});

export const configSchema = z
  .strictObject({
    server: z
      .strictObject({
        port: z.int().min(0).max(65_535).default(7373),
        allowedOrigins: z.array(z.string().regex(/^https?:\/\/[^/?#]+$/, configFault('origin_shape'))).default([]),
      })
      .prefault({}),
    recurrente: z
      .strictObject({
        baseUrl: baseUrlSchema.default('https://app.recurrente.com'),
        timeoutMs: z.int().min(500).max(60_000).default(10_000),
      })
      .prefault({}),
    terminals: z.array(terminalConfigSchema).default([]),
    defaultTerminal: z.string().optional(),
    currency: z.enum(CURRENCIES).default('GTQ'),
    externalIdPrefix: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,24}$/, configFault('prefix_shape'))
      .default('puente'),
    queue: z
      .strictObject({
        expireAfterMinutes: z.number().positive().max(1440).default(15),
        patienceSeconds: z.number().positive().max(86_400).default(180),
        pollMs: z.int().min(50).max(60_000).default(1000),
        minPaymentMs: z.int().min(0).max(60_000).default(3000),
        /** A paid order that is asked for again after this many days is taken for another sale; 0: never. */
        sameOrderDays: z.int().min(0).max(3650).default(30),
      })
      .prefault({}),
    limits: z
      .strictObject({
        GTQ: range.default({ minCents: 500, maxCents: 5_000_000 }),
        USD: range.default({ minCents: 100, maxCents: 1_500_000 }),
      })
      .prefault({}),
    folders: foldersSchema.default([]),
    devices: devicesSchema.prefault({}),
    /** Where the ERP leaves what it sold in a day, to be compared with the day close. Files are read and left where they lie. */
    dayClose: z
      .strictObject({
        folder: z.string().min(1).max(500).optional(),
        match: z.string().min(1).max(120).default('*'),
        /** How they are read; recognised without it. */
        profile: profileSchema.optional(),
      })
      .prefault({}),
    language: z.enum(['es', 'en']).default('es'),
    backups: z.strictObject({ keep: z.int().min(1).max(365).default(14) }).prefault({}),
    /** Recurrente's webhooks, through a tunnel to this port; off unless wanted. */
    webhooks: z
      .strictObject({ enabled: z.boolean().default(false), port: z.int().min(0).max(65_535).default(7374) })
      .prefault({}),
    /** What the ERP is told without asking. Only this PC and the hosts named here are ever called. */
    callbacks: z
      .strictObject({
        url: z
          .url({ protocol: /^https?$/, error: configFault('url_shape') })
          .max(500)
          .optional(),
        when: z.enum(['changes', 'final']).default('changes'),
        allowedHosts: z
          .array(
            z
              .string()
              .regex(/^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9A-Fa-f:]+\](:\d{1,5})?$/, configFault('host_shape')),
          )
          .default([]),
        timeoutMs: z.int().min(500).max(60_000).default(10_000),
      })
      .prefault({}),
    /** Traces of charges, as OTLP over HTTP; nothing leaves the PC without an endpoint. */
    telemetry: z
      .strictObject({
        otlpEndpoint: z.url({ protocol: /^https?$/, error: configFault('url_shape') }).optional(),
        headers: z
          .record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/, configFault('header_shape')), z.string().max(500))
          .default({}),
      })
      .prefault({}),
    /** Several tills and shops together, over a PostgreSQL database; one PC alone needs none. */
    hub: hubConfigSchema.optional(),
  })
  .superRefine((config, ctx) => {
    const seen = new Map<string, number>();
    config.terminals.forEach((terminal, index) => {
      for (const [key, value] of [
        ['id', terminal.id],
        ['alias', terminal.alias],
      ] as const) {
        const where = seen.get(value);
        if (where !== undefined && where !== index)
          ctx.addIssue({
            code: 'custom',
            path: ['terminals', index, key],
            message: configFault('used_by', value, `terminals.${where}`),
          });
        seen.set(value, index);
      }
    });
    if (config.callbacks.url !== undefined && findCallbackFault(config.callbacks.url, config.callbacks.allowedHosts))
      ctx.addIssue({
        code: 'custom',
        path: ['callbacks', 'url'],
        message: configFault('callback_host'),
      });
    config.hub?.shared.forEach((alias, index) => {
      if (!seen.has(alias))
        ctx.addIssue({
          code: 'custom',
          path: ['hub', 'shared', index],
          message: configFault('terminal_unknown', alias),
        });
    });
    if (config.defaultTerminal !== undefined && !seen.has(config.defaultTerminal))
      ctx.addIssue({
        code: 'custom',
        path: ['defaultTerminal'],
        message: configFault('terminal_unknown', config.defaultTerminal),
      });
  });
export type Config = z.infer<typeof configSchema>;

/** Reads a configuration; every fault at once, each with its path. Defaults are filled in. */
export function readConfig(
  raw: unknown,
  lang: Lang = 'es',
): { ok: true; config: Config } | { ok: false; faults: ConfigFault[] } {
  const parsed = configSchema.safeParse(raw, { error: zodWords(lang) });
  if (parsed.success) return { ok: true, config: parsed.data };
  return { ok: false, faults: describeConfigFaults(parsed.error.issues, lang) };
}
