import { lookup } from 'node:dns/promises';
import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../contract/clock.ts';
import type { Callback } from '../../store/callbacks.ts';

export interface PostDeps {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly timeoutMs: () => number;
  /** Newest first; each signs, so that a receiver may still verify with the one before. */
  readonly secrets: () => readonly string[];
  readonly stopping: AbortSignal;
  /** The addresses that a name stands for; the system's own answer unless told otherwise. */
  readonly addressesOf?: (name: string) => Promise<readonly string[]>;
}
export interface Posted {
  readonly ok: boolean;
  /** For people: `http_204`, `timeout`, `ECONNREFUSED`. Nothing that the receiver wrote. */
  readonly result: string;
  readonly retryAfterMs: number | null;
}

const systemAddressesOf = async (name: string): Promise<string[]> =>
  (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * `localhost` is allowed because it is this computer. Where a hosts file or a name server says otherwise, what is told about a
 * payment would leave the shop; a host of `allowedHosts` is somebody's explicit choice, wherever its name points.
 */
async function leavesThisComputer(url: string, addressesOf: NonNullable<PostDeps['addressesOf']>): Promise<boolean> {
  const { hostname } = new URL(url);
  if (hostname !== 'localhost') return false;
  // What cannot be found is not reached either: fetch says so itself.
  const found = await addressesOf(hostname).catch((): readonly string[] => []);
  return found.some((address) => !/^(127\.|::1$)/.test(address));
}

const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * Posts one message as Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature` over `id.timestamp.body`.
 * Only a 2xx counts. Redirects are not followed, and what the receiver answers is not read.
 */
export async function postCallback(
  { fetch, clock, timeoutMs, secrets, stopping, addressesOf = systemAddressesOf }: PostDeps,
  callback: Pick<Callback, 'id' | 'url' | 'body'>,
) {
  if (await leavesThisComputer(callback.url, addressesOf))
    return { ok: false, result: 'localhost_elsewhere', retryAfterMs: null } satisfies Posted;
  const at = new Date(clock.now());
  const done = new AbortController();
  const over = new AbortController();
  void clock.sleep(timeoutMs(), done.signal).then(() => {
    if (!done.signal.aborted) over.abort();
  });
  try {
    const response = await fetch(callback.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Puente',
        'webhook-id': callback.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': secrets()
          .map((secret) => new Webhook(secret).sign(callback.id, at, callback.body))
          .join(' '),
      },
      body: callback.body,
      redirect: 'manual',
      signal: AbortSignal.any([over.signal, stopping]),
    });
    const { ok, status } = response;
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
    // The receiver's words are of no use here, and may never end.
    void response.body?.cancel().catch(() => undefined);
    return { ok, result: `http_${status}`, retryAfterMs } satisfies Posted;
  } catch (error) {
    return {
      ok: false,
      result: over.signal.aborted ? 'timeout' : reasonOf(error),
      retryAfterMs: null,
    } satisfies Posted;
  } finally {
    done.abort();
  }
}

function readRetryAfter(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Math.min(LONGEST_RETRY_AFTER_MS, Number(text) * 1000) : null;
}

/** The system's code for it, never a message that may quote the answer. */
function reasonOf(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause)
    if ('code' in each && typeof each.code === 'string') return each.code;
  return 'failed';
}
