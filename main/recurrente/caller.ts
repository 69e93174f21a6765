import { elapsedMs, momentOf, type Clock, type Moment } from '../contract/clock.ts';
import { readNetworkError, readRetryAfter, type Reply } from './reply.ts';
import { errorShape, type ErrorShape } from './shapes.ts';

export interface CallerDeps {
  readonly fetch: typeof fetch;
  readonly baseUrl: () => string;
  /** The secret key at this moment; undefined while none is stored. */
  readonly secretKey: () => string | undefined;
  readonly timeoutMs: () => number;
  readonly clock: Clock;
  /** Aborted when the bridge ends and can wait no longer: what is under way is given up, and nothing more is begun. */
  readonly ending?: AbortSignal | undefined;
}

/** 4xx that come from the way there, not from Recurrente's rules: timeout, misdirected, too early, client closed. */
const NOT_ABOUT_THE_REQUEST = new Set([408, 421, 425, 499]);
/** Proxies cache the Date header's second a little. */
const CLOCK_SLACK_MS = 300;

/** What an HTTP header carries: a key that was copied with typographic quotes, spaces or a line break cannot be sent. */
const SENDABLE = /^[\x21-\x7e]+$/;

export interface RawAnswer {
  readonly json: unknown;
}

export interface CallLimits {
  /** Ms until the call is given up, its body included; the configured time limit when left out. */
  readonly limitMs?: number;
  /**
   * Asked once more when the connection stands and the next thing is the write to the socket: name, route and TLS may have taken
   * seconds, or the PC slept. False, or past the time limit: not a byte leaves, and the reply is `withheld`.
   */
  readonly stillValid?: () => boolean;
}

/** One HTTP call to Recurrente, with its outcome sorted. Knows nothing of what is being called. */
export function createCaller({ fetch, baseUrl, secretKey, timeoutMs, clock, ending }: CallerDeps) {
  let seen: { serverMs: number; at: Moment } | undefined;
  /** Counted on from a Date header by the steady clocks, so that setting the PC's clock changes nothing. */
  const serverNow = (): number => (seen ? Math.round(seen.serverMs + elapsedMs(clock, seen.at)) : clock.now());

  return {
    serverNow,

    async call(
      method: 'GET' | 'POST',
      path: string,
      body?: unknown,
      { limitMs = timeoutMs(), stillValid = () => true }: CallLimits = {},
    ): Promise<Reply<RawAnswer>> {
      const key = secretKey();
      if (!key) return { kind: 'key_missing' };
      // Fetch would throw, which looks like a line that is down, and for ever.
      if (!SENDABLE.test(key)) return { kind: 'key_refused', reason: 'key_not_sendable' };
      if (ending?.aborted) return { kind: 'withheld' };
      const startedAtMs = serverNow();
      const started = momentOf(clock);
      const over = new AbortController();
      const done = new AbortController();
      // By the uptime as well: the timer of the limit stands still while the PC sleeps.
      const isTimely = (): boolean => elapsedMs(clock, started) <= limitMs && stillValid();
      const posted = body === undefined ? undefined : postOnce(JSON.stringify(body), isTimely);
      const leave = (): void => over.abort(new DOMException('the bridge ends', 'AbortError'));
      ending?.addEventListener('abort', leave);
      // The time limit covers the body as well: half an answer that never ends is no answer.
      void clock.sleep(limitMs, done.signal).then(() => {
        if (!done.signal.aborted) over.abort(new DOMException('the time limit passed', 'TimeoutError'));
      });
      try {
        const response = await fetch(new URL(path, baseUrl()), {
          method,
          headers: {
            'X-SECRET-KEY': key,
            Accept: 'application/json',
            ...posted?.headers,
          },
          redirect: 'manual',
          ...posted?.init,
          signal: over.signal,
        });
        const text = await response.text();
        rememberClock(response.headers.get('date'), startedAtMs);
        return sortAnswer(response, text, startedAtMs, started);
      } catch (error) {
        const isGivenUp = ending?.aborted ?? false;
        if (posted?.state() === 'withheld' || (isGivenUp && posted?.state() === 'waiting')) return { kind: 'withheld' };
        const reply: Reply<never> = over.signal.aborted
          ? { kind: 'unknown', reason: isGivenUp ? 'ending' : 'timeout', delayMs: null, httpStatus: null }
          : readNetworkError(error);
        // Its bytes were never asked for: the time limit passed before a connection stood.
        if (reply.kind === 'unknown' && posted?.state() === 'waiting')
          return { kind: 'unreached', reason: reply.reason };
        // They left: whatever the error is called (a network that goes away, TLS that breaks off), they may have arrived.
        if (reply.kind === 'unreached' && posted?.state() === 'left')
          return { kind: 'unknown', reason: reply.reason, delayMs: null, httpStatus: null };
        return reply;
      } finally {
        ending?.removeEventListener('abort', leave);
        done.abort();
      }
    },
  };

  /**
   * Date counts whole seconds and was written at some moment of the call. What is known already stands while it fits, so that
   * the estimate does not hop by half seconds; one that does not is set anew.
   */
  function rememberClock(date: string | null, startedAtMs: number): void {
    const serverMs = date === null ? Number.NaN : Date.parse(date);
    if (!Number.isFinite(serverMs)) return;
    const fits = seen && startedAtMs <= serverMs + 1000 + CLOCK_SLACK_MS && serverNow() >= serverMs - CLOCK_SLACK_MS;
    if (!fits) seen = { serverMs: serverMs + 500, at: momentOf(clock) };
  }

  function sortAnswer(response: Response, text: string, startedAtMs: number, started: Moment): Reply<RawAnswer> {
    const { status } = response;
    const isJson = /\bjson\b/i.test(response.headers.get('content-type') ?? '');
    const json = isJson ? parseJson(text) : undefined;
    const delayMs = readRetryAfter(response.headers.get('retry-after'), serverNow());
    if (status === 429) return { kind: 'retry_later', delayMs };
    if (status >= 200 && status < 300 && json !== undefined)
      return { kind: 'ok', value: { json }, httpStatus: status, startedAtMs, started };
    // A page that is not Recurrente's (captive portal, proxy) or a server error: what was sent may have been done.
    const fromRecurrente = json !== undefined || /^text\/plain/i.test(response.headers.get('content-type') ?? '');
    if (status < 400 || status >= 500 || !fromRecurrente || NOT_ABOUT_THE_REQUEST.has(status))
      return { kind: 'unknown', reason: `http_${status}`, delayMs, httpStatus: status };
    return sortRefusal(
      status,
      errorShape.safeParse(json).data ?? { message: isJson ? null : text.trim().slice(0, 300) },
    );
  }
}

