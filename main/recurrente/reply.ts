import type { Failure } from '../charge/attempt.ts';
import type { Moment } from '../contract/clock.ts';

/**
 * What became of one call to Recurrente. Expected failures are values; the caller must say what each means for it.
 *
 * - `ok`: an answer in a known shape.
 * - `unreached`: no connection was made, so the request surely did not arrive.
 * - `withheld`: no longer valid when the connection stood, or the bridge ends, so nothing left. Says nothing about the line.
 * - `unknown`: it may have arrived: timeout, reset, half an answer, 5xx, a page in between that is not Recurrente.
 * - `retry_later`: Recurrente asks for patience (429); `delayMs` from Retry-After.
 * - `rejected`: understood and refused, with a reason for people.
 * - `id_taken`: the external id exists already: "it exists", not "it failed" (design decision 5).
 * - `not_found`, `key_refused`: as they say.
 */
export type Reply<T> =
  | {
      readonly kind: 'ok';
      readonly value: T;
      readonly httpStatus: number;
      /** When the request began, by Recurrente's clock: facts are stamped by it, since nobody in the shop can set it. */
      readonly startedAtMs: number;
      /** The same moment by the PC's own clocks. */
      readonly started: Moment;
    }
  | { readonly kind: 'unreached'; readonly reason: string }
  | { readonly kind: 'withheld' }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly delayMs: number | null;
      readonly httpStatus: number | null;
    }
  | { readonly kind: 'retry_later'; readonly delayMs: number | null }
  | { readonly kind: 'rejected'; readonly failure: Failure; readonly httpStatus: number }
  | { readonly kind: 'id_taken'; readonly reason: string | null }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'key_refused'; readonly reason: string }
  | { readonly kind: 'key_missing' };

/** Errors of fetch that mean that no byte of the request left: name, route, refusal, TLS. Everything else may have arrived. */
const NEVER_LEFT =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_\w+|EPROTO|ERR_SSL_\w+)$/;

/** Sorts a rejected fetch into `unreached` and `unknown`. The reason is a code, never an address with a key in it. */
export function readNetworkError(error: unknown): Reply<never> {
  const codes = errorCodes(error);
  const decisive = codes.find((code) => NEVER_LEFT.test(code));
  if (decisive && codes.every((code) => NEVER_LEFT.test(code))) return { kind: 'unreached', reason: decisive };
  return {
    kind: 'unknown',
    reason: codes[0] ?? (error instanceof Error ? error.name : 'error'),
    delayMs: null,
    httpStatus: null,
  };
}

/** fetch wraps the cause, and a host with several addresses gives an AggregateError: each address must have failed to connect. */
function errorCodes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  if (error instanceof AggregateError) return error.errors.flatMap(errorCodes);
  if ('code' in error && typeof error.code === 'string') return [error.code];
  return error.cause === undefined ? [] : errorCodes(error.cause);
}

/**
 * `Retry-After` in ms: seconds or an HTTP date by the server's clock; capped at five minutes, so that a wrong header cannot strand a
 * shop. One that asks for no wait (0, a moment that has passed) counts as none: the usual waits then grow from try to try.
 */
export function readRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const delayMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(delayMs) && delayMs > 0 ? Math.min(delayMs, 300_000) : null;
}
