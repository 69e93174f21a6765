import type { ChargeView } from '../../main/contract/charge.ts';
import type { StatusView } from '../../main/contract/status.ts';
import { pause } from './figures.ts';
import { AUTHORIZED } from './processes.ts';

/** The ERP's side of the bridge that is measured. An answer that is not what was hoped for ends the bench. */
export function createErp(url: string) {
  async function call<T>(method: 'GET' | 'POST', at: string, body?: object): Promise<T> {
    const response = await fetch(url + at, {
      method,
      headers: { ...AUTHORIZED, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${JSON.stringify(answer)}`);
    return answer as T;
  }

  return {
    get: <T>(at: string): Promise<T> => call('GET', at),
    place: (order: object): Promise<ChargeView> => call('POST', '/v1/charges', order),
    /** A person lets a terminal go on past a charge in doubt; refused where there is none. */
    release: (terminal: string): Promise<unknown> =>
      call('POST', `/v1/terminals/${terminal}/release`, { note: 'bench' }),
    /** A link that opens the window once. */
    newLink: async (): Promise<string> => (await call<{ url: string }>('POST', '/v1/ui/links', {})).url,
    async untilOnline(): Promise<void> {
      while ((await call<StatusView>('GET', '/v1/status')).connection !== 'online') await pause(50);
    },
    async untilFinal(id: string): Promise<void> {
      while (!(await call<ChargeView>('GET', `/v1/charges/${id}?wait=10`)).final);
    },
  };
}
export type Erp = ReturnType<typeof createErp>;
