import type { Attempt } from '../../../main/charge/attempt.ts';
import type { Charge, ChargeBase } from '../../../main/charge/charge.ts';
import type { Verdict } from '../../../main/charge/verdict.ts';
import type { DispatchDeps } from '../../../main/dispatch/context.ts';
import type { Expiry } from '../../../main/dispatch/expiry.ts';
import { learn } from '../../../main/dispatch/learn.ts';
import type { Behaviour } from '../../../main/recurrente/sandbox/behaviour.ts';

/** A rule taken out of the bridge, and the shop in which its absence does harm. */
export interface Variant {
  readonly rule: string;
  readonly module: string;
  /** What the module exports instead, beside what it does anyway. */
  readonly broken: (real: never) => Record<string, unknown>;
  /** A second part that the rule rests on. */
  readonly also?: Pick<Variant, 'module' | 'broken'>;
  readonly behaviour: Partial<Behaviour>;
  /** The things that may happen, by how their words begin; one that stands twice is twice as likely. */
  readonly happens: readonly RegExp[];
}

const ORDERS = [/^order F\d on/, /^\d+ ms pass/, /^approve on/];
const LOST = /^the disk is lost, and the ERP/;
const ANEW = /^the disk is lost, and two days/;

type ExpiryDeps = Pick<DispatchDeps, 'store' | 'clock'>;

const SENT: ReadonlySet<string> = new Set(['sending', 'pending', 'dispatched', 'in_doubt']);
const EXPIRED = { code: 'expired_in_queue', message: null };

/** Ends the wait of what is no longer waiting. */
function expireSent({ store, clock }: ExpiryDeps): void {
  const nowMs = clock.now();
  for (const { charge } of store.list({ limit: 50 })) {
    const attempt = charge.attempts.at(-1);
    if (!SENT.has(charge.status) || nowMs < charge.expiresAtMs || !attempt) continue;
    store.transact('expire_sent', () => {
      const expired = { ...charge, status: 'expired', failure: EXPIRED } as const;
      store.charges.save({ ...expired, wish: { kind: 'expired', attempt: attempt.number } });
      store.note({ atMs: nowMs, chargeId: charge.id, kind: 'expired', status: 'expired', data: {} });
    });
  }
}

