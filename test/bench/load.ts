import autocannon, { type Result } from 'autocannon';
import { quantile } from './figures.ts';

export interface Load {
  readonly url: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  /** A new body for each request. */
  readonly nextBody: () => object;
}

export interface LoadFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** All that was answered, the warm-up included. */
  readonly answered: number;
}

/** Answers in the first part of a run warm the server up and do not count: until then V8 has not compiled what is called most. */
const WARM_UP = 0.5;

/** POSTs as fast as the answers come. Only what was answered 201 after the warm-up counts; any other answer is a fault of the bench. */
export async function post({ url, path, headers = {}, connections, seconds, nextBody }: Load): Promise<LoadFigures> {
  const latencies: number[] = [];
  const others = new Map<number, number>();
  const countFromMs = performance.now() + seconds * WARM_UP * 1000;
  let lastMs = countFromMs;
  let answered = 0;
  const { errors, timeouts } = await new Promise<Result>((resolve, reject) => {
    const run = autocannon(
      {
        url: url + path,
        connections,
        duration: seconds,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        requests: [{ setupRequest: (request) => ({ ...request, body: JSON.stringify(nextBody()) }) }],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
    run.on('response', (_client, status, _bytes, ms) => {
      if (status !== 201) others.set(status, (others.get(status) ?? 0) + 1);
      answered += 1;
      const nowMs = performance.now();
      if (nowMs - ms < countFromMs) return;
      latencies.push(ms);
      lastMs = nowMs;
    });
  });
  if (others.size > 0 || errors + timeouts > 0)
    throw new Error(`${url}: ${JSON.stringify(Object.fromEntries(others))}, ${errors} errors, ${timeouts} timeouts`);
  return {
    perSecond: (latencies.length / (lastMs - countFromMs)) * 1000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    answered,
  };
}
