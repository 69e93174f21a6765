import type { Config, TerminalConfig } from '../../contract/config.ts';
import type { Accepted, Changed, Order } from '../../contract/desk.ts';
import type { Elsewhere, WaitAsked } from '../../contract/elsewhere.ts';
import type { Lang } from '../../contract/faults.ts';
import type { Problem } from '../../contract/problems.ts';
import type { NewChargeBody } from '../../contract/requests.ts';
import type { Log } from '../../dispatch/context.ts';
import { createWaker } from '../../dispatch/waker.ts';
import { cancelRemote, expireRemotes, findRemotes, readRemote } from '../remote/change.ts';
import { fetchRemotes } from '../remote/claim.ts';
import { readRemoteOrder } from '../remote/order.ts';
import type { RemoteRow } from '../remote/row.ts';
import { findTerminal } from '../remote/terminals.ts';
import { waitForRemote } from '../remote/wait.ts';
import type { HubSession, LinkPart } from './part.ts';
import { createSent, OPEN_KEPT_MS, plain, viewOf, type SentDeps } from './sent.ts';

export interface RemoteDeps extends SentDeps {
  readonly log: Log;
  readonly config: () => Config;
  readonly terminals: () => readonly TerminalConfig[];
  readonly mayUse: (terminalId: string) => boolean;
  /** The bridge's own door. */
  readonly accept: (order: Order) => Promise<Accepted>;
  readonly failpoint?: ((name: string) => void) | undefined;
}

/** Notifications may be lost, so the queue is looked at this often by itself. */
const LOOK_MS = 5000;
const OPEN_SHOWN = 50;
const UNREACHABLE: Problem = { code: 'hub_unreachable' };

/**
 * Charges between bridges, at a bridge's end: fetches what was sent for the terminals that it holds, and sends what its ERP wants
 * on a terminal that another holds. Results come back through the hub.
 */
export function createRemotes(deps: RemoteDeps): LinkPart &
  Omit<Elsewhere, 'isOn' | 'subscribe'> & {
    /** Looks for charges now: a terminal has just come to this bridge. */
    look(): void;
  } {
  const { hub, store, clock, log } = deps;
  const waker = createWaker(clock);
  const hearers = new Set<(id: string) => void>();
  let session: HubSession | undefined;
  const sent = createSent(deps);

  /** An own trouble, such as a full disk, is no trouble of the line: the claim stays, and is taken up at the next look. */
  const acceptTroubles = new WeakSet<Error>();
  const accept = (order: Order): Promise<Accepted> =>
    deps.accept(order).catch((error: unknown) => {
      const trouble = error instanceof Error ? error : new Error(String(error));
      acceptTroubles.add(trouble);
      throw trouble;
    });
  const held = (): string[] =>
    deps
      .terminals()
      .map(({ id }) => id)
      .filter(deps.mayUse);

  async function keepFetching(current: HubSession): Promise<void> {
    const { pool, over } = current;
    while (!over.aborted) {
      try {
        await sent.findAnswers(pool);
        if (!current.hears()) await sent.lookAfter(pool);
        await fetchRemotes({
          hub: pool,
          bridge: hub.bridge,
          account: hub.account,
          heldTerminals: held,
          accept,
          now: clock.now,
          failpoint: deps.failpoint,
        });
        await expireRemotes(pool);
      } catch (error) {
        if (!(error instanceof Error && acceptTroubles.has(error))) throw error;
        log.warn({ err: error }, 'a charge from the hub could not be stored');
      }
      await waker.sleep(LOOK_MS);
    }
  }

  async function hear(id: string): Promise<void> {
    for (const hearer of hearers) hearer(id);
    if (session) await sent.hear(session.pool, id);
  }

  /** Asks the hub; what goes wrong there is told as a problem, never thrown. */
  async function ask<T>(work: (session: HubSession) => Promise<T>): Promise<T | Problem> {
    const asked = session;
    if (!asked) return UNREACHABLE;
    try {
      return await work(asked);
    } catch (error) {
      log.warn({ err: error }, 'the hub could not be asked');
      asked.fail(error);
      return UNREACHABLE;
    }
  }

  const isMine = (row: RemoteRow | undefined): row is RemoteRow => row?.origin_bridge === hub.bridge;
  const wait = (read: (session: HubSession) => Promise<RemoteRow | undefined>, { lang, waitMs, gone }: WaitAsked) =>
    ask((asked) =>
      waitForRemote({
        read: async () => {
          const row = await read(asked);
          return isMine(row) ? viewOf(row, lang) : undefined;
        },
        isSettled: (state) => state === undefined || state.final,
        idsOf: (state) => [state?.id ?? '', state?.remote?.charge_id ?? ''],
        hear: (hearer) => {
          hearers.add(hearer);
          return () => hearers.delete(hearer);
        },
        waitMs,
        lookMs: LOOK_MS,
        gone: AbortSignal.any([gone, asked.over]),
      }),
    );

  async function send(pool: HubSession['pool'], body: NewChargeBody, lang: Lang): Promise<Accepted | undefined> {
    const named = body.terminal ?? '';
    const found = await findTerminal(pool, named, { account: hub.account, shops: null });
    if ('choices' in found) {
      if (found.choices.length === 0) return undefined;
      const params = { id: named, choices: found.choices.slice(0, 10).join(', ') };
      return { kind: 'refused', problem: { code: 'terminal_ambiguous', params } };
    }
    const read = readRemoteOrder(body, found.terminal, hub.account, deps.config());
    if ('problem' in read) return { kind: 'refused', problem: read.problem };
    return sent.place(pool, read.order, body.replace ?? false, lang);
  }

  return {
    channels: ['puente_remote', 'puente_charge'],
    async connected(next) {
      session = next;
      await sent.findAnswers(next.pool);
      await sent.lookAfter(next.pool);
      keepFetching(next).catch(next.fail);
    },
    news(channel, payload) {
      if (channel === 'puente_remote') waker.wake();
      else hear(payload).catch((error: unknown) => session?.fail(error));
    },
    disconnected() {
      session = undefined;
      waker.wake();
    },
    look: waker.wake,

    async accept(order, lang) {
      const answer = await ask(({ pool }) => send(pool, order, lang));
      return answer && 'code' in answer ? { kind: 'refused', problem: answer } : answer;
    },
    get: (id, asked) => wait(({ pool }) => readRemote(pool, id), asked),
    findByOrder: (orderId, asked) =>
      wait(
        async ({ pool }) => (await findRemotes(pool, orderId)).find(({ account }) => account === hub.account),
        asked,
      ),
    async change(id, what, lang) {
      const answer = await ask(async ({ pool }): Promise<Changed | undefined> => {
        const row = await readRemote(pool, id);
        if (!isMine(row)) return undefined;
        const { charge, ...rest } = await (what === 'cancel'
          ? cancelRemote(pool, id, lang)
          : sent.retry(pool, row, lang));
        return { ...rest, ...(charge ? { charge: plain(charge) } : {}) } as Changed;
      });
      return answer && 'code' in answer ? { kind: 'refused', problem: answer } : answer;
    },
    async open(lang) {
      const ids = store.remoteOrders.open(clock.now() - OPEN_KEPT_MS, OPEN_SHOWN).flatMap(({ id }) => id ?? []);
      const read = await ask(({ pool }) => Promise.all(ids.map((id) => readRemote(pool, id))));
      return 'code' in read ? [] : read.flatMap((row) => (row ? [viewOf(row, lang)] : []));
    },
  };
}
