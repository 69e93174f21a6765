import { get } from 'node:http';
import type { ChargeView } from '../../main/contract/charge.ts';
import { AUTHORIZED } from './processes.ts';

/** Listens to `GET /v1/events`; resolves once the stream is open. */
export async function openStream(url: string) {
  const waiting = new Map<string, (atMs: number) => void>();
  let events = 0;
  let rest = '';
  const take = (chunk: string): void => {
    const atMs = performance.timeOrigin + performance.now();
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (!part.includes('\ndata: ')) continue;
      events += 1;
      if (!part.includes('event: charge\n')) continue;
      const charge = JSON.parse(part.slice(part.indexOf('\ndata: ') + 7)) as ChargeView;
      if (charge.paid) waiting.get(charge.id)?.(atMs);
    }
  };
  const request = get(`${url}/v1/events`, { headers: AUTHORIZED });
  request.on('error', () => undefined);
  await new Promise<void>((resolve) =>
    request.once('response', (response) => {
      response.setEncoding('utf8');
      response.on('data', take);
      response.on('error', () => undefined);
      resolve();
    }),
  );
  return {
    /** Resolves with the moment, in ms since the epoch, at which the charge is told to be paid. */
    paid: (chargeId: string): Promise<number> => new Promise((resolve) => waiting.set(chargeId, resolve)),
    /** Events so far. */
    count: (): number => events,
    close: () => request.destroy(),
  };
}