/**
 * A body that leaves at most once, and only while `isTimely` says so at the moment of the write. It is a stream because fetch
 * asks a stream for its bytes only when the connection stands, and because a text would be posted a second time by fetch itself
 * when the first is answered 421 (Fetch Standard, "HTTP-network-or-cache fetch"). `window` and `redirect` are what keeps fetch from
 * copying the stream beforehand, which would ask for the bytes before there is a connection; a redirect is no answer anyway.
 */
function postOnce(text: string, isTimely: () => boolean) {
  const bytes = new TextEncoder().encode(text);
  let state: 'waiting' | 'withheld' | 'left' = 'waiting';
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        state = isTimely() ? 'left' : 'withheld';
        if (state === 'withheld') return controller.error(new Error('no longer valid when the connection stood'));
        controller.enqueue(bytes);
        controller.close();
      },
    },
    // Nothing is read ahead.
    { highWaterMark: 0 },
  );
  return {
    headers: { 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) },
    init: { body, duplex: 'half' as const, window: null, redirect: 'error' as const },
    state: () => state,
  };
}

function sortRefusal(status: number, error: ErrorShape): Reply<never> {
  const message = readReason(error);
  if (status === 401 || status === 403) return { kind: 'key_refused', reason: message ?? `http_${status}` };
  if (status === 409 || (status === 422 && isAboutExternalId(error))) return { kind: 'id_taken', reason: message };
  if (status === 404) return { kind: 'not_found' };
  return { kind: 'rejected', failure: { code: 'rejected', message }, httpStatus: status };
}

const isAboutExternalId = (error: ErrorShape): boolean =>
  Object.keys(error.errors ?? {}).some((field) => /external_?id/i.test(field)) ||
  /external[_ ]?id/i.test(readReason(error) ?? '');

/** The reason in Recurrente's own Spanish words: the field messages when there are some, else the message. */
function readReason(error: ErrorShape): string | null {
  const fields = Object.values(error.errors ?? {})
    .flat()
    .filter(Boolean);
  const text = (fields.length > 0 ? fields.join(' ') : (error.message ?? error.error ?? '')).trim();
  return text === '' ? null : text.slice(0, 300);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
