import { z } from 'zod';
import type { Lang } from './faults.ts';
import type { Problem } from './problems.ts';

/** Where the hub's database may be reached without TLS: nothing leaves the PC. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$/;

/**
 * `hub` in `config.json`: joins this bridge to others through a PostgreSQL database. Without it nothing of the hub is loaded.
 * The password may stand in the URL, in `PUENTE_HUB_PASSWORD` or in `DIR/hub-password`.
 */
export const hubConfigSchema = z
  .strictObject({
    url: z.string().max(500),
    /** This bridge's name at the hub; no two bridges share one. */
    bridge: z.string().regex(NAME),
    /** Without it: the bridge's name up to its last `-caja…`. */
    shop: z.string().regex(NAME).optional(),
    /** Recurrente's account: terminals and order numbers are told apart by it. */
    account: z.string().regex(NAME).default('default'),
    /** Aliases or ids of terminals that several tills use: held for a limited time from the start. */
    shared: z.array(z.string().min(1).max(64)).default([]),
    /** How long a shared terminal stays with a bridge that falls silent, before the longest payment is waited for. */
    leaseSeconds: z.number().min(1).max(600).default(30),
    /** The longest that a customer takes at the terminal: nobody takes it over sooner after the holder's time is up. */
    longestPaymentSeconds: z.number().min(1).max(3600).default(300),
  })
  .superRefine(({ url }, ctx) => {
    const fault = findUrlFault(url);
    if (fault !== undefined) ctx.addIssue({ code: 'custom', path: ['url'], message: fault });
  });
export type HubConfig = z.infer<typeof hubConfigSchema>;

/** Why the address cannot be used, in words for people. The address itself is never repeated: it may hold a password. */
function findUrlFault(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol) || parsed.hostname === '' || parsed.pathname.length < 2)
    return 'debe ser una dirección de PostgreSQL: postgres://usuario@servidor/base';
  const unknown = [...parsed.searchParams.keys()].find((key) => !['sslmode', 'sslrootcert'].includes(key));
  if (unknown !== undefined) return `no se conoce el parámetro "${unknown}"; se admiten sslmode y sslrootcert`;
  const mode = parsed.searchParams.get('sslmode');
  if (mode === null || mode === 'verify-full') return undefined;
  if (mode === 'disable' && isLoopback(parsed.hostname)) return undefined;
  return 'sslmode debe ser verify-full; sin TLS solo se admite un servidor en esta misma computadora';
}

/** The shop that a bridge belongs to. */
export const shopOf = ({ bridge, shop }: Pick<HubConfig, 'bridge' | 'shop'>): string =>
  shop ?? (bridge.replace(/-caja[^-]*$/i, '') || bridge);

/** Shown in place of the URL's password; a save that sends it back keeps the password that is stored. */
export const HIDDEN_PASSWORD = '********';

/** The URL with its password hidden; unchanged when it has none. */
export function hidePassword(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.password === '') return url;
  parsed.password = HIDDEN_PASSWORD;
  return parsed.href;
}

/** `connecting`: not yet or no longer; `refused`: it answers, and cannot be used as it is (`problem` says why). */
export const HUB_STATES = ['connecting', 'connected', 'refused'] as const;
export const HUB_PROBLEMS = [
  'password',
  'certificate',
  'certificate_name',
  'no_tls',
  'not_prepared',
  'no_permission',
  'newer',
  'name_taken',
] as const;
export type HubProblem = (typeof HUB_PROBLEMS)[number];

const busySchema = z
  .strictObject({
    order_id: z.string(),
    amount_in_cents: z.int(),
    currency: z.string(),
    status: z.string(),
    since: z.iso.datetime(),
  })
  .meta({ description: 'What its holder has on the terminal' });
export type HubBusy = z.infer<typeof busySchema>;

/**
 * Who holds a terminal. `own`: without a time limit, so that the hub being down never stops that till; `shared`: for a limited
 * time, renewed while the bridge lives. `holder` is null while nobody does.
 */
export const leaseViewSchema = z
  .strictObject({
    mode: z.enum(['own', 'shared']),
    holder: z.string().nullable(),
    mine: z.boolean().meta({ description: 'This bridge may send to the terminal now' }),
    since: z.iso.datetime().nullable(),
    expires_in_seconds: z.int().nullable().meta({ description: 'null: no time limit, or nobody holds it' }),
    wanted_by: z.string().nullable(),
    busy: busySchema.nullable(),
    can_keep: z.boolean().meta({
      description:
        "It may become this till's own again (`POST /v1/terminals/{id}/keep`): held here, and nobody waits for it",
    }),
    known: z.boolean().meta({ description: 'false: the hub was not reached yet, and the rest is not known' }),
    next_step: z.string(),
  })
  .meta({ id: 'TerminalLease' });
export type LeaseView = z.infer<typeof leaseViewSchema>;

/** `hub` in `GET /v1/status`. */
export const hubViewSchema = z
  .strictObject({
    bridge: z.string(),
    shop: z.string(),
    account: z.string(),
    state: z.enum(HUB_STATES),
    since: z.iso.datetime(),
    problem: z.enum(HUB_PROBLEMS).nullable(),
    hears: z.boolean().meta({
      description:
        'Connected, and notifications arrive. false while connected: a pooler keeps them away, and the hub is asked every few seconds',
    }),
    pending_lines: z
      .int()
      .nullable()
      .meta({ description: 'Journal lines that the hub does not have yet; null before the first contact' }),
    last_sent_at: z.iso.datetime().nullable(),
    next_step: z.string(),
  })
  .meta({ id: 'HubStatus' });
export type HubView = z.infer<typeof hubViewSchema>;

/** `POST /v1/terminals/{id}/take`: asks for the terminal; with `force` a person takes it without its holder's word. */
export const takeSchema = z
  .strictObject({
    force: z.boolean({ error: 'boolean_expected' }).optional(),
    note: z.string({ error: 'text_expected' }).trim().max(500, 'too_long_500').optional(),
    name: z.string({ error: 'text_expected' }).trim().max(80, 'too_long_80').optional(),
  })
  .meta({ id: 'TakeTerminal' });

/** `POST /v1/terminals/{id}/pass`: gives the terminal to another bridge, as soon as no charge is on it. */
export const passSchema = z
  .strictObject({ to: z.string({ error: 'required' }).trim().min(1, 'required').max(60, 'invalid') })
  .meta({ id: 'PassTerminal' });

/** The hub as the rest of the bridge sees it. Without one every terminal is this bridge's, and there is nothing to show. */
export interface HubPort {
  /** Whether this bridge may send to the terminal at this moment. */
  mayUse(terminalId: string): boolean;
  /** Why a charge waits for the terminal, in one sentence; null when it waits for no other bridge. */
  waitOf(terminalId: string, lang: Lang): string | null;
  lease(terminalId: string, lang: Lang): LeaseView | undefined;
  view(lang: Lang): HubView | undefined;
  /** By the terminal's id or alias. Undefined when it is this bridge's now. */
  take(terminal: string, wish: TakeWish): Promise<Problem | undefined>;
  pass(terminal: string, to: string): Promise<Problem | undefined>;
  /** Makes a terminal that is held here this bridge's own, without a time limit. */
  keep(terminal: string): Promise<Problem | undefined>;
}
export interface TakeWish {
  /** Displaces whoever holds it. */
  readonly force: boolean;
  readonly note: string;
  readonly person: string;
}
