import { createHash } from 'node:crypto';
import type { Clock } from '../../contract/clock.ts';
import type { IdempotencyStore, Logger } from './deps.ts';
import type { Answer, Call, Operation } from './operation.ts';
import { refuse, WRITTEN } from './operation.ts';

export interface IdempotencyDeps {
  readonly store: IdempotencyStore | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
  /** A stored answer's body brought up to date; itself where there is nothing to be brought up to date. */
  readonly asItStands?: ((body: unknown, call: Call) => unknown) | undefined;
}

interface Running {
  readonly fingerprint: string;
  readonly answer: Promise<Answer | typeof WRITTEN>;
}

/**
 * Runs an operation once for each Idempotency-Key of a caller, and gives the first answer to repeats for 24 hours: its status, and the
 * charge that it was about as it stands by then. A charge goes on living after its first answer, and "not paid" must not be told of one
 * that was paid since.
 *
 * A new charge's answer is stored in the charge's own commit, those of other operations in a step after it. A crash between the
 * two loses only the stored answer: the repeat then runs again and finds what the first one did, so nothing is done twice. For the
 * same reason a store that cannot write does not fail the request. Refusals are not kept: they changed nothing, and a
 * caller that corrects its body may send it under the same key.
 */
export function createIdempotency({ store, clock, log, asItStands = (body) => body }: IdempotencyDeps) {
  const running = new Map<string, Running>();

  return async function runOnce(operation: Operation, call: Call): Promise<Answer | typeof WRITTEN> {
    const header = call.req.headersDistinct['idempotency-key']?.[0]?.trim();
    if (!operation.idempotent || header === undefined || header === '') return operation.handle(call);
    if (header.length > 255)
      return refuse(
        { code: 'invalid_request', faults: [{ path: 'Idempotency-Key', fault: 'too_long_255' }] },
        call.lang,
      );
    const key = `${call.caller.name}:${operation.id}:${header}`;
    const fingerprint = fingerprintOf(call);
    const reused = refuse({ code: 'idempotency_key_reused' }, call.lang);

    for (let first = running.get(key); first; first = running.get(key)) {
      if (first.fingerprint !== fingerprint) return reused;
      const answer = await first.answer.catch(() => undefined);
      if (answer && answer !== WRITTEN && answer.status < 300) return replay(answer, call);
    }
    const stored = store?.get(key, clock.now());
    if (stored)
      return stored.fingerprint === fingerprint
        ? replay({ status: stored.status, body: JSON.parse(stored.body) as unknown }, call)
        : reused;

    let kept = false;
    const keepOnce = (given: Answer): void => {
      if (given.status < 300) keep(key, fingerprint, given);
      kept = true;
    };
    const answer = Promise.resolve(operation.handle({ ...call, keep: keepOnce }));
    running.set(key, { fingerprint, answer });
    try {
      const given = await answer;
      if (given !== WRITTEN && !kept) keepOnce(given);
      return given;
    } finally {
      running.delete(key);
    }
  };

  async function replay(answer: Answer, call: Call): Promise<Answer> {
    const body = await asItStands(answer.body, call);
    return { ...answer, body, headers: { ...answer.headers, 'Idempotency-Replayed': 'true' } };
  }

  function keep(key: string, fingerprint: string, answer: Answer): void {
    try {
      store?.put(key, { fingerprint, status: answer.status, body: JSON.stringify(answer.body) }, clock.now());
    } catch (error) {
      log.warn({ err: error }, 'the answer to an idempotency key could not be stored');
    }
  }
}

/** A hash of what is asked, whatever the order of its fields. The body passed its schema, so it is shallow. */
function fingerprintOf(call: Call): string {
  return createHash('sha256')
    .update(JSON.stringify([call.params, sortKeys(call.body ?? null)]))
    .digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, child]) => [key, sortKeys(child)]);
}
