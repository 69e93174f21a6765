import {
  createSandbox,
  SANDBOX_SECRET_KEY,
  type Sandbox,
  type SandboxOptions,
} from '../../../../main/recurrente/sandbox/sandbox.ts';
import { createVirtualClock, type VirtualClock } from '../../intake/serial/virtual-clock.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into bodies of every shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** A caller of the simulated Recurrente: `fetch` over sockets or the one without. */
export function createCaller(
  fetchIt: typeof fetch,
  baseUrl: string,
  secretKey: string | undefined = SANDBOX_SECRET_KEY,
) {
  async function call(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Reply> {
    const answer = await fetchIt(baseUrl + path, {
      method,
      headers: { 'content-type': 'application/json', ...(secretKey === '' ? {} : { 'X-SECRET-KEY': secretKey }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  }
  return {
    call,
    get: (path: string) => call('GET', path),
    charge: (externalId: string, change: Record<string, unknown> = {}) =>
      call('POST', '/api/terminal_session_commands', { ...chargeBody(externalId), ...change }),
    refund: (paymentIntentId: unknown) => call('POST', '/api/refunds', { payment_intent_id: paymentIntentId }),
  };
}

const chargeBody = (externalId: string) => ({
  terminal_id: 'trm_1',
  external_id: externalId,
  amount_in_cents: 12550,
  currency: 'GTQ',
});

export interface Counter extends ReturnType<typeof createCaller> {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  /** The latest try in a checkout. */
  paymentId(checkoutId: string): string;
}

/** A counter with two terminals, virtual time and no sockets. */
export function openCounter(options: SandboxOptions = {}): Counter {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, seed: 7, terminals: [{ id: 'trm_1' }, { id: 'trm_2' }], ...options });
  return {
    sandbox,
    clock,
    ...createCaller(sandbox.fetch, sandbox.url, options.secretKey),
    paymentId(checkoutId) {
      const intent = sandbox.state.intents.findLast((each) => each.checkoutId === checkoutId);
      if (!intent) throw new Error(`nobody tried to pay ${checkoutId}`);
      return intent.id;
    },
  };
}
