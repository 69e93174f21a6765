import {
  callbackListSchema,
  callbackQuerySchema,
  callbackSecretSchema,
  callbackViewSchema,
} from '../contract/callbacks.ts';
import type { Callbacks } from '../deliver/callbacks/callbacks.ts';
import { defineOperation, ok, refuse, type Operation } from '../intake/http/server.ts';
import type { CallbackSecrets } from '../callback-secrets.ts';

export interface CallbackOperationDeps {
  readonly callbacks: Pick<Callbacks, 'list' | 'resend'>;
  readonly secrets: CallbackSecrets;
}

/** What the ERP was told, and the secret that it verifies with. */
export function createCallbackOperations({ callbacks, secrets }: CallbackOperationDeps): Operation[] {
  const secretAnswer = { 200: { text: { es: 'El secreto', en: 'The secret' }, schema: callbackSecretSchema } };
  return [
    defineOperation({
      id: 'listCallbacks',
      method: 'get',
      path: '/v1/callbacks',
      scope: 'read',
      group: 'news',
      summary: { es: 'Los avisos al ERP, los más nuevos primero', en: 'The callbacks to the ERP, newest first' },
      query: callbackQuerySchema,
      answers: { 200: { text: { es: 'Los avisos', en: 'The callbacks' }, schema: callbackListSchema } },
      problems: ['invalid_request'],
      handle: (call) => ok({ data: callbacks.list(call.query.state, call.query.limit) }),
    }),
    defineOperation({
      id: 'resendCallback',
      method: 'post',
      path: '/v1/callbacks/{id}/resend',
      scope: 'charge',
      group: 'news',
      summary: { es: 'Envía un aviso de nuevo', en: 'Sends a callback again' },
      answers: { 200: { text: { es: 'El aviso', en: 'The callback' }, schema: callbackViewSchema } },
      problems: ['not_found'],
      handle(call) {
        const callback = callbacks.resend(call.params['id'] ?? '');
        return callback ? ok(callback) : refuse({ code: 'not_found' }, call.lang);
      },
    }),
    defineOperation({
      id: 'getCallbackSecret',
      method: 'get',
      path: '/v1/settings/callback-secret',
      scope: 'manage',
      group: 'news',
      summary: {
        es: 'El secreto con que se firman los avisos; solo en la ventana',
        en: 'The secret that signs callbacks; to the window only',
      },
      answers: secretAnswer,
      problems: ['window_only'],
      handle: (call) =>
        call.caller.via === 'session'
          ? ok({ secret: secrets.all()[0] ?? '' })
          : refuse({ code: 'window_only' }, call.lang),
    }),
    defineOperation({
      id: 'renewCallbackSecret',
      method: 'post',
      path: '/v1/settings/callback-secret',
      scope: 'manage',
      group: 'news',
      summary: {
        es: 'Hace un secreto nuevo; el anterior firma también, hasta el próximo cambio',
        en: 'Makes a new secret; the one before signs as well, until the next change',
      },
      answers: secretAnswer,
      problems: ['window_only', 'key_not_kept'],
      async handle(call) {
        if (call.caller.via !== 'session') return refuse({ code: 'window_only' }, call.lang);
        const refusal = await secrets.renew();
        return refusal === null
          ? ok({ secret: secrets.all()[0] ?? '' })
          : refuse({ code: 'key_not_kept', params: { reason: refusal } }, call.lang);
      },
    }),
  ];
}
