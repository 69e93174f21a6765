import type { ChainTotals, Overview } from '../../contract/chain.ts';
import type { Clock } from '../../contract/clock.ts';
import { shopDay } from '../../charge/shop-day.ts';
import type { Logger } from '../../intake/http/deps.ts';
import type { Queries } from '../database/pool.ts';
import { expireRemotes } from '../remote/change.ts';
import { buildOverview, readNow, type OverviewInput, type ShopTotals } from './queries/overview.ts';
import { readDayGroups, sumTotals } from './queries/totals.ts';

export interface LiveDeps {
  readonly hub: Queries;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How often the chain is looked at while somebody watches, and how old an answer to a single question may be. */
const LOOK_MS = 1000;
/** Reading may take up a tenth of the database's time at most; the day's totals, which grow with the day, a twentieth. */
const SPARE = 10;
const SPARE_TOTALS = 20;
const TOTALS_EVERY_MS = 2000;
const TOTALS_AT_MOST_MS = 60_000;

export type Seen = { readonly kind: 'seen'; readonly input: OverviewInput } | { readonly kind: 'blind' };

/**
 * The chain as it is now, read once for all who watch. Nothing is read while nobody does, but for the charges that ran out of
 * time: whoever sent one is told within seconds, watched or not.
 */
export function createLive({ hub, clock, log }: LiveDeps) {
  const watchers = new Set<(seen: Seen) => void>();
  const stopping = new AbortController();
  let totals: { day: string; byShop: ShopTotals; readAt: number; tookMs: number } | undefined;
  let last: { input: OverviewInput; readAt: number } | undefined;
  let reading: Promise<OverviewInput> | undefined;
  let running: Promise<void> | undefined;
  let isBlind = false;

  async function readTotals(day: string): Promise<ShopTotals> {
    const startedAt = clock.monotonic();
    const everyMs = Math.min(TOTALS_AT_MOST_MS, Math.max(TOTALS_EVERY_MS, (totals?.tookMs ?? 0) * SPARE_TOTALS));
    if (totals?.day === day && startedAt - totals.readAt < everyMs) return totals.byShop;
    const groups = Map.groupBy(await readDayGroups(hub, day, null), ({ shop }) => shop);
    const byShop = new Map<string, readonly ChainTotals[]>([...groups].map(([shop, each]) => [shop, sumTotals(each)]));
    totals = { day, byShop, readAt: clock.monotonic(), tookMs: clock.monotonic() - startedAt };
    return byShop;
  }

  async function readAll(): Promise<OverviewInput> {
    const now = await readNow(hub);
    const day = shopDay(now.madeAt.getTime());
    const input = { ...now, day, totals: await readTotals(day) };
    last = { input, readAt: clock.monotonic() };
    return input;
  }

  const readFresh = (): Promise<OverviewInput> => (reading ??= readAll().finally(() => (reading = undefined)));

  async function run(): Promise<void> {
    while (!stopping.signal.aborted && watchers.size > 0) {
      const startedAt = clock.monotonic();
      let seen: Seen;
      try {
        seen = { kind: 'seen', input: await readFresh() };
        isBlind = false;
      } catch (error) {
        if (!isBlind) log.warn({ err: error }, 'the database does not answer');
        isBlind = true;
        seen = { kind: 'blind' };
      }
      for (const watcher of [...watchers]) watcher(seen);
      await clock.sleep(Math.max(LOOK_MS, (clock.monotonic() - startedAt) * SPARE), stopping.signal);
    }
    running = undefined;
  }

  async function expire(): Promise<void> {
    while (!stopping.signal.aborted) {
      // A database that is away is told of where somebody asks for it.
      await expireRemotes(hub).catch(() => undefined);
      await clock.sleep(LOOK_MS, stopping.signal);
    }
  }
  const expiring = expire();

  return {
    /** A second old at most. Rejects with the database's error. */
    async overview(shops: readonly string[] | null): Promise<Overview> {
      const isFresh = last !== undefined && clock.monotonic() - last.readAt < LOOK_MS;
      return buildOverview(isFresh && last ? last.input : await readFresh(), shops);
    },
    watch(watcher: (seen: Seen) => void): () => void {
      watchers.add(watcher);
      running ??= run();
      return () => watchers.delete(watcher);
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all([expiring, running]);
    },
  };
}
export type Live = ReturnType<typeof createLive>;
