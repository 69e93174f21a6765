import { registerWebhookSchema, webhookSecretSchema, webhooksViewSchema } from '../contract/webhooks.ts';
import { defineOperation, ok, refuse, type Answer, type Call, type Operation } from '../intake/http/server.ts';
import type { Recurrente } from '../recurrente/client.ts';
import { isUsableSecret } from '../recurrente/webhook-signature.ts';
import type { Webhooks } from '../webhooks.ts';

const WORDS = {
  address: {
    es: 'Revise que sea la dirección pública de su túnel, con https.',
    en: "See that it is your tunnel's public address, with https.",
  },
  key: {
    es: 'La clave de Recurrente falta o no vale. Guárdela en Ajustes y repita.',
    en: "Recurrente's key is missing or not good. Store it in the settings and repeat.",
  },
} as const;

export interface WebhookOperationDeps {
  readonly webhooks: Pick<Webhooks, 'view' | 'secrets'>;
  readonly recurrente: Pick<Recurrente, 'registerWebhook'>;
}

/** The settings of the webhooks: their secrets, their last sign of life, and their registration at Recurrente. */
export function createWebhookOperations({ webhooks, recurrente }: WebhookOperationDeps): Operation[] {
  const answers = {
    200: { text: { es: 'Cómo están los webhooks', en: 'How the webhooks stand' }, schema: webhooksViewSchema },
  };
  const answerKept = (refusal: string | null, { lang }: Pick<Call, 'lang'>): Answer =>
    refusal === null ? ok(webhooks.view(lang)) : refuse({ code: 'key_not_kept', params: { reason: refusal } }, lang);
  return [
    defineOperation({
      id: 'getWebhooks',
      method: 'get',
      path: '/v1/webhooks',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Los webhooks de Recurrente', en: "Recurrente's webhooks" },
      answers,
      problems: [],
      handle: (call) => ok(webhooks.view(call.lang)),
    }),
    defineOperation({
      id: 'addWebhookSecret',
      method: 'post',
      path: '/v1/webhooks/secrets',
      scope: 'manage',
      group: 'bridge',
      summary: {
        es: 'Guarda un secreto de firma; el anterior sigue valiendo',
        en: 'Stores a signing secret; the one before stays good',
      },
      request: { schema: webhookSecretSchema, example: { secret: 'whsec_…' } },
      answers,
      problems: ['invalid_request', 'secret_unusable', 'key_not_kept'],
      async handle(call) {
        if (!isUsableSecret(call.body.secret)) return refuse({ code: 'secret_unusable' }, call.lang);
        return answerKept(await webhooks.secrets.add(call.body.secret), call);
      },
    }),
    defineOperation({
      id: 'dropOldWebhookSecrets',
      method: 'post',
      path: '/v1/webhooks/secrets/drop-old',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Solo el secreto más nuevo sigue valiendo', en: 'Only the newest secret stays good' },
      answers,
      problems: ['key_not_kept'],
      handle: async (call) => answerKept(await webhooks.secrets.dropOld(), call),
    }),
    defineOperation({
      id: 'registerWebhook',
      method: 'post',
      path: '/v1/webhooks/register',
      scope: 'manage',
      group: 'bridge',
      summary: {
        es: 'Da de alta la dirección pública en Recurrente',
        en: 'Registers the public address at Recurrente',
      },
      detail: {
        es: 'Después copie el secreto de firma del panel de Recurrente y guárdelo aquí.',
        en: "Then copy the signing secret from Recurrente's dashboard and store it here.",
      },
      request: { schema: registerWebhookSchema, example: { url: 'https://puente.example.com' } },
      answers,
      problems: ['invalid_request', 'recurrente_refused', 'recurrente_unreachable'],
      async handle(call) {
        const view = webhooks.view(call.lang);
        const reply = await recurrente.registerWebhook(new URL(view.path, call.body.url).href, 'Puente');
        switch (reply.kind) {
          case 'ok':
            return ok(view);
          case 'rejected': {
            const reason = [WORDS.address[call.lang], reply.failure.message].filter(Boolean).join(' ');
            return refuse({ code: 'recurrente_refused', params: { reason } }, call.lang);
          }
          case 'key_refused':
          case 'key_missing':
            return refuse({ code: 'recurrente_refused', params: { reason: WORDS.key[call.lang] } }, call.lang);
          default:
            return refuse({ code: 'recurrente_unreachable' }, call.lang);
        }
      },
    }),
  ];
}
