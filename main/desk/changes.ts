import { assertNever } from '../contract/assert-never.ts';
import { isFinal } from '../contract/charge.ts';
import type { Changed } from '../contract/desk.ts';
import type { Problem } from '../contract/problems.ts';
import type { Resolution } from '../contract/requests.ts';
import type { Config } from '../contract/config.ts';
import type { Clock } from '../contract/clock.ts';
import { findTerminal } from '../charge/accept-rules.ts';
import { mayHaveArrived, type Attempt } from '../charge/attempt.ts';
import type { Charge } from '../charge/charge.ts';
import { attemptInQuestion, isReleasable, withState } from '../charge/derive.ts';
import { ABSENT_AFTER_MS, coversAmount, isAbsent, judge } from '../charge/verdict.ts';
import { keepWatch, learn } from '../dispatch/learn.ts';
import type { Store } from '../store/store.ts';
import { numberForNewTerms } from './accept.ts';
import type { Views } from './views.ts';

export interface ChangeDeps {
  readonly store: Store;
  readonly config: () => Config;
  readonly clock: Clock;
  /** Recurrente's clock, in ms. */
  readonly serverNow: () => number;
  readonly views: Views;
}
type Decision =
  | { readonly after: Charge; readonly kind: string; readonly data: Record<string, unknown> }
  | { readonly refuse: Problem }
  | 'nothing';

/** What people and ERPs ask of a charge that exists. Each is decided and written in one transaction; refusals are values. */
export function createChanges({ store, config, clock, serverNow, views }: ChangeDeps) {
  function change(id: string, step: string, decide: (charge: Charge, nowMs: number) => Decision): Changed {
    return store.transact(step, (): Changed => {
      const charge = store.charges.get(id);
      if (!charge) return { kind: 'refused', problem: { code: 'charge_not_found', params: { id } } };
      const nowMs = clock.now();
      const decision = decide(charge, nowMs);
      if (decision === 'nothing') return { kind: 'ok', charge: views.charge(charge) };
      if ('refuse' in decision) return { kind: 'refused', problem: decision.refuse, charge: views.charge(charge) };
      const after = { ...decision.after, updatedAtMs: nowMs };
      store.charges.save(after);
      store.note({ atMs: nowMs, chargeId: id, kind: decision.kind, status: after.status, data: decision.data });
      keepWatch(store, charge, after, nowMs);
      return { kind: 'ok', charge: views.charge(after) };
    });
  }

  return {
    cancel: (id: string, by: string): Changed =>
      change(id, 'cancel', (charge, nowMs) => {
        switch (charge.status) {
          case 'queued':
          case 'expired':
            if (charge.wish.kind === 'charge' && charge.status === 'expired') return 'nothing';
            return {
              after: withState({ ...charge, wish: { kind: 'cancelled', attempt: charge.wish.attempt } }),
              kind: 'cancelled',
              data: { by },
            };
          case 'sending':
          case 'pending':
          case 'dispatched':
            store.note({ atMs: nowMs, chargeId: id, kind: 'cancel_asked', status: charge.status, data: { by } });
            return { refuse: { code: 'cancel_on_terminal' } };
          case 'in_doubt':
            return { refuse: { code: 'still_verifying' } };
          case 'paid':
            return { refuse: { code: 'already_paid', params: { order_id: charge.orderId } } };
          case 'declined':
          case 'failed':
          case 'superseded':
          case 'cancelled':
            return 'nothing';
          default:
            return assertNever(charge);
        }
      }),

    retry: (id: string, by: string): Changed =>
      change(id, 'retry', (charge, nowMs) => {
        if (charge.status === 'paid') return { refuse: { code: 'already_paid', params: { order_id: charge.orderId } } };
        if (charge.status === 'in_doubt') return { refuse: { code: 'still_verifying' } };
        if (!isFinal(charge.status)) return { refuse: { code: 'not_retryable', params: { status: charge.status } } };
        const attempt = numberForRetry(charge);
        const after = withState({
          ...charge,
          wish: { kind: 'charge', attempt },
          expiresAtMs: nowMs + charge.expireAfterMs,
          releasedAtMs: null,
        });
        return { after, kind: 'retried', data: { by, attempt } };
      }),

    move: (id: string, terminal: string, by: string): Changed =>
      change(id, 'move', (charge) => {
        const to = findTerminal(config(), terminal);
        if (!to)
          return { refuse: { code: 'invalid_request', faults: [{ path: 'terminal', fault: 'terminal_unknown' }] } };
        if (charge.status !== 'queued') return { refuse: { code: 'not_queued', params: { status: charge.status } } };
        if (to.id === charge.terminalId) return 'nothing';
        const after = withState({
          ...charge,
          terminalId: to.id,
          wish: { kind: 'charge', attempt: numberForNewTerms(charge) },
        });
        return { after, kind: 'moved', data: { by, from: charge.terminalId, to: to.id } };
      }),

    /** A person's word on a charge in doubt; goes through `settle` like any other news. */
    resolve: (id: string, { outcome, note, name }: Resolution, by: string): Changed =>
      store.transact('resolve', (): Changed => {
        const charge = store.charges.get(id);
        if (!charge) return { kind: 'refused', problem: { code: 'charge_not_found', params: { id } } };
        const view = views.charge(charge);
        if (charge.status !== 'in_doubt')
          return {
            kind: 'refused',
            problem: { code: 'not_in_doubt', params: { status: charge.status } },
            charge: view,
          };
        const attempt = attemptInQuestion(charge);
        if (!attempt || !isOffered(charge.failure.code, attempt, outcome))
          return { kind: 'refused', problem: { code: 'outcome_not_offered' }, charge: view };
        if (outcome === 'not_paid' && mayStillArrive(attempt, serverNow()))
          return { kind: 'refused', problem: { code: 'still_verifying' }, charge: view };
        const atMs = clock.now();
        store.charges.save(withState(beforeWord(charge, attempt, outcome)));
        const after = learn(
          store,
          { kind: 'word', externalId: attempt.externalId, atMs, word: { outcome, note, name: name ?? by } },
          atMs,
        );
        if (!after) throw new Error('the attempt was read from this charge in this transaction');
        return { kind: 'ok', charge: views.charge(after) };
      }),

    release: (terminalId: string, note: string, by: string): Problem | undefined =>
      store.transact('release', () => {
        const nowMs = clock.now();
        const held = store.charges.onTerminal(terminalId).filter(isReleasable);
        if (held.length === 0) return { code: 'nothing_to_release', params: { id: terminalId } };
        for (const charge of held) {
          const after = withState({ ...charge, releasedAtMs: nowMs, updatedAtMs: nowMs });
          store.charges.save(after);
          store.note({ atMs: nowMs, chargeId: charge.id, kind: 'released', status: after.status, data: { by, note } });
          keepWatch(store, charge, after, nowMs);
        }
        return undefined;
      }),
  };
}

