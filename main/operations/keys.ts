import { keyListSchema, keyViewSchema, madeKeySchema, newKeySchema } from '../contract/keys.ts';
import { defineOperation, ok, refuse, type Operation } from '../intake/http/server.ts';
import type { CallerKeys } from '../keys.ts';

/** Keys with fewer permissions than the file's, for a till, a report or a monitor. */
export function createKeyOperations({ keys }: { readonly keys: CallerKeys }): Operation[] {
  return [
    defineOperation({
      id: 'listKeys',
      method: 'get',
      path: '/v1/keys',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Las claves y su último uso', en: 'The keys and their last use' },
      answers: {
        200: {
          text: { es: 'Las claves, sin sus valores', en: 'The keys, without their values' },
          schema: keyListSchema,
        },
      },
      problems: [],
      handle: () => ok({ data: keys.list() }),
    }),
    defineOperation({
      id: 'makeKey',
      method: 'post',
      path: '/v1/keys',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Hace una clave con los permisos dados', en: 'Makes a key with the permissions given' },
      detail: {
        es: 'La clave se muestra solo en esta respuesta. No puede tener más permisos que quien la hace.',
        en: 'The key is shown in this answer only. It cannot have more permissions than whoever makes it.',
      },
      request: { schema: newKeySchema, example: { name: 'Caja 2', scopes: ['read', 'charge'] } },
      answers: { 201: { text: { es: 'La clave', en: 'The key' }, schema: madeKeySchema } },
      problems: ['invalid_request', 'key_name_taken'],
      handle(call) {
        const made = keys.make(call.body, call.caller);
        return 'code' in made ? refuse(made, call.lang) : ok({ ...made.view, key: made.key }, 201);
      },
    }),
    defineOperation({
      id: 'revokeKey',
      method: 'post',
      path: '/v1/keys/{id}/revoke',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Una clave deja de valer, desde ahora', en: 'A key ends, from now on' },
      answers: { 200: { text: { es: 'La clave', en: 'The key' }, schema: keyViewSchema } },
      problems: ['not_found'],
      handle(call) {
        const key = keys.revoke(call.params['id'] ?? '', call.caller.name);
        return key ? ok(key) : refuse({ code: 'not_found' }, call.lang);
      },
    }),
  ];
}
