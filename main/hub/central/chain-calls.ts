import { z } from 'zod';
import { chainTerminalSchema, chainUserSchema, overviewSchema } from '../../contract/chain.ts';
import { defineOperation, ok, WRITTEN, type Call, type Operation } from '../../intake/http/operation.ts';
import type { CentralDeps } from './deps.ts';
import { readTerminals } from '../remote/terminals.ts';
import { streamChain } from './stream.ts';

const terminalListSchema = z.strictObject({ data: z.array(chainTerminalSchema) }).meta({ id: 'ChainTerminalList' });

/** The shops that the caller may see; null for all. */
export const shopsOf = ({ caller }: Call): readonly string[] | null => caller.shops ?? null;

/** The calls about the chain as it is now. */
export function createChainCalls({ hub, live, hear }: CentralDeps): Operation[] {
  return [
    defineOperation({
      id: 'getOverview',
      method: 'get',
      path: '/v1/overview',
      scope: 'read',
      group: 'chain',
      summary: {
        es: 'La cadena ahora: lo que pide atención primero, y cada tienda',
        en: 'The chain now: what needs attention first, and each shop',
      },
      answers: { 200: { text: { es: 'La cadena', en: 'The chain' }, schema: overviewSchema } },
      problems: ['hub_database'],
      handle: async (call) => ok(await live.overview(shopsOf(call))),
    }),

    defineOperation({
      id: 'listChainTerminals',
      method: 'get',
      path: '/v1/terminals',
      scope: 'read',
      group: 'terminals',
      summary: { es: 'Las terminales y qué puente tiene cada una', en: 'The terminals and which bridge holds each' },
      answers: { 200: { text: { es: 'Las terminales', en: 'The terminals' }, schema: terminalListSchema } },
      problems: ['hub_database'],
      handle: async (call) => ok({ data: await readTerminals(hub, shopsOf(call)) }),
    }),

    defineOperation({
      id: 'getMe',
      method: 'get',
      path: '/v1/me',
      scope: 'read',
      group: 'chain',
      summary: { es: 'Quién soy y qué puedo ver', en: 'Who I am and what I may see' },
      answers: { 200: { text: { es: 'El usuario', en: 'The user' }, schema: chainUserSchema } },
      problems: [],
      handle: ({ caller }) =>
        ok({ name: caller.name, scopes: caller.scopes, shops: caller.shops ? [...caller.shops] : null }),
    }),

    defineOperation({
      id: 'streamChain',
      method: 'get',
      path: '/v1/events',
      scope: 'read',
      group: 'news',
      summary: { es: 'Novedades en vivo (SSE)', en: 'Live news (SSE)' },
      detail: {
        es: 'overview al abrir; luego summary, shop y gone según cambian; charge con cada cambio de un cobro pedido desde aquí u otro puente; blind mientras la base de datos no contesta; pulse cada pocos segundos. Al reconectar llega todo de nuevo.',
        en: 'overview when it opens; then summary, shop and gone as they change; charge with each change of a charge sent from here or from another bridge; blind while the database does not answer; pulse every few seconds. After a reconnection the whole comes again.',
      },
      answers: { 200: { text: { es: 'Un flujo de eventos', en: 'A stream of events' }, type: 'text/event-stream' } },
      problems: [],
      async handle(call) {
        if (call.req.method === 'HEAD') {
          call.res.setHeader('Content-Type', 'text/event-stream').end();
          return WRITTEN;
        }
        await streamChain({ live, hub, hear, res: call.res, lang: call.lang, shops: shopsOf(call), gone: call.gone() });
        return WRITTEN;
      },
    }),
  ];
}