export const VARIANTS: readonly Variant[] = [
  {
    rule: 'look before you leap',
    module: '../../../main/dispatch/unanswered.ts',
    behaviour: { afterConsumed: 'newCommand' },
    happens: [...ORDERS, /^next create_command/, /^next create_command/],
    broken: () => ({
      async pursueUnanswered(deps: DispatchDeps, connection: never, _charge: never, attempt: Attempt) {
        const { beginResend, post } = await import('../../../main/dispatch/send.ts');
        if (deps.recurrente.serverNow() - (attempt.lastSentAtMs ?? 0) < 6000) return 1000;
        await post(deps, connection, beginResend(deps, attempt), () => true);
        return 1000;
      },
    }),
  },
  {
    rule: 'once it may have been sent it never expires',
    module: '../../../main/dispatch/expiry.ts',
    behaviour: {},
    happens: [...ORDERS, /^\d+ ms pass/],
    broken: ({ createExpiry }: { createExpiry: (deps: ExpiryDeps) => Expiry }) => ({
      createExpiry(deps: ExpiryDeps) {
        const expiry = createExpiry(deps);
        return {
          ...expiry,
          run() {
            expiry.run();
            expireSent(deps);
          },
        };
      },
    }),
    also: {
      module: '../../../main/charge/derive.ts',
      broken: ({ withState }: { withState: (base: ChargeBase) => Charge }) => ({
        withState(base: ChargeBase): Charge {
          const charge = withState(base);
          const isExpired = base.wish.kind === 'expired' && SENT.has(charge.status);
          return isExpired ? { ...charge, status: 'expired', failure: EXPIRED } : charge;
        },
      }),
    },
  },
  {
    rule: 'external ids are derived, not random',
    module: '../../../main/charge/external-id.ts',
    behaviour: {},
    happens: [...ORDERS, LOST],
    broken: () => ({
      externalIdFor: (prefix: string, order: string, attempt: number) =>
        `${prefix}-${order}-${Math.floor(Math.random() * 1e9)}${attempt}`,
    }),
  },
  {
    rule: 'the answer to a first send is believed only when its checkout is ours',
    module: '../../../main/charge/settle.ts',
    behaviour: {},
    happens: [...ORDERS, ANEW],
    broken: ({ settle }: { settle: (charge: never, evidence: never) => unknown }) => ({
      settle: (charge: never, evidence: { atMs: number; checkout?: object }) =>
        settle(charge, {
          ...evidence,
          ...(evidence.checkout ? { checkout: { ...evidence.checkout, createdAtMs: evidence.atMs } } : {}),
        } as never),
    }),
  },
  {
    rule: 'an order that comes again after a lost disk is compared with Recurrente before it is sent',
    module: '../../../main/dispatch/earlier.ts',
    behaviour: { afterConsumed: 'newCommand' },
    happens: [...ORDERS, LOST],
    broken: () => ({ meetEarlierLife: () => Promise.resolve(0) }),
  },
  {
    rule: 'an earlier payment of this order is put before a person',
    module: '../../../main/charge/verdict.ts',
    behaviour: {},
    happens: [...ORDERS, LOST],
    broken: ({ judge }: { judge: (attempt: Attempt) => Verdict }) => {
      const careless = (attempt: Attempt): Verdict => {
        const verdict = judge(attempt);
        return verdict.kind === 'doubt' && verdict.code === 'already_paid' ? { kind: 'not_ours' } : verdict;
      };
      return {
        judge: careless,
        occupiesTerminal: (attempt: Attempt) =>
          ['sending', 'pending', 'dispatched', 'doubt'].includes(careless(attempt).kind),
      };
    },
  },
  {
    rule: 'replays only while no payment can have been completed',
    module: '../../../main/dispatch/pace.ts',
    behaviour: { afterConsumed: 'newCommand', dispatchMs: 4000 },
    happens: [...ORDERS, /^network/],
    broken: () => ({ replayIsSafe: () => true, replayTimeLeftMs: () => 3000 }),
  },
  {
    rule: 'paid never falls',
    module: '../../../main/charge/settle.ts',
    behaviour: {},
    happens: [...ORDERS, /^check/, /^check/, /^reads are a minute late/, /^reads lag/],
    // The latest reading wins, whatever it says.
    broken: ({ settle }: { settle: (charge: unknown, evidence: unknown) => unknown }) => ({
      settle(charge: { attempts: readonly Attempt[] }, evidence: { checkout?: { id: string } }) {
        const { id } = evidence.checkout ?? {};
        const attempts = charge.attempts.map((attempt) => ({
          ...attempt,
          checkouts: attempt.checkouts.filter((checkout) => checkout.id !== id),
        }));
        return settle({ ...charge, attempts }, evidence);
      },
    }),
  },
  {
    rule: 'one terminal, one open command',
    module: '../../../main/charge/derive.ts',
    behaviour: { dispatchMs: 4000 },
    happens: [...ORDERS, /^standby/],
    broken: () => ({ attemptOnTerminal: () => undefined }),
  },
  {
    rule: 'a queued charge does not fire after a long outage',
    module: '../../../main/dispatch/expiry.ts',
    behaviour: {},
    happens: [...ORDERS, /^\d+ ms pass/, /^network/, /^laptop sleeps/],
    broken: () => ({
      // Each wait that is over begins anew by itself.
      createExpiry: ({ store, clock }: ExpiryDeps) => ({
        checkClock: () => 0,
        run() {
          const nowMs = clock.now();
          for (const charge of store.charges.dueToExpire(nowMs, 200))
            store.transact('again', () => {
              store.charges.save({ ...charge, expiresAtMs: nowMs + 900_000 });
              store.note({ atMs: nowMs, chargeId: charge.id, kind: 'expired', status: charge.status, data: {} });
            });
        },
      }),
    }),
  },
  {
    rule: 'a decline closes the attempt, not the watch',
    module: '../../../main/dispatch/watch.ts',
    behaviour: {},
    happens: [...ORDERS, /^decline on/],
    broken: () => ({ createWatch: () => ({ start: () => undefined, stop: () => Promise.resolve() }) }),
  },
  {
    rule: 'a retry waits until reads are true',
    module: '../../../main/dispatch/true-reads.ts',
    behaviour: { readLagMs: 4000 },
    happens: [...ORDERS, /^declined on/],
    broken: () => ({ untilReadsAreTrueMs: () => 0 }),
  },
  {
    rule: 'patience ends',
    module: '../../../main/dispatch/pace.ts',
    behaviour: {},
    happens: [...ORDERS, /^walk away/],
    broken: () => ({ patienceLeft: () => ({ leftMs: 1000, code: 'no_answer' }) }),
  },
  {
    rule: '"this id is taken" means "it exists"',
    module: '../../../main/dispatch/send.ts',
    behaviour: { conflictStatus: 409, readLagMs: 4000 },
    happens: [...ORDERS, /^next create_command/],
    broken: () => ({
      findTaken(deps: DispatchDeps, _connection: never, attempt: Attempt) {
        const atMs = deps.clock.now();
        learn(deps.store, { kind: 'taken_elsewhere', externalId: attempt.externalId, atMs }, atMs);
        return Promise.resolve();
      },
    }),
  },
];
