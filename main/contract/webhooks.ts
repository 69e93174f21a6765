import { z } from 'zod';

/** `GET /v1/webhooks`: the state of the door for Recurrente's webhooks, and how to open it. */
export const webhooksViewSchema = z
  .strictObject({
    enabled: z.boolean(),
    listening: z.boolean(),
    trouble: z
      .enum(['port_in_use', 'secret_missing'])
      .nullable()
      .meta({ description: 'Why nothing can come in although it is enabled' }),
    local_url: z.string().meta({ description: 'Where the tunnel must lead' }),
    path: z.string(),
    secrets: z.int().meta({ description: 'How many secrets are good now; more than one while it is being changed' }),
    last_received_at: z.iso.datetime().nullable(),
    polling_relaxed: z
      .boolean()
      .meta({ description: 'Webhooks are proven to arrive, so Recurrente is asked less often' }),
    received: z
      .record(z.string(), z.int())
      .meta({ description: 'Messages since the bridge started, by what became of them' }),
    steps: z
      .array(z.strictObject({ tool: z.string(), commands: z.array(z.string()), text: z.string() }))
      .meta({ description: 'How to lead a tunnel here' }),
  })
  .meta({ id: 'Webhooks' });
export type WebhooksView = z.infer<typeof webhooksViewSchema>;

export const webhookSecretSchema = z
  .strictObject({ secret: z.string({ error: 'required' }).trim().min(1, 'required').max(200, 'too_long_200') })
  .meta({ id: 'WebhookSecret' });

export const registerWebhookSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^https$/, error: 'public_url_shape' })
      .max(400, 'public_url_shape')
      .meta({ description: 'The public address of the tunnel, without a path' }),
  })
  .meta({ id: 'RegisterWebhook' });
