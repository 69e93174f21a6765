import { z } from 'zod';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * What speaks against telling this address; undefined when nothing does. Loopback is always allowed; any other host only when
 * it is named, as `host` (any port) or `host:port`. `URL` has normalised odd spellings of addresses (0x7f.1, 2130706433).
 */
export function findCallbackFault(
  text: string,
  allowedHosts: readonly string[],
): 'url_shape' | 'callback_host' | undefined {
  if (!URL.canParse(text)) return 'url_shape';
  const { protocol, hostname, host, port, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return 'url_shape';
  if (LOOPBACK.test(hostname)) return undefined;
  const withPort = port === '' ? `${hostname}:${protocol === 'https:' ? 443 : 80}` : host;
  const names = allowedHosts.map((name) => name.toLowerCase());
  return names.includes(hostname) || names.includes(withPort) ? undefined : 'callback_host';
}

export const CALLBACK_STATES = ['waiting', 'delivered', 'dead'] as const;

/** One message to the ERP, as the settings and IT see it. */
export const callbackViewSchema = z
  .strictObject({
    id: z.string().meta({ description: 'The `webhook-id` that the receiver sees; the same on every try' }),
    charge_id: z.string(),
    order_id: z.string(),
    event: z.string().meta({ description: '`charge.paid`, `charge.declined`, …; `charge.refund` for its refund' }),
    url: z.string(),
    state: z.enum(CALLBACK_STATES).meta({
      description: '`dead`: given up after 24 hours in which the bridge ran; a person may resend it',
    }),
    tries: z.int(),
    created_at: z.iso.datetime(),
    last_try_at: z.iso.datetime().nullable(),
    next_try_at: z.iso.datetime().nullable(),
    last_result: z
      .string()
      .nullable()
      .meta({ description: 'What the receiver said last, such as `http_500` or `timeout`' }),
  })
  .meta({ id: 'Callback' });
export type CallbackView = z.infer<typeof callbackViewSchema>;

export const callbackListSchema = z.strictObject({ data: z.array(callbackViewSchema) }).meta({ id: 'CallbackList' });
export const callbackQuerySchema = z
  .strictObject({
    state: z.enum(CALLBACK_STATES, { error: 'invalid' }).optional(),
    limit: z.coerce
      .number({ error: 'limit_shape' })
      .int('limit_shape')
      .min(1, 'limit_shape')
      .max(500, 'limit_shape')
      .default(50),
  })
  .meta({ id: 'CallbackQuery' });

export const callbackSecretSchema = z
  .strictObject({ secret: z.string().meta({ description: '`whsec_…`, for the receiver to verify signatures with' }) })
  .meta({ id: 'CallbackSecret' });
