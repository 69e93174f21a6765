import { encode } from './encode.ts';
import type { Gate } from './gate.ts';

/**
 * The simulated Recurrente as a `fetch`: the same gate, rules and faults, without sockets. What a cut line looks like is what
 * Node's own fetch throws: `TypeError: fetch failed` with a `cause` that has a `code`.
 */
export function createFetch(gate: Gate, refuses: () => boolean, recurrenteNow: () => number): typeof fetch {
  return async function sandboxFetch(input, init) {
    const request = new Request(input, init);
    const signal = init?.signal ?? request.signal;
    signal.throwIfAborted();
    // Without a connection nobody asks for the body.
    if (refuses()) throw refused();
    const body = request.body === null ? '' : await request.text();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const outcome = await Promise.race([
        gate({
          method: request.method,
          url: new URL(request.url),
          secretKey: request.headers.get('x-secret-key') ?? undefined,
          body,
          gone: signal,
        }),
        aborted,
      ]);
      if (outcome.kind === 'refused') throw refused();
      if (outcome.kind === 'cut') throw failed('UND_ERR_SOCKET', 'other side closed');
      const { status, headers, text } = encode(outcome.answer, recurrenteNow());
      return new Response(outcome.kind === 'half' ? halfOf(text) : text, { status, headers });
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
}

const failed = (code: string, message: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });

const refused = (): TypeError => failed('ECONNREFUSED', 'connect ECONNREFUSED');

function halfOf(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent)
        return controller.error(
          new TypeError('terminated', {
            cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
          }),
        );
      sent = true;
      controller.enqueue(bytes.subarray(0, bytes.length >> 1));
    },
  });
}
