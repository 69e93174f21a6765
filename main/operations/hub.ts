import { passSchema, takeSchema, type HubPort } from '../contract/hub.ts';
import { terminalViewSchema } from '../contract/status.ts';
import type { Desk } from '../contract/desk.ts';
import type { Problem } from '../contract/problems.ts';
import { defineOperation, ok, refuse, type Answer, type Call, type Operation } from '../intake/http/server.ts';

/** Passing a terminal between bridges; only with a hub. */
export function createHubOperations({ desk, hub }: { desk: Pick<Desk, 'terminals'>; hub: HubPort }): Operation[] {
  const idOf = (call: Call): string => call.params['id'] ?? '';

  function answer(call: Call, problem: Problem | undefined): Answer {
    if (problem) return refuse(problem, call.lang);
    return ok(desk.terminals(call.lang).find(({ id, alias }) => id === idOf(call) || alias === idOf(call)));
  }

  return [
    defineOperation({
      id: 'takeTerminal',
      method: 'post',
      path: '/v1/terminals/{id}/take',
      scope: 'charge',
      group: 'terminals',
      summary: { es: 'Pedir la terminal para esta caja', en: 'Ask for the terminal for this till' },
      detail: {
        es: 'La caja que la tiene la pasa al terminar su cobro. Con force (permiso manage y una nota) se le quita sin preguntar: solo si está apagada o averiada.',
        en: 'The till that has it passes it on when its charge is done. With force (permission manage, and a note) it is taken without asking: only where that till is switched off or broken.',
      },
      request: { schema: takeSchema, example: { force: false } },
      answers: {
        200: {
          text: { es: 'La terminal, ya de esta caja', en: "The terminal, this till's now" },
          schema: terminalViewSchema,
        },
      },
      problems: [
        'terminal_not_found',
        'terminal_held',
        'hub_off',
        'hub_unreachable',
        'forbidden_scope',
        'invalid_request',
      ],
      async handle(call) {
        const { force = false, note = '', name } = call.body;
        if (force && !call.caller.scopes.includes('manage'))
          return refuse({ code: 'forbidden_scope', params: { scope: 'manage' } }, call.lang);
        if (force && note === '')
          return refuse({ code: 'invalid_request', faults: [{ path: 'note', fault: 'required' }] }, call.lang);
        return answer(call, await hub.take(idOf(call), { force, note, person: name ?? call.caller.name }));
      },
    }),
    defineOperation({
      id: 'passTerminal',
      method: 'post',
      path: '/v1/terminals/{id}/pass',
      scope: 'charge',
      group: 'terminals',
      summary: { es: 'Pasar la terminal a otra caja', en: 'Pass the terminal to another till' },
      detail: {
        es: 'Solo entre cobros: con un cobro abierto en la terminal se responde terminal_busy.',
        en: 'Between charges only: with an open charge on the terminal the answer is terminal_busy.',
      },
      request: { schema: passSchema, example: { to: 'tienda-03-caja-2' } },
      answers: { 200: { text: { es: 'La terminal', en: 'The terminal' }, schema: terminalViewSchema } },
      problems: [
        'terminal_not_found',
        'terminal_held',
        'terminal_busy',
        'bridge_not_found',
        'hub_off',
        'hub_unreachable',
        'invalid_request',
      ],
      handle: async (call) => answer(call, await hub.pass(idOf(call), call.body.to)),
    }),
    defineOperation({
      id: 'keepTerminal',
      method: 'post',
      path: '/v1/terminals/{id}/keep',
      scope: 'manage',
      group: 'terminals',
      summary: { es: 'Dejar la terminal en esta caja', en: 'Keep the terminal at this till' },
      detail: {
        es: 'Vuelve a ser solo de esta caja, sin límite de tiempo, y cobra también sin la central. Solo si esta caja la tiene y nadie la espera; cuando otra la pida, se comparte otra vez.',
        en: "It is this till's alone again, without a time limit, and charges without the hub too. Only where this till has it and nobody waits for it; when another asks for it, it is shared again.",
      },
      answers: { 200: { text: { es: 'La terminal', en: 'The terminal' }, schema: terminalViewSchema } },
      problems: [
        'terminal_not_found',
        'terminal_held',
        'terminal_wanted',
        'terminal_shared',
        'hub_off',
        'hub_unreachable',
      ],
      handle: async (call) => answer(call, await hub.keep(idOf(call))),
    }),
  ];
}