/** Adopting an older payment, or going on past it, is a choice where Recurrente shows one; as this sale only one of this money. */
const isOffered = (code: string, attempt: Attempt, outcome: Resolution['outcome']): boolean =>
  outcome === 'not_paid' ||
  (code === 'already_paid' &&
    (outcome === 'new_sale' ||
      attempt.checkouts.some((checkout) => checkout.status === 'paid' && coversAmount(attempt, checkout))));

/** Sent less than a minute ago, and nothing is known of it: the terminal shows nothing yet, and may ask the customer after "not paid". */
const mayStillArrive = (attempt: Attempt, serverNowMs: number): boolean =>
  mayHaveArrived(attempt) &&
  attempt.commands.length === 0 &&
  attempt.checkouts.length === 0 &&
  !isAbsent(attempt) &&
  serverNowMs < (attempt.lastSentAtMs ?? 0) + ABSENT_AFTER_MS;

/** What a word changes of the shop's wish: a new sale goes out even past a release; a raised amount does not go out by itself. */
function beforeWord(charge: Charge, attempt: Attempt, outcome: Resolution['outcome']): Charge {
  if (outcome === 'new_sale') return { ...charge, releasedAtMs: null };
  const paidLess = judge(attempt).kind === 'paid';
  return paidLess ? { ...charge, wish: { kind: 'expired', attempt: charge.wish.attempt } } : charge;
}

/** A number that surely never arrived is used again, so that a lost request and its repetition stay one; else the next. */
function numberForRetry(charge: Charge): number {
  const current = charge.attempts.at(-1);
  if (!current) return charge.wish.attempt;
  if (charge.wish.attempt > current.number) return charge.wish.attempt;
  // One that is absent but refused, or given up by a word, would stay so under its number.
  const isUnsent = !mayHaveArrived(current) || (isAbsent(current) && judge(current).kind === 'unsent');
  return isUnsent ? current.number : current.number + 1;
}
