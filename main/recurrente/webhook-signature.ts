import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** Five minutes either way (recurrente-api.md, "Webhooks"). */
const TOLERANCE_MS = 5 * 60_000;

export interface SignedHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

export interface SignatureDeps {
  /** `whsec_…`, newest first; more than one while a secret is being changed. */
  readonly secrets: () => readonly string[];
  /** Recurrente's clock as well as it is known, so that a PC whose clock is wrong still believes what is true. */
  readonly now: () => number;
}

/**
 * Tells whether a message is Recurrente's: HMAC-SHA256 over `id.timestamp.rawBody` by any of our secrets, equal to any of the
 * space-separated `v1,<base64>` signatures, and not older or newer than the tolerance. The library computes the signature;
 * the time is checked here because the library knows only the PC's clock.
 */
export function createSignatureCheck({ secrets, now }: SignatureDeps) {
  return (headers: SignedHeaders, rawBody: string): boolean => {
    const { id, timestamp, signature } = headers;
    if (!id || !signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
    const sentAtMs = Number(timestamp) * 1000;
    if (Math.abs(now() - sentAtMs) > TOLERANCE_MS) return false;
    const presented = signature.split(' ').map((text) => Buffer.from(text));
    return secrets().some((secret) => {
      const wanted = Buffer.from(new Webhook(secret).sign(id, new Date(sentAtMs), rawBody));
      return presented.some((each) => each.length === wanted.length && timingSafeEqual(each, wanted));
    });
  };
}
export type SignatureCheck = ReturnType<typeof createSignatureCheck>;

/** True when a secret can be used at all: `whsec_` and the base64 of at least 16 bytes. */
export const isUsableSecret = (secret: string): boolean =>
  /^whsec_[A-Za-z0-9+/]{22,}={0,2}$/.test(secret) && Buffer.from(secret.slice(6), 'base64').length >= 16;
