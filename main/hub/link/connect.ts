import type { Clock } from '../../contract/clock.ts';
import type { HubConfig, HubProblem, HubView } from '../../contract/hub.ts';
import { backoffMs } from '../../dispatch/backoff.ts';
import type { Log } from '../../dispatch/context.ts';
import { createWaker } from '../../dispatch/waker.ts';
import { readAddress } from '../database/address.ts';
import { ensureSchema } from '../database/migrate.ts';
import { createHubPool, type Listening } from '../database/pool.ts';
import { problemOf, UnreadablePasswordError } from './faults.ts';
import type { HubSession, LinkPart } from './part.ts';

/** Tills that all lost the hub at once must not come back as one. */
const AWAY = { firstMs: 300, capMs: 15_000 };
const REFUSED = { firstMs: 5000, capMs: 60_000 };
/** What is said at the end, and the end itself, when the hub is slow: a bridge that stops has to be gone within five seconds. */
const LEAVE_MS = 2000;
const CLOSE_MS = 500;

export interface ConnectDeps {
  readonly hub: HubConfig;
  /** Asked at each connection: where it is kept may be out of reach for a while. */
  readonly password: () => string | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly parts: readonly LinkPart[];
  readonly onState: () => void;
}

/**
 * Keeps the connection to the hub while there is one to be had, and tells the parts. Nothing of the till waits for it: all of this
 * runs beside the lanes.
 */
export function createConnect({ hub, password, clock, random, log, parts, onState }: ConnectDeps) {
  const waker = createWaker(clock);
  let state: HubView['state'] = 'connecting';
  let problem: HubProblem | null = null;
  let sinceMs = clock.now();
  let hears = true;
  let stopping = false;
  let running: Promise<void> | undefined;
  let endSession: ((error: unknown) => void) | undefined;
  // A query must fail well before a lease that it renews runs out.
  const timeoutMs = Math.min(10_000, Math.max(500, (hub.leaseSeconds * 1000) / 3));

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping) {
      const startedMono = clock.monotonic();
      try {
        await hold();
      } catch (error) {
        if (stopping) return;
        // A connection that stood for a while was no failed try.
        if (clock.monotonic() - startedMono > AWAY.capMs) failures = 0;
        failures += 1;
        const found = problemOf(error);
        change(found === null ? 'connecting' : 'refused', found);
        // An outage of days is one warning, not thousands.
        log[failures === 1 ? 'warn' : 'debug']({ err: error, problem: found }, 'hub not connected');
        await waker.sleep(backoffMs(failures, found === null ? AWAY : REFUSED, random));
      }
    }
  }

  function readPassword(): string | undefined {
    try {
      return password();
    } catch (error) {
      throw new UnreadablePasswordError({ cause: error });
    }
  }

  /** One connection, from hello until it fails: rejects with what ended it; resolves when the bridge stops. */
  async function hold(): Promise<void> {
    const over = new AbortController();
    let fail: (error: unknown) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => (fail = reject));
    ended.catch(() => undefined);
    const stopped = new Promise<undefined>((resolve) => (endSession = () => resolve(undefined)));
    const pool = createHubPool({
      address: readAddress(hub.url, readPassword()),
      name: `puente ${hub.bridge}`,
      size: 2,
      timeoutMs,
      onError: fail,
    });
    hears = true;
    const session: HubSession = { pool, hub, over: over.signal, fail, hears: () => hears };
    const told: LinkPart[] = [];
    let listening: Listening | undefined;
    try {
      await Promise.race([ensureSchema(pool), stopped]);
      if (stopping) return;
      const opening = pool.listen(
        parts.flatMap(({ channels }) => channels),
        (channel, payload) => {
          for (const part of told) if (part.channels.includes(channel)) part.news?.(channel, payload);
        },
        () => fail(new Error('the hub closed the listening connection')),
      );
      listening = await Promise.race([opening, stopped]);
      if (!listening) return void opening.catch(() => undefined);
      listening.hears().then((answer) => {
        hears = answer;
        if (!answer) log.warn({}, 'a pooler keeps notifications away: the hub is asked every few seconds instead');
      }, fail);
      for (const part of parts) {
        if (stopping) break;
        told.push(part);
        await Promise.race([part.connected(session), ended, stopped]);
      }
      if (!stopping) {
        change('connected', null);
        log.info({ bridge: hub.bridge }, 'hub connected');
      }
      await Promise.race([ended, stopped]);
      // Leaves in order: what is shared is given back, as far as the hub answers in time.
      await within(LEAVE_MS, async () => {
        for (const part of told) await Promise.race([part.leave?.(), ended]).catch(() => undefined);
      });
    } finally {
      over.abort();
      for (const part of told) part.disconnected();
      await within(CLOSE_MS, () => Promise.allSettled([listening?.close(), pool.end()]));
      pool.abandon();
    }
  }

  /** Waits for the work, but no longer than that. */
  async function within(ms: number, work: () => Promise<unknown>): Promise<void> {
    const done = new AbortController();
    await Promise.race([work(), clock.sleep(ms, done.signal)]);
    done.abort();
  }

  function change(next: HubView['state'], why: HubProblem | null): void {
    if (state === next && problem === why) return;
    state = next;
    problem = why;
    sinceMs = clock.now();
    onState();
  }

  return {
    state: () => ({ state, problem, sinceMs, hears: state === 'connected' && hears }),
    start(): void {
      running = run();
    },
    /** Try now: the PC woke up. */
    nudge: waker.wake,
    async stop(): Promise<void> {
      stopping = true;
      waker.wake();
      endSession?.(undefined);
      await running;
    },
  };
}
export type Connect = ReturnType<typeof createConnect>;
