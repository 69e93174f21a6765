import { z } from 'zod';
import { chainChargeSchema, chainPageSchema, chainQuerySchema, type ChainCharge } from '../../contract/chain.ts';
import { isSettled, journalEntrySchema } from '../../contract/charge.ts';
import { waitQuerySchema } from '../../contract/requests.ts';
import { idOf } from '../../intake/http/charge-answers.ts';
import { defineOperation, ok, refuse, type Answer, type Call, type Operation } from '../../intake/http/operation.ts';
import { findRemotes, readRemote } from '../remote/change.ts';
import { viewRemote, type RemoteRow } from '../remote/row.ts';
import { waitForRemote } from '../remote/wait.ts';
import { shopsOf } from './chain-calls.ts';
import type { CentralDeps } from './deps.ts';
import { readCharge, readJournal, searchCharges, viewRow } from './queries/charges.ts';

const journalSchema = z.strictObject({ data: z.array(journalEntrySchema) }).meta({ id: 'Journal' });

/** Whether the caller may see it: one of its shops, or sent by itself. */
export function maySee(call: Call, row: Pick<RemoteRow, 'shop' | 'origin_user'>): boolean {
  const shops = shopsOf(call);
  return shops === null || row.origin_user === call.caller.name || (row.shop !== null && shops.includes(row.shop));
}

/** Looking at the charges of all shops. */
export function createChargeCalls({ hub, hear, lookMs }: CentralDeps): Operation[] {
  const missing = (call: Call): Answer => refuse({ code: 'charge_not_found', params: { id: idOf(call) } }, call.lang);

  async function read(call: Call): Promise<ChainCharge | undefined> {
    const remote = await readRemote(hub, idOf(call));
    if (remote) return maySee(call, remote) ? viewRemote(remote, call.lang) : undefined;
    const row = await readCharge(hub, idOf(call), shopsOf(call));
    return row && viewRow(row, call.lang);
  }

  return [
    defineOperation({
      id: 'searchCharges',
      method: 'get',
      path: '/v1/charges',
      scope: 'read',
      group: 'charges',
      summary: {
        es: 'Buscar cobros de todas las tiendas, del más nuevo al más viejo',
        en: 'Find charges of all shops, newest first',
      },
      detail: {
        es: 'q busca una orden o su comienzo, los últimos 4 dígitos o un monto. Con order_id aparece también lo que ninguna caja ha recogido.',
        en: 'q finds an order or its beginning, the last four digits or an amount. With order_id, what no till has fetched is found as well.',
      },
      query: chainQuerySchema,
      answers: { 200: { text: { es: 'Una página', en: 'One page' }, schema: chainPageSchema } },
      problems: ['invalid_request', 'hub_database'],
      async handle(call) {
        const page = await searchCharges(hub, call.query, shopsOf(call), call.lang);
        if ('code' in page) return refuse(page, call.lang);
        const { order_id: orderId, cursor } = call.query;
        if (orderId === undefined || cursor !== undefined) return ok(page);
        const remotes = (await findRemotes(hub, orderId.trim())).filter((row) => maySee(call, row));
        const ids = new Set(remotes.map((row) => row.charge_id ?? ''));
        const others = page.data.filter(({ id }) => !ids.has(id));
        return ok({ ...page, data: [...remotes.map((row) => viewRemote(row, call.lang)), ...others] });
      },
    }),

    defineOperation({
      id: 'getChainCharge',
      method: 'get',
      path: '/v1/charges/{id}',
      scope: 'read',
      group: 'charges',
      summary: { es: 'Ver un cobro, o esperar a que cambie', en: 'See a charge, or wait for it to change' },
      detail: {
        es: 'Con ?wait=30 responde en el próximo cambio o después de esos segundos (60 como máximo). Un cobro cerrado se responde de inmediato.',
        en: 'With ?wait=30 it answers at the next change or after that many seconds (60 at most). A closed charge is answered at once.',
      },
      query: waitQuerySchema,
      answers: { 200: { text: { es: 'El cobro', en: 'The charge' }, schema: chainChargeSchema } },
      problems: ['charge_not_found', 'invalid_request', 'hub_database'],
      async handle(call) {
        const charge = await waitForRemote({
          read: () => read(call),
          isSettled: (state) => state === undefined || isSettled(state),
          idsOf: (state) => [idOf(call), state?.remote?.charge_id ?? ''],
          hear,
          lookMs,
          waitMs: (call.query.wait ?? 0) * 1000,
          gone: call.gone(),
        });
        return charge ? ok(charge) : missing(call);
      },
    }),

    defineOperation({
      id: 'getChainChargeEvents',
      method: 'get',
      path: '/v1/charges/{id}/events',
      scope: 'read',
      group: 'charges',
      summary: { es: 'La bitácora de un cobro, desde el principio', en: 'The journal of a charge, oldest first' },
      answers: { 200: { text: { es: 'La bitácora', en: 'The journal' }, schema: journalSchema } },
      problems: ['charge_not_found', 'hub_database'],
      async handle(call) {
        const remote = await readRemote(hub, idOf(call));
        if (remote && !maySee(call, remote)) return missing(call);
        const row = await readCharge(hub, remote?.charge_id ?? idOf(call), remote ? null : shopsOf(call));
        if (!row) return remote ? ok({ data: [] }) : missing(call);
        return ok({ data: await readJournal(hub, row, call.lang) });
      },
    }),
  ];
}
