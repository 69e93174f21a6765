import { chainChargeSchema, newChainChargeSchema } from '../../contract/chain.ts';
import { idOf } from '../../intake/http/charge-answers.ts';
import { defineOperation, ok, refuse, type Answer, type Call, type Operation } from '../../intake/http/operation.ts';
import { cancelRemote, readRemote, retryRemote, type RemoteChanged } from '../remote/change.ts';
import { readRemoteOrder } from '../remote/order.ts';
import { placeRemote } from '../remote/place.ts';
import { shopsOf } from './chain-calls.ts';
import { maySee } from './charge-calls.ts';
import type { CentralDeps } from './deps.ts';
import { findTerminal } from '../remote/terminals.ts';

const theCharge = (es: string, en: string) => ({ text: { es, en }, schema: chainChargeSchema });

/** Sending charges to terminals of any shop. */
export function createRemoteCalls({ hub }: CentralDeps): Operation[] {
  /** A change of a remote charge that the caller may see; of a shop's own charge only that shop's bridge changes anything. */
  async function change(
    call: Call,
    act: (hub: CentralDeps['hub'], id: string, lang: Call['lang']) => Promise<RemoteChanged>,
  ): Promise<Answer> {
    const row = await readRemote(hub, idOf(call));
    if (!row || !maySee(call, row)) return refuse({ code: 'charge_not_found', params: { id: idOf(call) } }, call.lang);
    const changed = await act(hub, idOf(call), call.lang);
    return changed.kind === 'ok' ? ok(changed.charge) : refuse(changed.problem, call.lang, changed.charge);
  }

  return [
    defineOperation({
      id: 'sendCharge',
      method: 'post',
      path: '/v1/charges',
      scope: 'charge',
      group: 'charges',
      summary: { es: 'Enviar un cobro a la terminal de cualquier tienda', en: "Send a charge to any shop's terminal" },
      detail: {
        es: 'Queda en la base de datos antes de que salga la respuesta; lo recoge el puente que tiene la terminal. El mismo order_id otra vez devuelve el mismo cobro, en toda la cuenta. Si nadie lo recoge en expires_in segundos: expired.',
        en: 'It is in the database before the answer leaves; the bridge that holds the terminal fetches it. The same order_id again gives the same charge, across the account. When nobody fetches it within expires_in seconds: expired.',
      },
      request: {
        schema: newChainChargeSchema,
        example: { order_id: 'WEB-00881', amount: '125.50', terminal: 'tienda-03/caja1', expires_in: 300 },
      },
      answers: {
        201: theCharge('Cobro aceptado y guardado', 'Accepted and stored'),
        200: theCharge('Esa orden ya existía; así está ahora', 'That order existed; this is how it stands'),
      },
      problems: [
        'invalid_request',
        'amount_out_of_range',
        'terminal_ambiguous',
        'order_conflict',
        'remote_at_shop',
        'hub_database',
      ],
      idempotent: true,
      async handle(call) {
        const { account, replace, ...body } = call.body;
        const found = await findTerminal(hub, body.terminal, { account, shops: shopsOf(call) });
        if ('choices' in found)
          return refuse(
            found.choices.length === 0
              ? { code: 'invalid_request', faults: [{ path: 'terminal', fault: 'terminal_unknown' }] }
              : {
                  code: 'terminal_ambiguous',
                  params: { id: body.terminal, choices: found.choices.slice(0, 10).join(', ') },
                },
            call.lang,
          );
        const read = readRemoteOrder(body, found.terminal, found.terminal.account);
        if ('problem' in read) return refuse(read.problem, call.lang);
        const placed = await placeRemote(
          hub,
          read.order,
          { user: call.caller.name },
          { replace, lang: call.lang, maySee: (row) => maySee(call, row) },
        );
        if (placed.kind === 'refused') return refuse(placed.problem, call.lang, placed.charge);
        if (placed.kind !== 'created') return ok(placed.charge);
        const headers = { Location: `/v1/charges/${encodeURIComponent(placed.charge.id)}` };
        return { status: 201, body: placed.charge, headers };
      },
    }),

    defineOperation({
      id: 'cancelRemoteCharge',
      method: 'post',
      path: '/v1/charges/{id}/cancel',
      scope: 'charge',
      group: 'charges',
      summary: { es: 'Cancelar un cobro que ninguna caja ha recogido', en: 'Cancel a charge that no till has fetched' },
      answers: { 200: theCharge('Cancelado', 'Cancelled') },
      problems: ['charge_not_found', 'remote_at_shop', 'hub_database'],
      handle: (call) => change(call, cancelRemote),
    }),

    defineOperation({
      id: 'retryRemoteCharge',
      method: 'post',
      path: '/v1/charges/{id}/retry',
      scope: 'charge',
      group: 'charges',
      summary: {
        es: 'Enviar de nuevo un cobro que ninguna caja cobró',
        en: 'Send a charge again that no till charged',
      },
      answers: { 200: theCharge('Espera otra vez', 'It waits again') },
      problems: ['charge_not_found', 'remote_at_shop', 'hub_database'],
      handle: (call) => change(call, retryRemote),
    }),
  ];
}
