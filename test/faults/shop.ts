import type { ChargeView } from '../../main/contract/charge.ts';
import { isFinal } from '../../main/contract/charge.ts';

export const API_KEY = 'pk_faults';

/** The ERP's side: posts until it has an answer, whatever happens to the bridge in between. */
export function createErp(url: () => string) {
  const headers = { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' };

  async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(url() + path, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(5000),
    });
    return { status: response.status, body: await response.json() };
  }
  async function insist<T>(ask: () => Promise<T>, stopped: () => boolean): Promise<T | undefined> {
    while (!stopped()) {
      try {
        return await ask();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    }
    return undefined;
  }

  return {
    call,
    insist,
    /** True once the bridge has said 201 or 200: from then on the charge must never be lost. */
    async order(
      order: { order_id: string; amount_in_cents: number; terminal: string },
      stopped: () => boolean,
    ): Promise<boolean> {
      const answer = await insist(async () => {
        const { status } = await call('POST', '/v1/charges', order);
        if (status >= 500) throw new Error(String(status));
        return status;
      }, stopped);
      return answer === 201 || answer === 200;
    },
    /** Every charge of the shop by its order. */
    async findAll(): Promise<Map<string, ChargeView>> {
      const found = new Map<string, ChargeView>();
      let cursor: string | null = null;
      do {
        const { body } = await call('GET', `/v1/charges?limit=500${cursor === null ? '' : `&cursor=${cursor}`}`);
        const page = body as { data: ChargeView[]; next_cursor: string | null };
        for (const charge of page.data) found.set(charge.order_id, charge);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return found;
    },
    async find(orderId: string): Promise<ChargeView | undefined> {
      const { body } = await call('GET', `/v1/charges?order_id=${encodeURIComponent(orderId)}`);
      return (body as { data: ChargeView[] }).data[0];
    },
    async listBy(status: string): Promise<ChargeView[]> {
      const { body } = await call('GET', `/v1/charges?status=${status}&limit=500`);
      return (body as { data: ChargeView[] }).data;
    },
  };
}
export type Erp = ReturnType<typeof createErp>;

export const isOpen = (charge: ChargeView): boolean => !isFinal(charge.status);
